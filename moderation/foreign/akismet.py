"""Checks over Akismet's wire: spam or not, in time; what stands behind it is a comment like all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from moderation.delivery import akismet as callbacks
from moderation.foreign.ask import Answer, Asked, ask, of_stored, settings_of, status_of
from moderation.foreign.in_time import Deadline, NotInTime
from moderation.judging import Checked
from moderation.wiring import Parts
from policy.errors import DomainError
from policy.hints import HONEYPOT
from policy.kinds import Reasons, is_spam
from policy.states import Status
from policy.wires import AkismetSettings, Fallback, Wire, WireSettings
from runtime.clock import SECOND
from runtime.ids import new_id
from store import akismet, comments
from store.akismet import Check, Told
from store.comments import StoredComment
from store.unit import Unit

T = TypeVar("T")

WAVE_HOURS: Final = 24  # in which the same spam again is blatant
LOOK_MILLISECONDS: Final = 100
RECHECK_SECONDS: Final = 60  # after which a verdict that was not there in time is there
WAIT_SECONDS: Final = 24 * 3600  # for a moderator


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A comment as Akismet's wire brings it. author: `name`, `url`, `email`, `ip`.

    blog, permalink: addresses. guid: of an earlier check, in a report. callback: where a later verdict may be told, on
    a registered host. key: of the caller, which the callback repeats. again: it was checked before, and is asked anew.
    """

    text: str
    author: Mapping[str, str | None]
    blog: str
    permalink: str | None
    language: str | None
    post_id: str | None = None
    parent_id: str | None = None
    guid: str | None = None
    callback: str | None = None
    key: str = ""
    is_test: bool = False
    honeypot: bool = False
    again: bool = False

    def fingerprint(self, parts: Parts) -> str:
        """Return what a report repeats, as a keyed hash."""
        author = (self.author.get(name) or "" for name in ("name", "email"))
        return parts.hasher.content("\0".join([self.blog, self.permalink or "", *author, self.text]).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamCheck:
    """What is answered. spam: the verdict. discard: nobody need look. held: a moderator looks, and it is not spam.

    recheck_after: seconds in which a verdict follows, None where none does.
    """

    guid: str
    spam: bool
    discard: bool
    held: bool
    recheck_after: int | None
    answer: Answer


def check(parts: Parts, site_id: int, said: Submitted) -> SpamCheck:
    """Return whether the comment is spam, in time, and have it stored with what reports and callbacks need.

    Never raises: what fails is the fallback's case.
    """
    guid = new_id()
    settings = settings_of(parts, site_id, Wire.AKISMET)
    earlier = (
        _soon(parts, lambda unit: _earlier(unit, site_id, said.fingerprint(parts)))
        if said.again and not said.is_test
        else None
    )
    asked = _asked(parts, site_id, said, guid, settings)
    answer = ask(parts, site_id, asked) if earlier is None else of_stored(earlier, settings)
    told = told_of(answer.status, answer.reasons, settings, can_wait=said.callback is not None)
    if earlier is not None:
        again = _made(parts, site_id, said, guid, earlier.id, told)
        parts.in_time.keep(lambda: parts.database.write(lambda unit: akismet.add(unit, again)))
    if not said.is_test and answer.id != asked.id:
        month = month_of(parts)
        parts.in_time.keep(lambda: parts.database.write(lambda unit: _count(unit, site_id, month, said.blog, told)))
    spam = told == "true"
    late = answer.status is None and settings.fallback is Fallback.CLOSED
    return SpamCheck(
        guid=guid,
        spam=spam,
        discard=spam and is_spam(answer.reasons) and (said.honeypot or _in_a_wave(parts, site_id, said, answer.id)),
        held=not spam and (late or answer.status is Status.HELD),
        recheck_after=_recheck_after(answer.status, told),
        answer=answer,
    )


def told_of(status: Status | None, reasons: Reasons, settings: WireSettings, *, can_wait: bool) -> Told:
    """Return what the caller of a check is told: `true` is spam, and what is rejected.

    can_wait: whether a later verdict can be told.
    """
    if status is Status.REJECTED or (status is Status.HELD and is_spam(reasons)):
        return "true"
    if status is Status.HELD and isinstance(settings, AkismetSettings) and settings.held_is_spam:
        return "true"
    return "wait" if can_wait and status is not Status.APPROVED else "false"


def month_of(parts: Parts) -> str:
    """Return the present month, YYYY-MM, UTC."""
    return datetime.fromtimestamp(parts.clock() / SECOND, UTC).strftime("%Y-%m")


def _asked(parts: Parts, site_id: int, said: Submitted, guid: str, settings: WireSettings) -> Asked:
    comment_id = new_id()

    def beside(unit: Unit, checked: Checked | None) -> None:
        status = status_of(checked)
        reasons = () if checked is None else [one.to_mapping() for one in checked.verdict.reasons]
        told = told_of(status, reasons, settings, can_wait=said.callback is not None)
        akismet.add(unit, _made(parts, site_id, said, guid, comment_id, told))
        _count(unit, site_id, month_of(parts), said.blog, told)
        if said.callback is not None:
            callbacks.register(parts.delivery, unit, site_id, said.callback, said.key, now=parts.clock())

    return Asked(
        wire=Wire.AKISMET,
        id=comment_id,
        text=said.text,
        author=said.author,
        article=said.permalink,
        url=said.permalink,
        language=said.language,
        hints=HONEYPOT if said.honeypot else None,
        keep=not said.is_test,
        beside=beside,
    )


def _made(parts: Parts, site_id: int, said: Submitted, guid: str, comment_id: str, told: Told) -> Check:
    return Check(
        guid=guid,
        site_id=site_id,
        comment_id=comment_id,
        content=_content(parts, said),
        fingerprint=said.fingerprint(parts),
        callback=said.callback,
        post_id=said.post_id,
        parent_id=said.parent_id,
        told=told,
        created_at=parts.clock(),
    )


def _content(parts: Parts, said: Submitted) -> str:
    return parts.hasher.content(" ".join(said.text.split()).casefold().encode())


def _count(unit: Unit, site_id: int, month: str, blog: str, told: Told) -> None:
    akismet.count(unit, site_id, month, blog, "spam" if told == "true" else "ham")


def _recheck_after(status: Status | None, told: Told) -> int | None:
    if told != "wait":
        return None
    return WAIT_SECONDS if status is Status.HELD else RECHECK_SECONDS


def _in_a_wave(parts: Parts, site_id: int, said: Submitted, comment_id: str | None) -> bool:
    """Return whether the same text was spam before, today; False where that cannot be said soon."""
    content, since = _content(parts, said), parts.clock() - WAVE_HOURS * 3600 * SECOND
    found = _soon(parts, lambda unit: akismet.spam_before(unit, site_id, content, since=since, but=comment_id))
    return bool(found)


def _earlier(unit: Unit, site_id: int, fingerprint: str) -> StoredComment | None:
    """Return the same comment as checked before, with where it stands now; None where there is none."""
    found = akismet.by_fingerprint(unit, site_id, fingerprint)
    return None if found is None else comments.by_id(unit, site_id, found.comment_id)


def _soon(parts: Parts, look: Callable[[Unit], T]) -> T | None:
    """Return what was looked up, None where that fails or takes too long."""
    try:
        return Deadline(LOOK_MILLISECONDS).result(parts.in_time.ask(lambda: parts.database.read(look)))
    except (NotInTime, DomainError):
        return None

"""What came by a foreign wire becomes a comment: stored with its decision in one commit, by the door of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from moderation.foreign.in_time import Deadline, NotInTime
from moderation.judging import Checked, count, move_of, subject_of
from moderation.wiring import Parts
from policy.errors import DomainError
from policy.subject import Subject, of_text
from policy.wires import Wire
from runtime import metrics
from runtime.clock import SECOND
from runtime.ids import new_id
from store import accept, articles, comments, decisions
from store.accept import NewComment
from store.comments import StoredComment
from store.unit import Unit

SAME_SECONDS: Final = 600  # within which the same, sent again, is one comment
# So long a caller is kept waiting for its record: on a busy machine the answer goes out first, the record follows.
RECORD_MILLISECONDS: Final = 25

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A text as a foreign wire brought it. id: what it will be stored under.

    author: `id`, `name`, `url`, `email`, `ip`, as far as known. article: the caller's name of the page, and url where
    it stands. once: what tells it from all others, where the same sent again is the same comment. keep: False where
    the caller forbids it. hints: what was noticed (policy.hints). beside: writes what the wire needs to
    remember, in the commit that stores the comment; it is given the verdict, None where there was none in time.
    """

    wire: Wire
    text: str
    id: str = field(default_factory=new_id)
    author: Mapping[str, str | None] = field(default_factory=dict)
    article: str | None = None
    url: str | None = None
    language: str | None = None
    once: str | None = None
    keep: bool = True
    hints: str | None = None
    beside: Callable[[Unit, Checked | None], None] | None = None


# With its verdict; None where there was none in time.
Decided = tuple[Asked, Checked | None]


def subject_to_keep(parts: Parts, site_id: int, asked: Asked) -> Subject:
    """Return it as a comment about to be judged, and then stored."""
    return subject_of(_new(parts, site_id, asked))


def subject_passing(parts: Parts, site_id: int, asked: Asked) -> Subject:
    """Return it as a text about to be judged of which nothing is kept."""
    now = parts.clock()
    return of_text(asked.text)._replace(
        site_id=site_id,
        author_id=_author_id(parts, asked) if asked.author else None,
        author_name=asked.author.get("name"),
        author_url=asked.author.get("url"),
        language_hint=asked.language,
        created_at=now,
        pending_since=now,
        wire=asked.wire,
        hints=asked.hints,
    )


def earlier_of(parts: Parts, site_id: int, asked: Sequence[Asked]) -> dict[str, StoredComment]:
    """Return those that were sent before, within SAME_SECONDS, and are decided, by what tells them from others."""
    now = parts.clock()
    names = {name: one.once for one in asked if one.once is not None for name in _names(one, now)}
    if not names:
        return {}
    found = parts.database.read(lambda unit: comments.decided_by_external_ids(unit, site_id, list(names)))
    since = now - SAME_SECONDS * SECOND
    return {names[name]: one for name, one in found.items() if one.created_at > since}


def _names(asked: Asked, now: int) -> list[str]:
    """Return what a comment of this moment is called, and what it was called in the span of time before."""
    span = now // (SAME_SECONDS * SECOND)
    return [f"{asked.wire}:{asked.once}:{one}" for one in (span, span - 1)]


def keep_in_time(parts: Parts, site_id: int, asked: Sequence[Decided], deadline: Deadline) -> bool:
    """Have comments stored, and wait a little for that; return True when they are on the disk.

    They are stored all the same when it takes longer. What fails is noted where it fails; the verdict stands, whatever
    becomes of its record.
    """
    milliseconds = min(RECORD_MILLISECONDS, int(deadline.left * 1000))
    try:
        return Deadline(milliseconds).wait(parts.in_time.keep(lambda: _kept_or_noted(parts, site_id, asked)))
    except NotInTime:
        return False


def _kept_or_noted(parts: Parts, site_id: int, asked: Sequence[Decided]) -> bool:
    wire = asked[0][0].wire
    try:
        _kept(parts, site_id, asked)
        return True
    except DomainError as error:
        metrics.WIRE_NOT_KEPT.labels(wire).inc(len(asked))
        log.warning("not_kept", wire=wire, error=type(error).__name__)
    except Exception as error:
        metrics.WIRE_NOT_KEPT.labels(wire).inc(len(asked))
        log.error("not_kept", wire=wire, exc_info=error)
    return False


def _kept(parts: Parts, site_id: int, asked: Sequence[Decided]) -> None:
    """Store comments with their decisions in one commit; those without as pending. Those stored before stay as is."""
    if any(checked is None for _, checked in asked):
        parts.backlog.check()
    news = [(_new(parts, site_id, one), one, checked) for one, checked in asked]

    def work(unit: Unit) -> tuple[set[str], set[str]]:
        stored = _accepted(unit, [new for new, _, _ in news])
        for new, one, checked in news:
            if new.id in stored and one.url is not None:
                articles.know(unit, site_id, new.article_id, url=one.url)
            if new.id in stored and one.beside is not None:
                one.beside(unit, checked)
        taken = [one for one in moves if one.comment_id in stored]
        return stored, decisions.record(unit, taken, now=now)

    now = parts.clock()
    subjects = [subject_of(new) for new, _, checked in news if checked is not None]
    moves = [move_of(subject_of(new), checked) for new, _, checked in news if checked is not None]
    stored, moved = parts.database.write(work)
    metrics.ACCEPTED.inc(len(stored))
    if len(moves) < len(news):
        parts.ringer.ring()
    if moved:
        count(subjects, moves, moved, parts.clock())
        parts.teller.ring()


def _accepted(unit: Unit, news: Sequence[NewComment]) -> set[str]:
    """Store new comments and return the ids of those that were not there before. Raises what accept.one raises."""
    if len(news) == 1:
        return {news[0].id} if accept.one(unit, news[0]) else set()
    refused = accept.many(unit, news)
    return {one.id for one in news} - refused.keys()


def _new(parts: Parts, site_id: int, asked: Asked) -> NewComment:
    now = parts.clock()
    author = asked.author
    return NewComment(
        id=asked.id,
        site_id=site_id,
        external_id=None if asked.once is None else _names(asked, now)[0],
        article_id=_article_id(parts, asked),
        author_id=_author_id(parts, asked),
        author_name=author.get("name"),
        author_url=author.get("url"),
        author_email_hash=parts.hasher(author.get("email")),
        author_ip_hash=parts.hasher.address(author.get("ip"), now),
        parent_id=None,
        text=asked.text,
        language_hint=asked.language,
        submitted_hash=parts.hasher.content(asked.text.encode()),
        created_at=now,
        pending_since=now,
        wire=asked.wire,
        hints=asked.hints,
    )


def _article_id(parts: Parts, asked: Asked) -> str:
    """Return the caller's name of the page, or a hash of one that is no id of ours; without any, the wire's."""
    name = asked.article
    if not name:
        return str(asked.wire)
    fits = len(name) <= 255 and "/" not in name and name.isprintable() and name.strip(".")
    return name if fits else f"{asked.wire}:{parts.hasher.content(name.encode())}"


def _author_id(parts: Parts, asked: Asked) -> str:
    """Return the author's id: the caller's own, else one of what is known; of nobody known, the comment's own.

    So nobody's comments count as one hurried author's.
    """
    known = asked.author.get("id")
    if known is None:
        marks = [asked.author.get(name) or "" for name in ("email", "ip", "name")]
        known = parts.hasher.content("\0".join(marks).encode()) if any(marks) else asked.id
    return f"{asked.wire}:{known}"[:255]

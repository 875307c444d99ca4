"""The one path from a foreign wire to an answer: the same judge, rules and record as of our own API, by a deadline."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from moderation import ruleset
from moderation.foreign.in_time import Deadline, NotInTime
from moderation.foreign.keep import Asked, earlier_of, keep_in_time, subject_passing, subject_to_keep
from moderation.judging import Checked, judged
from moderation.wiring import Parts
from policy.errors import DomainError
from policy.states import Status
from policy.wires import DEFAULT_WIRES, Wire, WireSettings
from runtime import metrics
from store.comments import StoredComment

JUDGE_FAILED: Final = "judge-failed"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be told. status: None when there was no verdict in time; the settings' fallback says what then.

    reasons: as the API shows them. id: of the comment, None where nothing is kept. stored: whether it is on the
    disk already. again: it was asked before.
    """

    status: Status | None
    settings: WireSettings
    reasons: Sequence[Mapping[str, Any]] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    language: str = "und"
    model: str | None = None
    policy: int | None = None
    id: str | None = None
    stored: bool = False
    again: bool = False


def ask(parts: Parts, site_id: int, asked: Asked) -> Answer:
    """Return the verdict on one text; as ask_many."""
    return ask_many(parts, site_id, [asked])[0]


def ask_many(parts: Parts, site_id: int, asked: Sequence[Asked]) -> list[Answer]:
    """Return the verdicts on texts of one wire, within the time that the site gives it, and have them stored.

    Never raises, and never answers late: what fails is the fallback's case. What could not be judged in time is stored
    as pending, so that the workers judge it.
    """
    begun = time.monotonic()
    wire = asked[0].wire
    settings = settings_of(parts, site_id, wire)
    deadline = Deadline(settings.milliseconds, begun)
    try:
        found = deadline.result(parts.in_time.ask(lambda: _judge(parts, site_id, asked, settings)))
    except (NotInTime, DomainError) as error:
        log.warning("not_judged_in_time", wire=wire, error=type(error).__name__)
        found = [_late(one, settings) for one in asked]
    except Exception as error:  # whatever broke, the caller gets an answer of its own wire
        log.error("not_judged_in_time", wire=wire, exc_info=error)
        found = [_late(one, settings) for one in asked]
    for one in found:
        metrics.WIRE_ANSWERS.labels(wire, one.told.status or "late").inc()
    wanted = zip(asked, found, strict=True)
    to_keep = [(one, each.checked) for one, each in wanted if each.told.id == one.id and not each.told.again]
    if not to_keep or not keep_in_time(parts, site_id, to_keep, deadline):
        return [one.told for one in found]
    ids = {one.id for one, _ in to_keep}
    return [replace(one.told, stored=True) if one.told.id in ids else one.told for one in found]


@dataclass(frozen=True, slots=True)
class _Judged:
    told: Answer
    checked: Checked | None = None


def settings_of(parts: Parts, site_id: int, wire: Wire) -> WireSettings:
    """Return the site's settings of the wire; where they cannot be read in time, those read last, or the default."""
    return parts.wire_rules.get(
        site_id,
        lambda: ruleset.show(parts, site_id).ruleset.wires,
        default=DEFAULT_WIRES,
        milliseconds=lambda known: known[wire].milliseconds,
    )[wire]


def _late(asked: Asked, settings: WireSettings) -> _Judged:
    return _Judged(Answer(status=None, settings=settings, id=asked.id if asked.keep and settings.keep else None))


def _judge(parts: Parts, site_id: int, asked: Sequence[Asked], settings: WireSettings) -> list[_Judged]:
    """Return for each what was said of it before, or else its verdict, all of them from one call of the judge."""
    keep = [one.keep and settings.keep for one in asked]
    earlier = earlier_of(parts, site_id, [one for one, kept in zip(asked, keep, strict=True) if kept])
    found: dict[str, _Judged] = {
        one.id: _Judged(of_stored(earlier[one.once], settings)) for one in asked if one.once in earlier
    }
    known_by = {
        one.id: parts.hasher.content(f"{one.language}\0{one.text}".encode("utf-8", "replace"))
        for one, kept in zip(asked, keep, strict=True)
        if not kept and not one.author
    }
    for id_, hash_ in known_by.items():
        known: Checked | None = parts.answers.find(site_id, parts.classifier.version, hash_)
        if known is not None:
            found[id_] = _Judged(_of_checked(known, settings, None, again=True), known)
    anew = [(one, kept) for one, kept in zip(asked, keep, strict=True) if one.id not in found]
    subjects = [(subject_to_keep if kept else subject_passing)(parts, site_id, one) for one, kept in anew]
    for (one, kept), checked in zip(anew, judged(parts, subjects) if subjects else (), strict=True):
        if one.id in known_by and checked.verdict.scores:
            parts.answers.keep(site_id, checked.model, known_by[one.id], checked)
        found[one.id] = _Judged(_of_checked(checked, settings, one.id if kept else None), checked)
    return [found[one.id] for one in asked]


def status_of(checked: Checked | None) -> Status | None:
    """Return what the judge said, None where it said nothing: not in time, or it broke and a person will look."""
    if checked is None or any(one.code == JUDGE_FAILED for one in checked.verdict.reasons):
        return None
    return checked.verdict.status


def _of_checked(checked: Checked, settings: WireSettings, id_: str | None, *, again: bool = False) -> Answer:
    verdict = checked.verdict
    return Answer(
        status=status_of(checked),
        settings=settings,
        reasons=[one.to_mapping() for one in verdict.reasons],
        scores=verdict.scores,
        language=verdict.language,
        model=checked.model,
        policy=checked.policy,
        id=id_,
        again=again,
    )


def of_stored(one: StoredComment, settings: WireSettings) -> Answer:
    """Return where a comment stands that was asked about before."""
    return Answer(
        status=None if one.status is Status.PENDING else one.status,
        settings=settings,
        reasons=one.reasons,
        scores=one.scores,
        language=one.language or one.language_hint or "und",
        model=one.model,
        policy=one.policy,
        id=one.id,
        stored=True,
        again=True,
    )


__all__ = ["Answer", "Asked", "ask", "ask_many", "of_stored", "settings_of", "status_of"]

"""The one path from a foreign wire to an answer: the same judge, rules and record as of our own API, by a deadline."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    reasons: as the API shows them. id: of the stored comment, None where nothing is stored. again: it was asked before.
    """

    status: Status | None
    settings: WireSettings
    reasons: Sequence[Mapping[str, Any]] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    language: str = "und"
    model: str | None = None
    policy: int | None = None
    id: str | None = None
    again: bool = False


def ask(parts: Parts, site_id: int, asked: Asked) -> Answer:
    """Return the verdict on a text within the time that the site gives the wire, and have the comment stored.

    Never raises, and never answers late: what fails is the fallback's case. A comment that could not be judged in time
    is stored as pending, so that the workers judge it.
    """
    begun = time.monotonic()
    settings = settings_of(parts, site_id, asked.wire)
    deadline = Deadline(settings.milliseconds, begun)
    keep = asked.keep and settings.keep
    try:
        answer = deadline.result(parts.in_time.ask(lambda: _judge(parts, site_id, asked, settings, keep)))
    except (NotInTime, DomainError) as error:
        log.warning("not_judged_in_time", wire=asked.wire, error=type(error).__name__)
        answer = _Judged(Answer(status=None, settings=settings, id=asked.id if keep else None))
    except Exception as error:  # whatever broke, the caller gets an answer of its own wire
        log.error("not_judged_in_time", wire=asked.wire, exc_info=error)
        answer = _Judged(Answer(status=None, settings=settings, id=asked.id if keep else None))
    metrics.WIRE_ANSWERS.labels(asked.wire, answer.told.status or "late").inc()
    if keep and not answer.told.again:
        keep_in_time(parts, site_id, asked, answer.checked, deadline)
    return answer.told


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


def _judge(parts: Parts, site_id: int, asked: Asked, settings: WireSettings, keep: bool) -> _Judged:
    if keep and asked.once is not None:
        earlier = earlier_of(parts, site_id, asked)
        if earlier is not None:
            return _Judged(_of_stored(earlier, settings))
    known_by = None
    if not keep and not asked.author:
        known_by = parts.hasher.content(f"{asked.language}\0{asked.text}".encode("utf-8", "replace"))
        known: Checked | None = parts.answers.find(site_id, parts.classifier.version, known_by)
        if known is not None:
            return _Judged(_of_checked(known, settings, None, again=True), known)
    subject = (subject_to_keep if keep else subject_passing)(parts, site_id, asked)
    checked = judged(parts, [subject])[0]
    if known_by is not None and checked.verdict.scores:
        parts.answers.keep(site_id, checked.model, known_by, checked)
    return _Judged(_of_checked(checked, settings, asked.id if keep else None), checked)


def _of_checked(checked: Checked, settings: WireSettings, id_: str | None, *, again: bool = False) -> Answer:
    verdict = checked.verdict
    failed = any(one.code == JUDGE_FAILED for one in verdict.reasons)  # a person will look; that is no verdict
    return Answer(
        status=None if failed else verdict.status,
        settings=settings,
        reasons=[one.to_mapping() for one in verdict.reasons],
        scores=verdict.scores,
        language=verdict.language,
        model=checked.model,
        policy=checked.policy,
        id=id_,
        again=again,
    )


def _of_stored(one: StoredComment, settings: WireSettings) -> Answer:
    return Answer(
        status=one.status,
        settings=settings,
        reasons=one.reasons,
        scores=one.scores,
        language=one.language or one.language_hint or "und",
        model=one.model,
        policy=one.policy,
        id=one.id,
        again=True,
    )


__all__ = ["Answer", "Asked", "ask", "settings_of"]

"""Judging: at once in the process that asks, or batch by batch what waits. Both by the same judge and the same door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from moderation.judge import judge
from moderation.wiring import Classifier, Parts
from policy.decide import Verdict
from policy.errors import CommentNotFound, DatabaseUnavailable
from policy.hints import UNTOLD, noticed
from policy.judge import Case, Site, judge_failed
from policy.states import Actor, Status
from policy.subject import Subject
from runtime import metrics, origin, tracing
from runtime.clock import SECOND
from store import comments, decisions, judging_context, leases
from store.accept import NewComment
from store.comments import StoredComment
from store.judging_context import JudgingContext
from store.moves import Move
from store.unit import Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A verdict with what it was reached by: the versions of the classifier and of the site's rules."""

    verdict: Verdict
    model: str
    policy: int


def check(parts: Parts, site_id: int, text: str, *, author: Mapping[str, Any], language: str | None) -> Checked:
    """Return the verdict on a text; nothing of it is kept. author: what is known of `id`, `name` and `url`.

    Raises DatabaseUnavailable.
    """
    now = parts.clock()
    subject = Subject(
        id=None,
        site_id=site_id,
        version=1,
        revision=1,
        author_id=author.get("id"),
        author_name=author.get("name"),
        author_url=author.get("url"),
        text=text,
        language_hint=language,
        created_at=now,
        pending_since=now,
    )
    return judged(parts, [subject])[0]


def subject_of(one: NewComment | StoredComment) -> Subject:
    """Return a comment just accepted, or just given another text, as one about to be judged."""
    version, revision = (one.version, one.revision) if isinstance(one, StoredComment) else (1, 1)
    return Subject(
        id=one.id,
        site_id=one.site_id,
        version=version,
        revision=revision,
        author_id=one.author_id,
        author_name=one.author_name,
        author_url=one.author_url,
        text=one.text,
        language_hint=one.language_hint,
        created_at=one.created_at,
        pending_since=one.pending_since,
        wire=one.wire,
        hints=one.hints,
        article_id=one.article_id,
        origin=one.origin if isinstance(one, NewComment) else origin.current(),
    )


def judge_now(parts: Parts, subject: Subject) -> StoredComment | None:
    """Judge a comment just stored and return it decided; None when that failed, and the workers shall do it.

    The comment is stored already, so nothing that fails here may fail the request.
    """
    try:
        steps = tracing.Steps("judge", [subject.origin])
        move = move_of(subject._replace(origin=steps.origins[0]), judged(parts, [subject])[0])
        now = parts.clock()

        def work(unit: Unit) -> tuple[set[str], StoredComment]:
            return decisions.record(unit, [move], now=now), comments.by_id(unit, subject.site_id, move.comment_id)

        moved, comment = parts.database.write(work)
        steps.end({"prohori.batch": 1})
    except (DatabaseUnavailable, CommentNotFound) as error:
        log.warning("not_judged_in_place", error=type(error).__name__)
        return None
    count([subject], [move], moved, now)
    parts.teller.ring()
    return comment if comment.status is not Status.PENDING else None


def judge_pending(parts: Parts) -> int:
    """Judge one batch of what waits and return how many comments were decided. Rings again when there may be more.

    No transaction is open while judging; what moved meanwhile is left alone. Raises DatabaseUnavailable; the comments
    then stay pending and their lease runs out.
    """
    parts.doorbell.answer()
    subjects, more = parts.database.write(lambda unit: _lease(parts, unit))
    if more:
        parts.doorbell.ring()
    if not subjects:
        return 0
    steps = tracing.Steps("judge", [one.origin for one in subjects])
    checked = judged(parts, subjects)
    now = parts.clock()
    traced = (one._replace(origin=of) for one, of in zip(subjects, steps.origins, strict=True))
    moves = [move_of(subject, one) for subject, one in zip(traced, checked, strict=True)]
    moved = parts.database.write(lambda unit: decisions.record(unit, moves, now=now))
    count(subjects, moves, moved, now)
    parts.teller.ring()
    steps.end({"prohori.batch": len(subjects)})
    asked_by = origin.request_ids(one.origin for one in subjects)
    log.info("moderated", claimed=len(subjects), decided=len(moved), requests=asked_by)
    return len(moved)


def _lease(parts: Parts, unit: Unit) -> tuple[list[Subject], bool]:
    """Return the comments taken, and whether others may still wait."""
    now = parts.clock()
    batch = parts.settings.claim_batch
    until = now + parts.settings.lease_seconds * SECOND
    found = leases.lease(unit, limit=batch, now=now, until=until, since=parts.horizon.since(now))
    parts.horizon.claimed(found)
    taken = _few_enough(found, batch)
    if len(taken) < len(found):
        leases.release(unit, [one.id for one in found[len(taken) :] if one.id is not None])
    return taken, len(found) == batch or len(taken) < len(found)


def _few_enough(found: list[Subject], batch: int) -> list[Subject]:
    """Return the first of them, fewer with each attempt that ended without a verdict.

    The process that judged them died. Halving the batch leaves the one that kills alone in the end; the others pass.
    """
    attempts = max((one.attempts for one in found), default=1)
    return found[: max(1, batch >> (attempts - 1))]


def judged(parts: Parts, subjects: Sequence[Subject]) -> list[Checked]:
    """Return the verdict on each subject, in their order."""
    now = parts.clock()
    at_hand = parts.wordlists.known
    alone = len(subjects) == 1  # of many, each has its share in what is read
    recall = partial(parts.recent.recall, now=now) if alone else lambda _: None
    context = parts.database.read(lambda unit: judging_context.gather(unit, subjects, at_hand, now=now, recall=recall))
    if alone:
        for site_id, recent in context.recent.items():
            parts.recent.keep(site_id, recent, now=now)
    cases = _cases(parts, context, subjects)
    classifier = parts.model.follow(parts.database, now)  # one for all of them, whatever is put in use meanwhile
    with metrics.SCORE_SECONDS.time():
        verdicts = _verdicts(parts, classifier, cases)
    return [
        Checked(verdict=verdict, model=classifier.version, policy=context.rules[case.subject.site_id].version)
        for case, verdict in zip(cases, verdicts, strict=True)
    ]


def _cases(parts: Parts, context: JudgingContext, subjects: Sequence[Subject]) -> list[Case]:
    sites = {}
    for site_id, rules in context.rules.items():
        index = context.word_indexes[site_id]
        if index is None:
            index = parts.wordlists.make(site_id, rules.lists_version, context.entries[site_id])
        sites[site_id] = Site(rules.ruleset, index, context.recent.get(site_id, ()))
    return [Case(sites[one.site_id], one, context.background(place, one)) for place, one in enumerate(subjects)]


def _verdicts(parts: Parts, classifier: Classifier, cases: Sequence[Case]) -> list[Verdict]:
    """Return a verdict for each; a comment that breaks the judge is found by halving, and held for a person."""
    if len(cases) == 1 and cases[0].subject.attempts > parts.settings.claim_batch.bit_length():
        return [judge_failed()]  # it was judged alone before, and each time the process died of it
    try:
        return judge(classifier, cases, parts.names, parts.texts)
    except parts.interrupts:  # the time of the task is over: the lease ends, and fewer are taken at once then
        raise
    except Exception as error:  # a poison comment may raise anything; its neighbours must pass
        log.warning("judge_failed", comments=len(cases), error=type(error).__name__)
        if len(cases) == 1:
            return [judge_failed()]
        middle = len(cases) // 2
        return [*_verdicts(parts, classifier, cases[:middle]), *_verdicts(parts, classifier, cases[middle:])]


def move_of(subject: Subject, checked: Checked) -> Move:
    """Return the machine's decision on a pending comment, for the door."""
    verdict = checked.verdict
    return Move(
        comment_id=subject.id or "",
        site_id=subject.site_id,
        version=subject.version,
        revision=subject.revision,
        old_status=Status.PENDING,
        new_status=verdict.status,
        actor=Actor.MACHINE,
        language=verdict.language,
        model=checked.model,
        policy=checked.policy,
        scores=verdict.scores,
        reasons=[reason.to_mapping() for reason in verdict.reasons],
        fingerprint=verdict.fingerprint or None,
        shown=subject.wire is None,
        told=not noticed(UNTOLD, subject.hints),
        origin=subject.origin,
    )


def count(subjects: Sequence[Subject], moves: Sequence[Move], moved: set[str], now: int) -> None:
    """Count the decisions that were recorded, and how long each took. now: microseconds."""
    metrics.count_decisions((one.new_status for one in moves if one.comment_id in moved), by=Actor.MACHINE)
    for one in subjects:
        if one.id in moved:
            metrics.DECISION_LATENCY.observe((now - one.pending_since) / SECOND)

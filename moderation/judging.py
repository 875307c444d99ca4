"""Judging in the web process, by the same judge and the same door as the workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from moderation.services import Services
from policy.decide import Verdict
from policy.errors import CommentNotFound
from policy.judge import judge, judge_failed
from policy.states import Actor, Status
from runtime import metrics
from runtime.clock import SECOND
from store import comments, decisions, judging_context
from store.comments import NewComment
from store.judging_context import Subject, Surroundings
from store.rows import StoredComment
from store.unit import DatabaseUnavailable, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A verdict with what it was reached by."""

    verdict: Verdict
    model: str
    policy: int


def check(services: Services, site_id: int, text: str, *, author: Mapping[str, Any], language: str | None) -> Checked:
    """Return the verdict on a text; nothing of it is kept. author: what is known of `id`, `name` and `url`.

    Raises DatabaseUnavailable.
    """
    subject = Subject(
        id=None,
        site_id=site_id,
        revision=1,
        author_id=author.get("id"),
        author_name=author.get("name"),
        author_url=author.get("url"),
        text=text,
        language_hint=language,
        created_at=services.clock(),
    )
    return _checked(services, subject)


def judge_in_place(services: Services, new: NewComment) -> StoredComment | None:
    """Judge a comment just stored and return it decided; None when that failed, and the workers shall do it.

    The comment is stored already, so nothing that fails here may fail the request.
    """
    try:
        checked = _checked(services, _subject(new))
        now = services.clock()
        move = decisions.Move(
            comment_id=new.id,
            site_id=new.site_id,
            version=1,
            revision=1,
            old_status=Status.PENDING,
            new_status=checked.verdict.status,
            actor=Actor.MACHINE,
            language=checked.verdict.language,
            model=checked.model,
            policy=checked.policy,
            scores=checked.verdict.scores,
            reasons=[reason.to_mapping() for reason in checked.verdict.reasons],
            fingerprint=checked.verdict.fingerprint or None,
        )

        def work(unit: Unit) -> tuple[StoredComment, bool]:
            moved = decisions.record(unit, [move], now=now)
            return comments.by_id(unit, new.site_id, new.id), bool(moved)

        comment, moved = services.database.write(work)
    except (DatabaseUnavailable, CommentNotFound) as error:
        log.warning("not_judged_in_place", error=type(error).__name__)
        return None
    if moved:
        metrics.count_decisions([move.new_status], by=Actor.MACHINE)
        metrics.DECISION_LATENCY.observe((now - new.pending_since) / SECOND)
    return comment if comment.status is not Status.PENDING else None


def _checked(services: Services, subject: Subject) -> Checked:
    now = services.clock()
    around = services.database.read(lambda unit: judging_context.gather(unit, [subject], services.lists, now=now))
    with metrics.SCORE_SECONDS.time():
        verdict = _judged(services, around, subject)
    return Checked(verdict=verdict, model=services.classifier.version, policy=around.rules[subject.site_id].version)


def _judged(services: Services, around: Surroundings, subject: Subject) -> Verdict:
    try:
        return judge(services.classifier, around.drafts(services.lists, [subject]), services.names)[0]
    except Exception as error:  # a text that breaks the judge is held for a person, as in the workers
        log.warning("judge_failed", comments=1, error=type(error).__name__)
        return judge_failed()


def _subject(new: NewComment) -> Subject:
    return Subject(
        id=new.id,
        site_id=new.site_id,
        revision=1,
        author_id=new.author_id,
        author_name=new.author_name,
        author_url=new.author_url,
        text=new.text,
        language_hint=new.language_hint,
        created_at=new.created_at,
    )

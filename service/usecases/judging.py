"""Judging in the web process, by the same judge and the same door as the workers."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from policy.decide import Verdict
from policy.errors import CommentNotFound
from policy.judge import Draft, Site, judge, judge_failed
from policy.ruleset import Mode
from policy.states import Actor, Status
from runtime import metrics
from runtime.clock import SECOND
from service.services import Services
from store import comments, decisions, published, rulesets
from store.comments import NewComment
from store.rows import StoredComment
from store.rulesets import SiteRules
from store.unit import DatabaseUnavailable, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A verdict with what it was reached by."""

    verdict: Verdict
    model: str
    policy: int


def check(services: Services, site_id: int, text: str, *, author_id: str | None, language: str | None) -> Checked:
    """Return the verdict on a text; nothing of it is kept. Raises DatabaseUnavailable."""
    rules, known = services.database.read(lambda unit: _surroundings(unit, site_id, author_id))
    with metrics.SCORE_SECONDS.time():
        verdict = _judged(services, rules, Draft(text, language, known))
    return Checked(verdict=verdict, model=services.classifier.version, policy=rules.version)


def judge_in_place(services: Services, new: NewComment) -> StoredComment | None:
    """Judge a comment just stored and return it decided; None when that failed, and the workers shall do it.

    The comment is stored already, so nothing that fails here may fail the request.
    """
    try:
        checked = check(services, new.site_id, new.text, author_id=new.author_id, language=new.language_hint)
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


def _surroundings(unit: Unit, site_id: int, author_id: str | None) -> tuple[SiteRules, int | None]:
    rules = rulesets.current(unit, site_id)
    if author_id is None or rules.ruleset.mode is not Mode.NEW_AUTHORS:
        return rules, None
    return rules, published.count_by_author(unit, [(site_id, author_id)]).get((site_id, author_id), 0)


def _judged(services: Services, rules: SiteRules, draft: Draft) -> Verdict:
    try:
        return judge(services.classifier, [(Site(rules.ruleset), draft)])[0]
    except Exception as error:  # a text that breaks the judge is held for a person, as in the workers
        log.warning("judge_failed", comments=1, error=type(error).__name__)
        return judge_failed()

"""Judging what waits: claim a batch, judge it with no transaction open, record it if nothing moved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from models.protocol import Classifier
from policy.decide import Verdict
from policy.judge import Draft, Site, judge, judge_failed
from policy.ruleset import Mode
from policy.states import Actor, Status
from runtime import metrics
from runtime.clock import SECOND, Clock
from runtime.doorbell import Doorbell
from store import claims, decisions, published, rulesets
from store.claims import Claimed
from store.rulesets import SiteRules
from store.unit import Database, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """Claimed comments with all that judging them needs.

    known: published comments per (site, writer). reopened: ids on which a person decided before an edit.
    more: True when others may still wait.
    """

    claimed: list[Claimed]
    rules: dict[int, SiteRules]
    known: dict[tuple[int, str], int]
    reopened: set[str]
    more: bool

    def draft(self, one: Claimed) -> tuple[Site, Draft]:
        """Return the comment as the judge wants it, with its site's rules."""
        known = self.known.get((one.site_id, one.author_id), 0)
        return Site(self.rules[one.site_id].ruleset), Draft(
            one.text, one.language_hint, known, edited_after_decision=one.id in self.reopened
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """Judges pending comments. batch: how many at a time; lease_seconds: how long they are kept from others."""

    database: Database
    classifier: Classifier
    doorbell: Doorbell
    clock: Clock
    batch: int
    lease_seconds: int

    def run(self) -> int:
        """Judge one batch and return how many comments were decided. Rings again when there may be more.

        Raises DatabaseUnavailable; the comments then stay pending and their lease runs out.
        """
        self.doorbell.answer()
        batch = self.database.write(self._claim)
        if batch.more:
            self.doorbell.ring()
        if not batch.claimed:
            return 0
        with metrics.SCORE_SECONDS.time():
            verdicts = self._judge(batch, batch.claimed)
        now = self.clock()
        moves = [self._move(batch, one, verdict) for one, verdict in zip(batch.claimed, verdicts, strict=True)]
        moved = self.database.write(lambda unit: decisions.record(unit, moves, now=now))
        metrics.count_decisions((m.new_status for m in moves if m.comment_id in moved), by=Actor.MACHINE)
        for one in batch.claimed:
            if one.id in moved:
                metrics.DECISION_LATENCY.observe((now - one.pending_since) / SECOND)
        log.info("moderated", claimed=len(batch.claimed), decided=len(moved))
        return len(moved)

    def _claim(self, unit: Unit) -> Batch:
        now = self.clock()
        found = claims.claim(unit, limit=self.batch, now=now, until=now + self.lease_seconds * SECOND)
        claimed = self._few_enough(found)
        if len(claimed) < len(found):
            claims.release(unit, [one.id for one in found[len(claimed) :]])
        rules = rulesets.current_of(unit, {one.site_id for one in claimed}) if claimed else {}
        # Only sites that treat new writers differently pay for looking them up.
        asking = [
            (one.site_id, one.author_id) for one in claimed if rules[one.site_id].ruleset.mode is Mode.NEW_AUTHORS
        ]
        edited = [one.id for one in claimed if one.revision > 1]
        return Batch(
            claimed,
            rules,
            known=published.count_by_author(unit, asking) if asking else {},
            reopened=claims.decided_by_people(unit, edited) if edited else set(),
            more=len(found) == self.batch or len(claimed) < len(found),
        )

    def _few_enough(self, found: list[Claimed]) -> list[Claimed]:
        """Return the first of them, fewer with each attempt that ended without a verdict.

        Whoever judged them died. Halving the batch leaves the one that kills alone in the end; its neighbours pass.
        """
        attempts = max((one.attempts for one in found), default=1)
        return found[: max(1, self.batch >> (attempts - 1))]

    def _judge(self, batch: Batch, claimed: Sequence[Claimed]) -> list[Verdict]:
        """Return a verdict for each; a comment that breaks the judge is found by halving, and held for a person."""
        if len(claimed) == 1 and claimed[0].attempts > self.batch.bit_length():
            return [judge_failed()]  # it stood alone before, and nobody lived to tell
        try:
            return judge(self.classifier, [batch.draft(one) for one in claimed])
        except Exception as error:  # a poison comment may raise anything; its neighbours must pass
            log.warning("judge_failed", comments=len(claimed), error=type(error).__name__)
            if len(claimed) == 1:
                return [judge_failed()]
            middle = len(claimed) // 2
            return [*self._judge(batch, claimed[:middle]), *self._judge(batch, claimed[middle:])]

    def _move(self, batch: Batch, one: Claimed, verdict: Verdict) -> decisions.Move:
        return decisions.Move(
            comment_id=one.id,
            site_id=one.site_id,
            version=one.version,
            revision=one.revision,
            old_status=Status.PENDING,
            new_status=verdict.status,
            actor=Actor.MACHINE,
            language=verdict.language,
            model=self.classifier.version,
            policy=batch.rules[one.site_id].version,
            scores=verdict.scores,
            reasons=[reason.to_mapping() for reason in verdict.reasons],
        )

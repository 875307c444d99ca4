"""Judging what waits: claim a batch, judge it with no transaction open, record it if nothing moved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from models.protocol import Classifier
from policy.decide import Verdict
from policy.judge import Draft, Site, judge, judge_failed
from policy.rules.names import NameMemory
from policy.states import Actor, Status
from runtime import metrics
from runtime.clock import SECOND, Clock
from runtime.doorbell import Doorbell
from store import decisions, judging_context, leases
from store.judging_context import Subject
from store.leases import Claimed
from store.lists import ListMemory
from store.unit import Database, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """Claimed comments with all that judging them needs.

    drafts: by the comment's id, with its site. policy: the version of each site's rules.
    """

    claimed: list[Claimed]
    drafts: dict[str, tuple[Site, Draft]]
    policy: dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """Judges pending comments. batch: how many at a time; lease_seconds: how long they are kept from others.

    lists: the sites' word lists made ready, folded as the classifier folds. names: those judged before.
    """

    database: Database
    classifier: Classifier
    lists: ListMemory
    names: NameMemory
    doorbell: Doorbell
    clock: Clock
    batch: int
    lease_seconds: int

    def run(self) -> int:
        """Judge one batch and return how many comments were decided. Rings again when there may be more.

        Raises DatabaseUnavailable; the comments then stay pending and their lease runs out.
        """
        self.doorbell.answer()
        claimed, more = self.database.write(self._claim)
        if more:
            self.doorbell.ring()
        if not claimed:
            return 0
        batch = self._look_around(claimed)
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

    def _claim(self, unit: Unit) -> tuple[list[Claimed], bool]:
        """Return the comments taken, and whether others may still wait."""
        now = self.clock()
        found = leases.claim(unit, limit=self.batch, now=now, until=now + self.lease_seconds * SECOND)
        claimed = self._few_enough(found)
        if len(claimed) < len(found):
            leases.release(unit, [one.id for one in found[len(claimed) :]])
        return claimed, len(found) == self.batch or len(claimed) < len(found)

    def _look_around(self, claimed: list[Claimed]) -> Batch:
        subjects = [_subject(one) for one in claimed]
        now = self.clock()
        around = self.database.read(lambda unit: judging_context.gather(unit, subjects, self.lists, now=now))
        drafts = around.drafts(self.lists, subjects)
        return Batch(
            claimed,
            drafts={one.id: draft for one, draft in zip(claimed, drafts, strict=True)},
            policy={site_id: rules.version for site_id, rules in around.rules.items()},
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
            return judge(self.classifier, [batch.drafts[one.id] for one in claimed], self.names)
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
            policy=batch.policy[one.site_id],
            scores=verdict.scores,
            reasons=[reason.to_mapping() for reason in verdict.reasons],
            fingerprint=verdict.fingerprint or None,
        )


def _subject(one: Claimed) -> Subject:
    return Subject(
        id=one.id,
        site_id=one.site_id,
        revision=one.revision,
        author_id=one.author_id,
        author_name=one.author_name,
        author_url=one.author_url,
        text=one.text,
        language_hint=one.language_hint,
        created_at=one.created_at,
    )

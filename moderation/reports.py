"""A reader reports a comment; enough of them hold it until a person looks."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.decide import unscored
from policy.reasons import reason
from policy.reports import HUNDREDTHS
from policy.states import Actor, Status
from runtime import metrics
from store import comments, decisions, reports, rulesets
from store.moves import Move
from store.reads import history
from store.reports import Report
from store.unit import Unit


def report(
    parts: Parts,
    site_id: int,
    comment_id: str,
    *,
    reader: str,
    reason: str,
    note: str | None,
    address: str | None = None,
) -> Report:
    """Store a reader's report; the same reader's earlier one stands. Raises CommentNotFound.

    address: of a reader who could be anybody: from one address only the first report on a comment weighs.
    An approved comment whose open reports weigh enough is held, once for each of its texts.
    """
    now = parts.clock()

    def work(unit: Unit) -> tuple[Report, set[str]]:
        stored, new = reports.add(
            unit,
            site_id,
            comment_id,
            reporter=reader,
            reason=reason,
            note=note,
            now=now,
            address_hash=parts.hasher.address(address, now),
        )
        held = _hold(unit, site_id, comment_id, now=now) if new and stored.settled_at is None else set()
        return stored, held

    stored, held = parts.database.write(work)
    if held:
        metrics.count_decisions([Status.HELD], by=Actor.READERS)
        parts.teller.ring()
    return stored


def _hold(unit: Unit, site_id: int, comment_id: str, *, now: int) -> set[str]:
    hold_at = rulesets.current(unit, site_id).ruleset.reports.hold_at
    if not hold_at or reports.open_weight(unit, comment_id) < hold_at * HUNDREDTHS:
        return set()
    seen = comments.by_id(unit, site_id, comment_id)
    log = history.log_of(unit, site_id, comment_id)
    before = any(one.actor == Actor.READERS and one.revision == seen.revision for one in log)
    if seen.status is not Status.APPROVED or before:
        return set()
    move = Move(
        comment_id=comment_id,
        site_id=site_id,
        version=seen.version,
        revision=seen.revision,
        old_status=seen.status,
        new_status=Status.HELD,
        actor=Actor.READERS,
        reasons=[unscored(reason("reported-by-readers")).to_mapping()],
        scores=seen.scores or None,
        model=seen.model,
        policy=seen.policy,
    )
    return decisions.record(unit, [move], now=now)

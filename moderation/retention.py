"""Retention: what has had its time is taken away, rule by rule and bit by bit, and a report says what went."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from moderation.store_parts import StoreParts
from runtime.clock import SECOND
from runtime.retention import RetentionRule
from store import retention, sites
from store.retention import BEFORE_ALL, Done, Place
from store.unit import Unit

log = structlog.get_logger()

DAY = 24 * 3600 * SECOND
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a rule stands with a site. due: what it would take away now. done: what it did, None for nothing yet."""

    site: str
    rule: RetentionRule
    due: int
    done: Done | None


def run(parts: StoreParts, rules: Sequence[RetentionRule], *, seconds: float = math.inf, at_once: int = AT_ONCE) -> int:
    """Take away what has had its time, on all sites; return of how many comments.

    at_once: comments in one transaction. seconds: after which it leaves the rest to the next time. Interrupted, it
    goes on then as well. Raises DatabaseUnavailable.
    """
    end = time.monotonic() + seconds
    before = {(one.site_id, one.rule): one for one in parts.database.read(retention.done)}
    removed = 0
    for site in parts.database.read(sites.everyone):
        for rule in rules:
            removed += _apply(parts, site.id, rule, before.get((site.id, rule.name)), end, at_once)
    if removed:
        parts.database.scrub()
    return removed


def report(parts: StoreParts, rules: Sequence[RetentionRule]) -> list[Standing]:
    """Return how each rule stands with each site."""
    now = parts.clock()

    def work(unit: Unit) -> list[Standing]:
        before = {(one.site_id, one.rule): one for one in retention.done(unit)}
        return [
            Standing(
                site=site.slug,
                rule=rule,
                due=retention.count(unit, site.id, rule.status, rule.field, until=now - rule.days * DAY),
                done=before.get((site.id, rule.name)),
            )
            for site in sites.everyone(unit)
            for rule in rules
        ]

    return parts.database.read(work)


def _apply(parts: StoreParts, site_id: int, rule: RetentionRule, before: Done | None, end: float, at_once: int) -> int:
    now = parts.clock()
    until = now - rule.days * DAY
    # Nothing is looked at twice, unless the clock was ahead then or the rule shorter: what came since was not seen.
    seen = before.looked_until if before and before.looked_until <= until else 0
    place: Place = (seen, BEFORE_ALL)
    removed = 0

    def find(unit: Unit) -> list[Place]:
        return retention.due(unit, site_id, rule.status, rule.field, after=place, until=until, limit=at_once)

    while found := parts.database.read(find):
        ids = [id_ for _, id_ in found]

        def work(unit: Unit, ids: list[str] = ids) -> int:
            return retention.remove(unit, site_id, rule.status, rule.field, ids, now=parts.clock())

        removed += parts.database.write(work)
        place = found[-1]
        if time.monotonic() > end:
            until = place[0]
            break
    done = Done(
        site_id=site_id,
        rule=rule.name,
        looked_until=until,
        last_at=now,
        last_removed=removed,
        removed=removed + (before.removed if before else 0),
    )
    parts.database.write(lambda unit: retention.note(unit, done))
    if removed:
        log.info("retention", site=site_id, rule=rule.name, removed=removed)
    return removed

"""Upkeep forgets what has had its time: keys of repeated requests, and events of the outbox."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from moderation import upkeep
from moderation.delivery.distribute import distribute
from moderation.judging import judge_pending
from runtime.clock import system_clock
from store import idempotency
from store.tables import outbox as outbox_table
from tests.factories import CLEAN


def events(database):
    return database.read(lambda unit: unit.execute(select(func.count()).select_from(outbox_table)).scalar_one())


def later(parts, days):
    return replace(parts, clock=lambda: system_clock() + round(days * upkeep.DAY))


def test_an_event_is_forgotten_after_its_days_once_it_was_told(database, waiting, make_parts):
    waiting(CLEAN, CLEAN)
    parts = make_parts()
    judge_pending(parts)
    assert upkeep.prune(later(parts, 90)) == 0
    distribute(parts.delivery)
    assert upkeep.prune(later(parts, parts.settings.changes_days - 1)) == 0
    assert (upkeep.prune(later(parts, parts.settings.changes_days + 1)), events(database)) == (2, 0)


def test_a_key_of_a_repeated_request_is_forgotten_after_a_day(database, site, waiting, make_parts):
    (comment_id,) = waiting(CLEAN)
    now = system_clock()
    database.write(lambda unit: idempotency.take(unit, site.id, "k", request_hash="h", comment_id=comment_id, now=now))
    parts = make_parts()
    assert upkeep.prune(later(parts, 0.9)) == 0
    assert upkeep.prune(later(parts, 1.1)) == 1

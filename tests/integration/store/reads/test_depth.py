"""Judging is stalled when comments wait and nothing is judged, and only then."""

from __future__ import annotations

import pytest

from policy.states import Status
from runtime.clock import SECOND, system_clock
from runtime.ids import first_id_at, new_id
from store.reads.depth import is_stalled
from tests.helpers import decide, decide_all

MINUTE = 60 * SECOND


@pytest.fixture
def stalled(database):
    def look(later=0):
        now = system_clock() + later
        return database.read(lambda unit: is_stalled(unit, now=now, after=MINUTE))

    return look


def test_where_nothing_waits_nothing_is_stalled(accepted, database, stalled):
    assert not stalled(later=2 * MINUTE)
    accepted()
    decide_all(database)
    assert not stalled(later=2 * MINUTE)


def test_a_comment_that_waits_for_a_minute_without_any_verdict_is_a_stall(accepted, stalled):
    accepted()
    assert not stalled()
    assert stalled(later=MINUTE + SECOND)


def test_as_long_as_anything_is_judged_a_long_queue_is_no_stall(accepted, database, stalled):
    accepted(pending_since=system_clock() - 10 * MINUTE)
    decide_all(database)
    accepted(pending_since=system_clock() - 10 * MINUTE)
    assert not stalled()
    assert stalled(later=2 * MINUTE)


def test_what_people_decide_does_not_hide_a_stall(accepted, database, site, stalled):
    first = accepted(pending_since=system_clock() - 10 * MINUTE)
    accepted(pending_since=system_clock() - 10 * MINUTE)
    decide(database, site, first, Status.APPROVED, 1)
    assert stalled()


def test_an_id_lies_between_the_moments_around_it():
    before = system_clock()
    assert first_id_at(before) <= new_id() < first_id_at(system_clock() + 2_000)

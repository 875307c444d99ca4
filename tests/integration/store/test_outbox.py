"""The outbox: numbered in order, one distributor at a time, none told before its time, none kept for ever."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from policy.events import COMMENT_APPROVED, COMMENT_CHANGED, COMMENT_DELETED, COMMENT_HELD, DECISION_UNDONE
from policy.states import Status
from runtime.clock import SECOND, system_clock
from store import decisions, edits, outbox
from store.tables import outbox as outbox_table
from tests.helpers import decide, decide_all

MINUTE = 60 * SECOND


def number(database, *, limit=100, now=None):
    at = system_clock() if now is None else now
    return database.write(lambda unit: outbox.number(unit, limit=limit, now=at))


def left(database):
    return database.read(lambda unit: unit.execute(select(func.count()).select_from(outbox_table)).scalar_one())


@pytest.fixture
def two_changes(database, site, accepted):
    """A comment that was held and then approved, and another one held after it."""
    first = accepted()
    decide_all(database, Status.HELD)
    decide(database, site, first, Status.APPROVED, 2)
    second = accepted()
    decide_all(database, Status.HELD)
    return first.id, second.id


def test_events_are_numbered_once_in_their_order_with_the_version_that_they_made(database, two_changes):
    first, second = two_changes
    found = [(one.comment_id, one.version, one.event) for one in number(database, limit=2)]
    assert found == [(first, 2, COMMENT_HELD), (first, 3, COMMENT_APPROVED)]
    (last,) = number(database)
    assert (last.comment_id, last.version, last.event) == (second, 2, COMMENT_HELD)
    assert number(database) == []


def test_distributors_side_by_side_number_each_event_once_without_a_gap(database, site, accepted):
    for _ in range(60):
        accepted()
    decide_all(database, Status.HELD)
    found, lock = [], threading.Lock()

    def work():
        while events := number(database, limit=7):
            with lock:
                found.extend(events)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    places = sorted(one.position for one in found)
    assert places == list(range(places[0], places[0] + 60))
    assert [one.id for one in sorted(found, key=lambda one: one.position)] == sorted(one.id for one in found)


def test_an_edit_is_a_change_of_its_own(database, site, accepted):
    first = accepted()
    decide_all(database, Status.APPROVED)
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, first.id, "নতুন কথা", now=system_clock()))
    assert [one.event for one in number(database)] == [COMMENT_APPROVED, COMMENT_CHANGED]


def test_what_may_be_undone_is_told_when_it_no_longer_can(database, site, accepted):
    now = system_clock()
    first = accepted()
    decide_all(database, Status.HELD)
    decide(database, site, first, Status.REJECTED, 2, undo_seconds=10, now=now)
    assert [one.event for one in number(database, now=now + 9 * SECOND)] == [COMMENT_HELD]
    assert len(number(database, now=now + 10 * SECOND)) == 1


@pytest.mark.parametrize("by", ["undo", "deletion"])
def test_what_is_changed_before_it_was_told_is_not_told(database, site, accepted, by):
    now = system_clock()
    first = accepted()
    decide_all(database, Status.HELD)
    decide(database, site, first, Status.APPROVED, 2, undo_seconds=10, now=now)
    if by == "undo":
        database.write(lambda unit: decisions.undo(unit, site.id, first.id, version=3, person="rahima", now=now + 1))
    else:
        database.write(lambda unit: edits.delete(unit, site.id, first.id, now=now + 1))
    told = number(database, now=now + MINUTE)
    assert [one.event for one in told] == [COMMENT_HELD, DECISION_UNDONE if by == "undo" else COMMENT_DELETED]


def test_what_was_told_is_pruned_in_time_and_in_steps_and_readers_are_told_so(database, site, two_changes, monkeypatch):
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    now = system_clock()

    def prune(before):
        return database.write(lambda unit: outbox.prune(unit, written_before=before))

    assert prune(now + MINUTE) == 0  # nothing was told
    places = [one.position for one in number(database)]
    assert prune(now - MINUTE) == 0
    assert [prune(now + MINUTE) for _ in range(3)] == [2, 1, 0]
    assert left(database) == 0
    assert database.read(lambda unit: outbox.forgotten_until(unit, site.id)) == places[-1]

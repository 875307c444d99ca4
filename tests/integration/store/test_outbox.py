"""The outbox: each event given to one reader at a time, those of one comment in their order, none kept for ever."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from policy.events import COMMENT_APPROVED, COMMENT_CHANGED, COMMENT_HELD
from policy.states import Status
from runtime.clock import SECOND, system_clock
from store import edits, outbox
from store.tables import outbox as outbox_table
from tests.helpers import decide, decide_all

MINUTE = 60 * SECOND


def lease(database, *, limit=100, now=None, until=None):
    at = system_clock() if now is None else now
    return database.write(lambda unit: outbox.lease(unit, limit=limit, now=at, until=until or at + MINUTE))


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


def test_events_come_in_their_order_with_the_version_that_they_made(database, two_changes):
    first, second = two_changes
    found = [(one.comment_id, one.version, one.event, one.attempts) for one in lease(database)]
    assert found == [
        (first, 2, COMMENT_HELD, 1),
        (first, 3, COMMENT_APPROVED, 1),
        (second, 2, COMMENT_HELD, 1),
    ]


def test_what_one_reader_has_another_does_not_get_until_its_time_is_over(database, two_changes):
    now = system_clock()
    assert len(lease(database, now=now)) == 3
    assert lease(database, now=now) == []
    again = lease(database, now=now + 2 * MINUTE)
    assert [one.attempts for one in again] == [2, 2, 2]


def test_an_event_that_waits_holds_back_those_of_its_comment_and_no_others(database, two_changes):
    first, second = two_changes
    now = system_clock()
    (held,) = lease(database, limit=1, now=now)
    database.write(lambda unit: outbox.put_off(unit, held.id, error="503 " * 200, until=now + 10 * MINUTE))
    assert [one.comment_id for one in lease(database, now=now)] == [second]
    later = [one for one in lease(database, now=now + 11 * MINUTE) if one.comment_id == first]
    assert [one.event for one in later] == [COMMENT_HELD, COMMENT_APPROVED]
    said = database.read(
        lambda unit: unit.execute(select(outbox_table.c.last_error).where(outbox_table.c.id == held.id)).scalar()
    )
    assert len(said) == outbox.LONGEST_ERROR


def test_what_is_done_is_given_to_nobody_and_is_pruned_in_time(database, two_changes):
    now = system_clock()
    taken = lease(database, now=now)
    database.write(lambda unit: outbox.finish(unit, [one.id for one in taken], now=now))
    assert lease(database, now=now + 2 * MINUTE) == []
    prune = {"written_before": 0, "done_before": now}
    assert database.write(lambda unit: outbox.prune(unit, **prune)) == 0
    assert database.write(lambda unit: outbox.prune(unit, **{**prune, "done_before": now + 1})) == 3
    assert left(database) == 0


def test_what_nobody_takes_is_pruned_and_what_was_tried_is_not(database, two_changes):
    now = system_clock()
    (tried,) = lease(database, limit=1, now=now)
    assert database.write(lambda unit: outbox.prune(unit, done_before=0, written_before=now + MINUTE)) == 2
    assert [one.id for one in lease(database, now=now + 2 * MINUTE)] == [tried.id]


def test_many_are_pruned_in_steps(database, two_changes, monkeypatch):
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    prune = {"done_before": 0, "written_before": system_clock() + MINUTE}
    assert [database.write(lambda unit: outbox.prune(unit, **prune)) for _ in range(2)] == [2, 1]


def test_an_edit_is_a_change_of_its_own(database, site, accepted):
    new = accepted()
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "আরেকবার লিখলাম", now=system_clock()))
    assert [one.event for one in lease(database)] == [COMMENT_CHANGED]


def test_readers_side_by_side_get_each_event_once_and_in_order(database, accepted):
    for _ in range(30):
        accepted()
    decide_all(database, Status.HELD)
    found: list[list[int]] = []

    def read() -> None:
        mine = []
        while taken := lease(database, limit=4):
            mine += [one.id for one in taken]
        found.append(mine)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    everything = [id_ for mine in found for id_ in mine]
    assert len(everything) == len(set(everything)) == 30

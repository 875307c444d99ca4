"""Claims: each pending comment in one worker's hands at a time, and free again when the lease runs out."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from runtime.clock import SECOND, system_clock
from store import accept, leases
from store.reads.depth import pending_up_to
from store.sites import Site
from tests.factories import make_site
from tests.helpers import claim


def test_the_longest_waiting_come_first_and_no_more_than_asked(database, accepted):
    waiting = [accepted() for _ in range(5)]
    assert [one.id for one in claim(database, limit=3)] == [one.id for one in waiting[:3]]


def test_a_claimed_comment_is_not_given_to_another(database, accepted):
    accepted()
    assert len(claim(database)) == 1
    assert claim(database) == []


def test_a_lease_that_ran_out_makes_the_comment_free_and_counts_the_attempts(database, accepted):
    accepted()
    claim(database, seconds=0.05)
    time.sleep(0.1)
    (again,) = claim(database)
    assert again.attempts == 2


def test_a_comment_kept_by_the_web_process_is_left_alone_until_its_lease_ends(database, accepted):
    accepted(lease_until=system_clock() + 60 * SECOND)
    assert claim(database) == []
    assert not database.read(lambda unit: leases.is_work_waiting(unit, now=system_clock()))
    assert database.read(lambda unit: leases.is_work_waiting(unit, now=system_clock() + 61 * SECOND))


def test_workers_that_claim_at_once_share_the_comments_out(database, new_comment):
    database.write(lambda unit: accept.many(unit, [new_comment() for _ in range(200)]))
    taken: list[str] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        while mine := claim(database, limit=10):
            taken.extend(one.id for one in mine)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 200


def test_the_backlog_is_counted_no_further_than_asked(database, new_comment):
    database.write(lambda unit: accept.many(unit, [new_comment() for _ in range(12)]))
    assert database.read(lambda unit: pending_up_to(unit, 5)) == 5
    assert database.read(lambda unit: pending_up_to(unit, 50)) == 12


@pytest.fixture
def other(database) -> Site:
    return make_site(database)


def test_a_site_that_brings_few_comments_does_not_wait_for_one_that_brings_many(database, new_comment, other):
    database.write(lambda unit: accept.many(unit, [new_comment() for _ in range(200)]))
    later = [new_comment(site_id=other.id, pending_since=system_clock() + SECOND) for _ in range(3)]
    database.write(lambda unit: accept.many(unit, later))
    first = claim(database, limit=64, share=8, now=system_clock() + 2 * SECOND)
    assert {one.id for one in later} <= {one.id for one in first}
    assert len(first) == 64, "what the others leave is for the one that has more"


def test_sites_that_bring_many_share_a_batch_alike(database, new_comment, other):
    for site_id in (None, other.id):
        rest = {} if site_id is None else {"site_id": site_id}
        database.write(lambda unit, rest=rest: accept.many(unit, [new_comment(**rest) for _ in range(100)]))
    found = claim(database, limit=50)
    assert Counter(one.site_id == other.id for one in found) == {True: 25, False: 25}


def test_what_waits_in_the_background_is_taken_when_nothing_else_waits(database, new_comment):
    before = [new_comment(background=True, pending_since=1) for _ in range(20)]
    database.write(lambda unit: accept.many(unit, before))
    live = [new_comment() for _ in range(20)]
    database.write(lambda unit: accept.many(unit, live))
    assert {one.id for one in claim(database, limit=20)} == {one.id for one in live}
    assert [one.id for one in claim(database, limit=5, since=system_clock())] == [one.id for one in before[:5]]
    assert len(claim(database)) == 15


def test_a_lease_of_a_clock_that_went_back_keeps_nobody_off(database, accepted):
    accepted()
    an_hour = 3_600 * SECOND
    assert len(claim(database, now=system_clock() + an_hour)) == 1
    assert claim(database, now=system_clock() + an_hour + SECOND) == []
    assert len(claim(database)) == 1

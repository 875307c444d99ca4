"""Claims at the desk: one comment, one person, for a while."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from policy.errors import ClaimHeld, CommentNotFound, NotHeld
from policy.states import Status
from runtime.clock import SECOND, system_clock
from store import claims, edits
from store.databases import open_database
from tests.helpers import decide, decide_all, undo


def claim(database, site, new, holder, *, now=None, seconds=180):
    at = system_clock() if now is None else now
    return database.write(lambda unit: claims.claim(unit, site.id, new.id, holder, now=at, until=at + seconds * SECOND))


def take(database, site, holder, *, limit=1, now=None, seconds=180):
    at = system_clock() if now is None else now
    return [
        one.id
        for one in database.write(
            lambda unit: claims.claim_next(unit, site.id, holder, limit=limit, now=at, until=at + seconds * SECOND)
        )
    ]


def leases(database, site, holder, *, now=None):
    at = system_clock() if now is None else now
    return database.read(lambda unit: claims.held_by(unit, site.id, holder, now=at))


@pytest.fixture
def held(database, accepted):
    """Four comments that wait for a person, the first one the longest."""
    news = []
    for _ in range(4):
        news.append(accepted())
        decide_all(database, Status.HELD)
    return news


def test_a_claim_keeps_others_off_until_it_ends_or_is_given_back(database, site, held):
    now = system_clock()
    lease = claim(database, site, held[0], "rahima", now=now)
    assert (lease.holder, lease.claimed_at, lease.lease_until) == ("rahima", now, now + 180 * SECOND)
    with pytest.raises(ClaimHeld) as caught:
        claim(database, site, held[0], "karim", now=now + 179 * SECOND)
    assert (caught.value.holder, caught.value.until) == ("rahima", now + 180 * SECOND)
    assert claim(database, site, held[0], "karim", now=now + 180 * SECOND).claimed_at == now + 180 * SECOND
    database.write(lambda unit: claims.release(unit, site.id, held[0].id, "rahima"))
    with pytest.raises(ClaimHeld):
        claim(database, site, held[0], "rahima", now=now + 200 * SECOND)
    database.write(lambda unit: claims.release(unit, site.id, held[0].id, "karim"))
    assert claim(database, site, held[0], "rahima", now=now + 200 * SECOND).holder == "rahima"


def test_a_heartbeat_makes_a_claim_last_and_keeps_its_beginning(database, site, held):
    now = system_clock()
    claim(database, site, held[0], "rahima", now=now)
    again = claim(database, site, held[0], "rahima", now=now + 100 * SECOND)
    assert (again.claimed_at, again.lease_until) == (now, now + 280 * SECOND)
    late = claim(database, site, held[0], "rahima", now=now + 300 * SECOND)
    assert late.claimed_at == now + 300 * SECOND


def test_the_most_pressing_that_nobody_else_has_come_first(database, site, held):
    ids = [new.id for new in held]
    claim(database, site, held[1], "karim")
    assert take(database, site, "rahima", limit=2) == [ids[0], ids[2]]
    assert take(database, site, "rahima", limit=3) == [ids[0], ids[2], ids[3]]
    assert take(database, site, "karim", limit=4) == [ids[1]]
    assert [one.comment_id for one in leases(database, site, "karim")] == [ids[1]]
    later = system_clock() + 181 * SECOND
    assert leases(database, site, "rahima", now=later) == []
    assert take(database, site, "karim", limit=9, now=later) == ids


def test_what_is_not_held_or_not_there_cannot_be_claimed(database, site, accepted):
    new = accepted()
    with pytest.raises(NotHeld):
        claim(database, site, new, "rahima")
    assert take(database, site, "rahima") == []
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=system_clock()))
    with pytest.raises(CommentNotFound):
        claim(database, site, new, "rahima")


def test_only_who_has_a_comment_in_hand_decides_on_it_and_that_ends_the_claim(database, site, held):
    claim(database, site, held[0], "rahima")
    with pytest.raises(ClaimHeld):
        decide(database, site, held[0], Status.APPROVED, 2, person="karim")
    assert decide(database, site, held[0], Status.APPROVED, 2, person="rahima").status == "approved"
    assert leases(database, site, "rahima") == []
    decide(database, site, held[1], Status.APPROVED, 2, person="karim")
    held_again = decide(database, site, held[0], Status.HELD, 3, person="karim")
    claim(database, site, held[0], "rahima")
    with pytest.raises(ClaimHeld):
        undo(database, site, held[0], held_again.version, person="karim")


def test_an_edit_ends_the_claim(database, site, held):
    claim(database, site, held[0], "rahima")
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, held[0].id, "নতুন", now=system_clock()))
    assert leases(database, site, "rahima") == []


def test_of_many_who_claim_at_once_no_two_get_the_same_comment(database, database_url, site, accepted):
    for _ in range(40):
        accepted()
    decide_all(database, Status.HELD)
    people = [f"person-{number}" for number in range(4)]
    start = threading.Barrier(len(people))

    def work(person):
        own = open_database(database_url, connections=1)
        try:
            start.wait()
            got: set[str] = set()
            for size in range(1, 5):
                got |= set(take(own, site, person, limit=2 * size))
            return got
        finally:
            own.close()

    with ThreadPoolExecutor(len(people)) as threads:
        taken = list(threads.map(work, people))
    assert sum(map(len, taken)) == len(set().union(*taken))
    for person, got in zip(people, taken, strict=True):
        assert got
        assert {one.comment_id for one in leases(database, site, person)} == got

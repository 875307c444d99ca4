"""The queue in every order: each comment on one page, while others leave and arrive between the pages."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from policy.labels import LABELS
from policy.priority import FLOOR, MOST, expected_harm
from policy.states import Actor, Status
from runtime.clock import SECOND, system_clock
from runtime.ids import new_id
from store import accept, comments, decisions, edits
from store.moves import Move
from store.reads import priority, queue
from store.reads.queue import Filters
from store.tables import comments as comments_table
from tests.factories import make_site
from tests.helpers import counted, decide_all, record

DAY = 86_400 * SECOND
NOW = 20_000 * DAY


def hold(database, site, new_comment, held):
    """Store comments and hold each, by its scores, so many microseconds before NOW; return their ids."""
    news = [new_comment(id=new_id(), site_id=site.id, pending_since=0) for _ in held]
    assert database.write(lambda unit: accept.many(unit, news)) == {}

    def decide(unit):
        for new, (scores, ago) in zip(news, held, strict=True):
            assert decisions.record(unit, [held_by_machine(new, scores)], now=NOW - ago)

    database.write(decide)
    return [new.id for new in news]


def held_by_machine(new, scores):
    return Move(
        comment_id=new.id,
        site_id=new.site_id,
        version=1,
        revision=1,
        old_status=Status.PENDING,
        new_status=Status.HELD,
        actor=Actor.MACHINE,
        scores=scores,
    )


def leave(database, site, ids):
    """Let a person approve those of the comments that are still held."""

    def decide(unit):
        for id_ in ids:
            seen = comments.by_id(unit, site.id, id_)
            if seen.status is Status.HELD:
                decisions.decide(
                    unit, site.id, id_, Status.APPROVED, version=2, person="p", reasons=[], note=None, now=NOW
                )

    database.write(decide)


def page(database, site, order, *, limit, after, now=NOW):
    def work(unit):
        return queue.page(unit, [site.id], Filters(), order=order, limit=limit, now=now, after=after)

    found, more = database.read(work)
    return [one.comment for one in found], more


def expected(ids, held, order):
    """Return the ids in the order wanted, worked out in Python."""

    def place(one):
        id_, (scores, ago) = one
        if order == "priority":
            return -expected_harm(scores) * (ago // 1000), id_
        return -ago, id_

    ranked = sorted(zip(ids, held, strict=True), key=place, reverse=order == "newest")
    return [id_ for id_, _ in ranked]


SCORES = st.sampled_from([{}, {"spam": 0.7}, {"spam": 1.0}, {"threat": 0.35}, {"threat": 0.9, "insult": 0.4}])
WAITED = st.sampled_from([0, 1, 999, 1000, 2500, SECOND, 60 * SECOND, 70 * SECOND, DAY, 3650 * DAY])
HELD = st.lists(st.tuples(SCORES, WAITED), min_size=1, max_size=14)


@pytest.mark.parametrize("order", ["priority", "oldest", "newest"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HELD, limit=st.integers(1, 6), data=st.data())
def test_each_comment_that_stays_is_shown_once_whatever_leaves_or_arrives(
    database, new_comment, order, held, limit, data
):
    site = make_site(database)
    ids = hold(database, site, new_comment, held)
    shown, gone, arrived, after, later = [], set(), set(), None, NOW
    while True:
        found, after = page(database, site, order, limit=limit, after=after, now=later)
        shown += [one.id for one in found]
        if after is None:
            break
        leaving = data.draw(st.sets(st.sampled_from(ids), max_size=4))
        leave(database, site, leaving)
        gone |= leaving
        if len(arrived) < 3:
            arrived |= set(hold(database, site, new_comment, [({"threat": 1.0}, -SECOND)]))
        later += 3600 * SECOND  # the reader takes an hour, and the page asked for next has another "now"
    assert len(shown) == len(set(shown))
    if order != "oldest":
        assert not arrived & set(shown)
    assert [one for one in shown if one not in gone | arrived] == [
        one for one in expected(ids, held, order) if one not in gone
    ]


def test_the_harm_stands_beside_a_comment_while_it_is_held_and_no_longer(database, site, accepted):
    new = accepted()

    def harm():
        return database.read(lambda unit: unit.execute(select(comments_table.c.harm)).scalar())

    assert harm() is None
    record(database, held_by_machine(new, {"threat": 0.8}))
    assert harm() == 8000
    leave(database, site, [new.id])
    assert harm() is None
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "আবার", now=system_clock()))
    assert harm() is None
    decide_all(database, Status.HELD)
    assert harm() == FLOOR
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=system_clock()))
    assert harm() is None


def test_what_a_process_of_the_release_before_held_is_in_the_queue_too(database, site, new_comment):
    ids = hold(database, site, new_comment, [({"threat": 0.9}, SECOND), ({}, SECOND), ({"spam": 0.1}, 2 * SECOND)])
    database.write(
        lambda unit: unit.execute(update(comments_table).where(comments_table.c.id == ids[0]).values(harm=None))
    )
    found, after = page(database, site, "priority", limit=2, after=None)
    rest, _ = page(database, site, "priority", limit=2, after=after)
    assert [one.id for one in found + rest] == [ids[2], ids[0], ids[1]]


def test_the_largest_harm_and_the_latest_moment_stay_within_what_the_databases_count(database, site, new_comment):
    (id_,) = hold(database, site, new_comment, [(dict.fromkeys(LABELS, 1.0), NOW)])
    found, _ = page(database, site, "priority", limit=1, after=None, now=priority.LATEST_SEEN)
    assert [one.id for one in found] == [id_]
    assert MOST * (priority.LATEST_SEEN // 1000) < 2**63
    assert priority.LATEST_SEEN > 8_000 * 365 * DAY


def test_the_queue_of_another_site_is_not_shown(database, site, new_comment):
    hold(database, site, new_comment, [({}, SECOND)])
    assert page(database, make_site(database), "priority", limit=5, after=None) == ([], None)


@pytest.mark.parametrize("order", ["priority", "oldest", "newest"])
def test_a_page_of_any_length_is_one_statement(database, site, new_comment, order):
    hold(database, site, new_comment, [({}, number * SECOND) for number in range(40)])
    for limit in (1, 40):
        with counted() as statements:
            found, _ = page(database, site, order, limit=limit, after=None)
        assert (len(found), len(statements)) == (limit, 1)

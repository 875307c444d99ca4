"""The numbers on the tabs: they equal a recount, and the bar of what came in counts nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from policy.states import Status
from runtime.ids import new_id
from store.reads import counts
from store.reads.counts import Count
from store.reads.queue import Filters, Tab
from store.tables import comments as comments_table
from store.tables import reports
from tests.factories import make_site
from tests.helpers import counted, decide_all
from tests.integration.store.reads.forty import DAY, NARROWED, NOW, expected


def recount(stored, site_ids, narrowed):
    tabs = {tab: len(expected(stored, site_ids, Filters(tab=tab, **narrowed), "oldest")) for tab in Tab}
    escalated = len(expected(stored, site_ids, Filters(**{**narrowed, "escalated": True}), "oldest"))
    return {
        **{name: Count(tabs[Tab(name)]) for name in ("held", "reported", "appealed", "approved", "rejected")},
        "escalated": Count(escalated),
    }


def test_the_numbers_equal_a_recount_under_every_filter(database, sites, stored):
    for site_ids in ([sites[0].id], [site.id for site in sites]):
        for narrowed in NARROWED:
            found = database.read(
                lambda unit, ids=site_ids, narrowed=narrowed: counts.counts(unit, ids, Filters(**narrowed))
            )
            assert {name: getattr(found, name) for name in found.__slots__} == recount(stored, site_ids, narrowed)


def test_all_numbers_come_with_one_statement(database, sites, stored):
    with counted() as statements:
        database.read(lambda unit: counts.counts(unit, [site.id for site in sites], Filters(search="sure")))
    assert len(statements) == 1


def test_a_number_at_its_limit_says_that_there_are_more(database, sites, stored, monkeypatch):
    site_ids = [site.id for site in sites]
    held = len(expected(stored, site_ids, Filters(), "oldest"))
    for limit, count in ((held - 1, Count(held - 1, True)), (held, Count(held))):
        monkeypatch.setattr(counts, "MOST_COUNTED", limit)
        assert database.read(lambda unit: counts.counts(unit, site_ids)).held == count


@pytest.mark.parametrize("beyond", [False, True])
def test_a_sifted_number_says_when_it_did_not_see_all(database, sites, stored, monkeypatch, beyond):
    site_ids = [site.id for site in sites]
    held = len(expected(stored, site_ids, Filters(), "oldest"))
    monkeypatch.setattr(counts, "SIFTED", held - 1 if beyond else held)
    found = database.read(lambda unit: counts.counts(unit, site_ids, Filters(search="author-"))).held
    assert found == (Count(held - 1, True) if beyond else Count(held))


@pytest.mark.parametrize("tab", [Tab.HELD, Tab.APPROVED, Tab.REJECTED, Tab.ALL])
def test_what_came_into_a_tab_since_a_moment_is_what_bears_a_later_one(database, sites, stored, tab):
    site_ids = [site.id for site in sites]
    shown = expected(stored, site_ids, Filters(tab=tab), "oldest")
    key = "created_at" if tab is Tab.ALL else "decided_at"
    moments = {one["id"]: one[key] for one in stored}
    for moment in (NOW - 9 * DAY, NOW - 5 * DAY, NOW):
        found = database.read(lambda unit, at=moment: counts.arrived_since(unit, site_ids, Filters(tab=tab), at))
        assert found == Count(sum(moments[id_] > moment for id_ in shown))


def test_a_comment_came_into_the_reported_ones_with_its_first_open_report(database, site, accepted):
    new = accepted()
    decide_all(database)

    def report(at, settled_at=None):
        values = {"id": new_id(), "comment_id": new.id, "site_id": site.id, "reporter": new_id(), "reason": "abuse"}
        values |= {"created_at": at, "settled_at": settled_at}
        mine = comments_table.c.id == new.id

        def write(unit):
            unit.execute(insert(reports).values(**values))
            if settled_at is None:
                unit.execute(update(comments_table).where(mine).values(open_reports=comments_table.c.open_reports + 1))

        database.write(write)

    def since(moment):
        tab = Filters(tab=Tab.REPORTED)
        return database.read(lambda unit: counts.arrived_since(unit, [site.id], tab, moment)).number

    report(NOW - 9 * DAY, settled_at=NOW - 8 * DAY)
    assert since(NOW - 20 * DAY) == 0
    report(NOW - DAY)
    assert (since(NOW - 2 * DAY), since(NOW - DAY)) == (1, 0)
    report(NOW)
    assert (since(NOW - 2 * DAY), since(NOW - DAY)) == (1, 0)


def test_the_oldest_that_waits_is_the_one_held_longest(database, sites, stored):
    for site_ids in ([sites[0].id], [site.id for site in sites]):
        held = [one["decided_at"] for one in stored if one["status"] is Status.HELD and one["site_id"] in site_ids]
        assert database.read(lambda unit, ids=site_ids: counts.oldest_waiting(unit, ids)) == min(held)


def test_where_nothing_waits_nothing_is_counted(database):
    empty = [make_site(database).id]
    for site_ids in (empty, []):
        assert database.read(lambda unit, ids=site_ids: counts.oldest_waiting(unit, ids)) is None
        assert database.read(lambda unit, ids=site_ids: counts.counts(unit, ids)).held == Count(0)
        assert database.read(lambda unit, ids=site_ids: counts.arrived_since(unit, ids, Filters(), 0)) == Count(0)

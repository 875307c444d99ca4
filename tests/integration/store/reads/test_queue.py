"""The lists of the desk: every filter against the same filter written in Python, every page against the whole list."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import insert, update

from policy.states import Status
from runtime.clock import SECOND
from runtime.ids import new_id
from store import accept
from store.reads import queue
from store.reads.priority import PriorityPlace
from store.reads.queue import Filters, Tab
from store.tables import claims
from store.tables import comments as comments_table
from tests.helpers import counted
from tests.integration.store.reads.forty import ARTICLES, DAY, NARROWED, NOW, expected


def walk(database: Any, site_ids: list[int], filters: Filters, order: str, limit: int = 3) -> list[queue.QueueItem]:
    shown: list[queue.QueueItem] = []
    after: Any = None
    for _ in range(100):
        found, after = database.read(
            lambda unit, after=after: queue.page(
                unit, site_ids, filters, order=order, limit=limit, now=NOW, after=after
            )
        )
        shown += found
        if after is None:
            return shown
    raise AssertionError("the pages have no end")


SEARCHED = {"search": "e", "reason": "spam-likely", "section": "news"}
CASES = [(tab, order) for tab in Tab for order in ("oldest", "newest")] + [(Tab.HELD, "priority")]


def test_every_filter_shows_what_it_says_in_every_tab_and_order(database, sites, stored):
    for (tab, order), narrowed in product(CASES, NARROWED):
        for site_ids in ([sites[0].id], [site.id for site in sites]):
            filters = Filters(tab=tab, **narrowed)
            shown = [one.comment.id for one in walk(database, site_ids, filters, order)]
            assert shown == expected(stored, site_ids, filters, order), (tab, order, narrowed)


@pytest.mark.parametrize("order", ["priority", "oldest", "newest"])
def test_a_sparse_search_goes_on_where_the_sifting_ended(database, sites, stored, order, monkeypatch):
    monkeypatch.setattr(queue, "SIFTED", 2)
    site_ids = [site.id for site in sites]
    filters = Filters(search="sure")
    assert [one.comment.id for one in walk(database, site_ids, filters, order)] == expected(
        stored, site_ids, filters, order
    )


def test_more_sites_than_are_merged_one_by_one_are_listed_alike(database, sites, stored, monkeypatch):
    monkeypatch.setattr(queue, "MOST_ARMS", 1)
    site_ids = [site.id for site in sites]
    shown = [one.comment.id for one in walk(database, site_ids, Filters(tab=Tab.ALL), "newest")]
    assert shown == expected(stored, site_ids, Filters(tab=Tab.ALL), "newest")


def test_a_comment_is_found_by_its_own_id_and_by_the_sites_id_of_that_form(database, sites, new_comment):
    site_ids = [site.id for site in sites]
    theirs = new_id()
    new = new_comment(id=new_id(), site_id=sites[0].id, external_id=theirs)
    database.write(lambda unit: accept.one(unit, new))
    for words in (new.id, new.id.upper(), f" {theirs} "):
        found = walk(database, site_ids, Filters(tab=Tab.ALL, search=words), "newest")
        assert [one.comment.id for one in found] == [new.id]
        assert walk(database, [sites[1].id], Filters(tab=Tab.ALL, search=words), "newest") == []


def test_a_search_is_brought_into_the_form_that_texts_are_stored_in(database, sites, new_comment):
    new = new_comment(id=new_id(), site_id=sites[0].id, text="caf\u00e9 \u0995\u09cb")
    database.write(lambda unit: accept.one(unit, new))
    for words in ("cafe\u0301", "\u0995\u09c7\u09be"):
        found = walk(database, [sites[0].id], Filters(tab=Tab.ALL, search=words), "newest")
        assert [one.comment.id for one in found] == [new.id]


def test_an_item_names_article_colleague_reports_and_escalation(database, sites, stored):
    one = next(one for one in stored if one["status"] is Status.HELD)
    said = {"open_reports": 2, "escalated_at": NOW - DAY}
    mine = comments_table.c.id == one["id"]
    database.write(lambda unit: unit.execute(update(comments_table).where(mine).values(**said)))

    def shown(now: int) -> queue.QueueItem:
        found, _ = database.read(
            lambda unit: queue.page(
                unit, [one["site_id"]], Filters(search=one["id"]), order="priority", limit=5, now=now, after=None
            )
        )
        return found[0]

    claimed = {
        "comment_id": one["id"],
        "site_id": one["site_id"],
        "holder": "rahima@khobor.example",
        "claimed_at": NOW,
        "lease_until": NOW + 180 * SECOND,
    }
    database.write(lambda unit: unit.execute(insert(claims).values(**claimed)))
    item = shown(NOW)
    assert (item.title, item.url, item.section) == ARTICLES[one["article_id"]]
    assert (item.open_reports, item.escalated_at) == (2, NOW - DAY)
    assert (item.holder, item.lease_until) == ("rahima@khobor.example", NOW + 180 * SECOND)
    late = shown(NOW + 180 * SECOND)
    assert (late.holder, late.lease_until) == (None, None)


def test_the_number_of_statements_does_not_grow_with_the_page(database, sites, stored):
    for (tab, order), narrowed, limit in product(CASES, [{}, SEARCHED], (1, 40)):
        with counted() as statements:
            database.read(
                lambda unit, tab=tab, order=order, narrowed=narrowed, limit=limit: queue.page(
                    unit,
                    [site.id for site in sites],
                    Filters(tab=tab, **narrowed),
                    order=order,
                    limit=limit,
                    now=NOW,
                    after=None,
                )
            )
        assert len(statements) <= (2 if narrowed else 1), (tab, order, narrowed, limit)


def test_a_place_of_another_order_and_priority_elsewhere_are_refused(database, sites):
    standing = PriorityPlace(seen_at=NOW, rank=-5, id=new_id())
    for filters, order, after in (
        (Filters(tab=Tab.APPROVED), "priority", None),
        (Filters(), "newest", standing),
        (Filters(), "priority", (NOW, new_id())),
    ):
        with pytest.raises(ValueError, match="priority"):
            database.read(
                lambda unit, filters=filters, order=order, after=after: queue.page(
                    unit, [sites[0].id], filters, order=order, limit=5, now=NOW, after=after
                )
            )


def test_no_site_has_no_page(database, stored):
    assert walk(database, [], Filters(), "priority") == []

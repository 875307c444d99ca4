"""The lists of the desk: every filter against the same filter written in Python, every page against the whole list."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import insert, update

from policy.states import Status
from runtime.clock import SECOND
from store import comments, decisions
from store.articles import ArticleText
from store.articles import put as put_article
from store.ids import new_id
from store.reads import desk
from store.reads.desk import Filters, Tab
from store.reads.queue import Standing
from store.tables import comments as comments_table
from store.tables import desk_claims
from tests.factories import make_site
from tests.integration.store.conftest import claim, move
from tests.integration.store.test_queue import counted

DAY = 86_400 * SECOND
NOW = 20_000 * DAY
ARTICLES = {
    "flood": ("বন্যার খবর", "https://khobor.example/flood", "news"),
    "cricket": ("Cricket 100% live", "https://khobor.example/cricket", "sport"),
    "plain": (None, None, None),
}
TEXTS = ["নদীর পানি বাড়ছে", "Great MATCH today", "100% sure", "1000 sure", "under_score", "underXscore", "back\\slash"]
REASONS = ["spam-likely", "threat-likely", "insult-likely"]
STATUSES = [Status.HELD, Status.APPROVED, Status.REJECTED]


@pytest.fixture
def sites(database):
    return [make_site(database), make_site(database)]


@pytest.fixture
def stored(database, sites, new_comment):
    """Store forty comments of every kind on two sites; return what is expected of each, as plain mappings."""
    chance = random.Random(4)
    for site in sites:
        for name, (title, url, section) in ARTICLES.items():
            said = ArticleText(title=title, url=url, language=None, section=section, tags=(), summary=None, open=True)
            database.write(lambda unit, site=site, name=name, said=said: put_article(unit, site.id, name, said, now=1))
    return [_store_one(database, new_comment, sites[number % 2], number, chance) for number in range(40)]


def _store_one(database: Any, new_comment: Any, site: Any, number: int, chance: random.Random) -> dict[str, Any]:
    one = {
        "id": new_id(),
        "site_id": site.id,
        "external_id": f"ext-{number}" if number % 3 == 0 else None,
        "article_id": chance.choice(list(ARTICLES)),
        "author_id": f"writer-{number % 4}",
        "author_name": chance.choice(["Anik", "ANIKA", "রহিমা", None]),
        "text": chance.choice(TEXTS),
        "language_hint": chance.choice([None, "en"]),
        "created_at": NOW - chance.randrange(30) * DAY,
    }
    new = new_comment(**one)
    assert database.write(lambda unit: comments.accept(unit, new))
    status = chance.choice(STATUSES) if number % 10 else Status.PENDING
    code, decided_at = chance.choice(REASONS), NOW - chance.randrange(1, 9) * DAY
    reported, escalated = chance.choice([0, 0, 2]), chance.choice([None, None, NOW - DAY])
    if status is not Status.PENDING:
        (claimed,) = [found for found in claim(database, seconds=0) if found.id == new.id]
        moved = move(claimed, status)
        moved = decisions.Move(
            **{name: getattr(moved, name) for name in type(moved).__slots__ if name not in ("reasons", "language")},
            language=None if number % 2 else "bn",
            reasons=[{"code": code, "message": 'It names "code":"insult-likely".'}],
        )
        assert database.write(lambda unit: decisions.record(unit, [moved], now=decided_at))
    changed = {"open_reports": reported, "escalated_at": escalated}
    database.write(
        lambda unit: unit.execute(update(comments_table).where(comments_table.c.id == new.id).values(**changed))
    )
    if number % 13 == 5:
        database.write(lambda unit: decisions.delete(unit, site.id, new.id, now=decided_at))
        status = Status.DELETED
    judged = status not in (Status.PENDING, Status.DELETED)  # a deletion has no such reason
    found = database.read(lambda unit: unit.execute(comments_table.select().where(comments_table.c.id == new.id)).one())
    return {**found._mapping, "status": status, "code": code if judged else None, "escalated_at": found.escalated_at}


def expected(stored: list[dict[str, Any]], site_ids: list[int], filters: Filters, order: str) -> list[str]:
    """Return the ids that the page must show, worked out in Python."""
    key = {Tab.PENDING: "pending_since", Tab.REPORTED: "created_at", Tab.ALL: "created_at"}.get(
        filters.tab, "decided_at"
    )
    found = [one for one in stored if one["site_id"] in site_ids and _meets(one, filters)]
    if order == "priority":
        ranked = sorted(found, key=lambda one: (one["harm"] * ((one["decided_at"] - NOW) // 1000), one["id"]))
    else:
        ranked = sorted(found, key=lambda one: (one[key], one["id"]), reverse=order == "newest")
    return [one["id"] for one in ranked]


def _meets(one: dict[str, Any], filters: Filters) -> bool:
    tab = {
        Tab.REPORTED: one["open_reports"] > 0 and one["status"] not in (Status.DELETED, Status.REJECTED),
        Tab.ALL: one["status"] is not Status.DELETED,
    }.get(filters.tab, one["status"] == filters.tab.value)
    title, url, section = ARTICLES[one["article_id"]]
    words = (filters.search or "").lower()
    said = [one["text"], one["author_name"], one["author_id"], one["article_id"], title, url]
    return (
        tab
        and (not filters.escalated or one["escalated_at"] is not None)
        and filters.section in (None, section)
        and filters.language in (None, one["language"] or one["language_hint"])
        and filters.reason in (None, one["code"])
        and filters.author_id in (None, one["author_id"])
        and filters.article_id in (None, one["article_id"])
        and (filters.since is None or one["created_at"] >= filters.since)
        and (filters.until is None or one["created_at"] < filters.until)
        and (any(words in (part or "").lower() for part in said) or words in (one["id"], one["external_id"]))
    )


def walk(database: Any, site_ids: list[int], filters: Filters, order: str, limit: int = 3) -> list[desk.DeskItem]:
    shown: list[desk.DeskItem] = []
    after: Any = None
    for _ in range(100):
        found, after = database.read(
            lambda unit, after=after: desk.page(unit, site_ids, filters, order=order, limit=limit, now=NOW, after=after)
        )
        shown += found
        if after is None:
            return shown
    raise AssertionError("the pages have no end")


NARROWED = [
    {},
    {"escalated": True},
    {"section": "news"},
    {"language": "bn"},
    {"language": "en"},
    {"reason": "insult-likely"},
    {"author_id": "writer-2"},
    {"article_id": "cricket"},
    {"since": NOW - 20 * DAY, "until": NOW - 5 * DAY},
    {"search": "match"},
    {"search": "০০"},
    {"search": "0%"},
    {"search": "r_s"},
    {"search": "k\\s"},
    {"search": "anik"},
    {"search": "writer-3"},
    {"search": "LIVE"},
    {"search": "EXAMPLE/FLOOD"},
    {"search": "ext-9"},
    {"search": "ext-"},
    {"search": "বাড়ছে", "section": "news", "language": "bn"},
]
CASES = [(tab, order) for tab in Tab for order in ("oldest", "newest")] + [(Tab.HELD, "priority")]


@pytest.mark.parametrize(("tab", "order"), CASES)
def test_every_filter_shows_what_it_says_in_every_tab_and_order(database, sites, stored, tab, order):
    for site_ids in ([sites[0].id], [site.id for site in sites]):
        for narrowed in NARROWED:
            filters = Filters(tab=tab, **narrowed)
            shown = [one.comment.id for one in walk(database, site_ids, filters, order)]
            assert shown == expected(stored, site_ids, filters, order), narrowed


@pytest.mark.parametrize("order", ["priority", "oldest", "newest"])
def test_a_sparse_search_goes_on_where_the_sifting_ended(database, sites, stored, order, monkeypatch):
    monkeypatch.setattr(desk, "SIFTED", 2)
    site_ids = [site.id for site in sites]
    filters = Filters(search="sure")
    assert [one.comment.id for one in walk(database, site_ids, filters, order)] == expected(
        stored, site_ids, filters, order
    )


def test_more_sites_than_are_merged_one_by_one_are_listed_alike(database, sites, stored, monkeypatch):
    monkeypatch.setattr(desk, "MOST_ARMS", 1)
    site_ids = [site.id for site in sites]
    shown = [one.comment.id for one in walk(database, site_ids, Filters(tab=Tab.ALL), "newest")]
    assert shown == expected(stored, site_ids, Filters(tab=Tab.ALL), "newest")


def test_a_comment_is_found_by_its_own_id_and_by_the_sites_id_of_that_form(database, sites, new_comment):
    site_ids = [site.id for site in sites]
    theirs = new_id()
    new = new_comment(id=new_id(), site_id=sites[0].id, external_id=theirs)
    database.write(lambda unit: comments.accept(unit, new))
    for words in (new.id, new.id.upper(), f" {theirs} "):
        found = walk(database, site_ids, Filters(tab=Tab.ALL, search=words), "newest")
        assert [one.comment.id for one in found] == [new.id]
        assert walk(database, [sites[1].id], Filters(tab=Tab.ALL, search=words), "newest") == []


def test_a_search_is_brought_into_the_form_that_texts_are_stored_in(database, sites, new_comment):
    new = new_comment(id=new_id(), site_id=sites[0].id, text="caf\u00e9 \u0995\u09cb")
    database.write(lambda unit: comments.accept(unit, new))
    for words in ("cafe\u0301", "\u0995\u09c7\u09be"):
        found = walk(database, [sites[0].id], Filters(tab=Tab.ALL, search=words), "newest")
        assert [one.comment.id for one in found] == [new.id]


def test_an_item_names_article_colleague_reports_and_escalation(database, sites, stored):
    one = next(one for one in stored if one["status"] is Status.HELD)
    said = {"open_reports": 2, "escalated_at": NOW - DAY}
    mine = comments_table.c.id == one["id"]
    database.write(lambda unit: unit.execute(update(comments_table).where(mine).values(**said)))

    def shown(now: int) -> desk.DeskItem:
        found, _ = database.read(
            lambda unit: desk.page(
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
    database.write(lambda unit: unit.execute(insert(desk_claims).values(**claimed)))
    item = shown(NOW)
    assert (item.title, item.url, item.section) == ARTICLES[one["article_id"]]
    assert (item.open_reports, item.escalated_at) == (2, NOW - DAY)
    assert (item.holder, item.lease_until) == ("rahima@khobor.example", NOW + 180 * SECOND)
    late = shown(NOW + 180 * SECOND)
    assert (late.holder, late.lease_until) == (None, None)


@pytest.mark.parametrize(("tab", "order"), CASES)
@pytest.mark.parametrize("narrowed", [{}, {"search": "e", "reason": "spam-likely", "section": "news"}])
def test_the_number_of_statements_does_not_grow_with_the_page(database, sites, stored, tab, order, narrowed):
    sent = []
    for limit in (1, 40):
        with counted() as statements:
            database.read(
                lambda unit, limit=limit: desk.page(
                    unit,
                    [site.id for site in sites],
                    Filters(tab=tab, **narrowed),
                    order=order,
                    limit=limit,
                    now=NOW,
                    after=None,
                )
            )
        sent.append(len(statements))
    assert max(sent) <= (2 if narrowed else 1)


def test_a_place_of_another_order_and_priority_elsewhere_are_refused(database, sites):
    standing = Standing(seen_at=NOW, rank=-5, id=new_id())
    for filters, order, after in (
        (Filters(tab=Tab.APPROVED), "priority", None),
        (Filters(), "newest", standing),
        (Filters(), "priority", (NOW, new_id())),
    ):
        with pytest.raises(ValueError, match="priority"):
            database.read(
                lambda unit, filters=filters, order=order, after=after: desk.page(
                    unit, [sites[0].id], filters, order=order, limit=5, now=NOW, after=after
                )
            )


def test_no_site_has_no_page(database, stored):
    assert walk(database, [], Filters(), "priority") == []

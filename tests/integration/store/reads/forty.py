"""Forty comments of every kind, and what a list of them must show, worked out in Python."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import update

from policy.states import Status
from runtime.clock import SECOND
from runtime.ids import new_id
from store import accept, decisions, edits
from store.moves import Move
from store.reads.queue import Filters, Tab
from store.tables import comments as comments_table
from tests.helpers import claim, move

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
NARROWED = [
    {},
    {"escalated": True},
    {"section": "news"},
    {"language": "bn"},
    {"language": "en"},
    {"reason": "insult-likely"},
    {"author_id": "author-2"},
    {"article_id": "cricket"},
    {"since": NOW - 20 * DAY, "until": NOW - 5 * DAY},
    {"search": "match"},
    {"search": "০০"},
    {"search": "0%"},
    {"search": "r_s"},
    {"search": "k\\s"},
    {"search": "anik"},
    {"search": "author-3"},
    {"search": "LIVE"},
    {"search": "EXAMPLE/FLOOD"},
    {"search": "ext-9"},
    {"search": "ext-"},
    {"search": "বাড়ছে", "section": "news", "language": "bn"},
]


def store_one(database: Any, new_comment: Any, site: Any, number: int, chance: random.Random) -> dict[str, Any]:
    one = {
        "id": new_id(),
        "site_id": site.id,
        "external_id": f"ext-{number}" if number % 3 == 0 else None,
        "article_id": chance.choice(list(ARTICLES)),
        "author_id": f"author-{number % 4}",
        "author_name": chance.choice(["Anik", "ANIKA", "রহিমা", None]),
        "text": chance.choice(TEXTS),
        "language_hint": chance.choice([None, "en"]),
        "created_at": NOW - chance.randrange(30) * DAY,
    }
    new = new_comment(**one)
    assert database.write(lambda unit: accept.one(unit, new))
    status = chance.choice(STATUSES) if number % 10 else Status.PENDING
    code, decided_at = chance.choice(REASONS), NOW - chance.randrange(1, 9) * DAY
    reported, escalated = chance.choice([0, 0, 2]), chance.choice([None, None, NOW - DAY])
    if status is not Status.PENDING:
        (claimed,) = [found for found in claim(database, seconds=0) if found.id == new.id]
        moved = move(claimed, status)
        moved = Move(
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
        database.write(lambda unit: edits.delete(unit, site.id, new.id, now=decided_at))
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

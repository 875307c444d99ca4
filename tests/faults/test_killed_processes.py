"""kill -9 in the middle: every accepted comment ends in one final state, is shown at most once, and counts are true."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import psutil
import pytest
from sqlalchemy import func, select

from store.tables import article_threads, comments, decisions, published
from store.unit import Database
from tests.faults.conftest import Website
from tests.running import WORKER, Running, eventually

pytestmark = pytest.mark.timeout(240)

COMMENTS = 2_000
CHUNK = 100
ARTICLES = 7
KILLED_BEFORE_CHUNK = {
    2: "worker child",
    5: "api process",
    8: r"-server\b",
    11: WORKER,
    13: "^beat$",
    15: "^granian$",
    17: "worker child",
}
TEXTS = (
    "প্রতিবেদনটি ভালো লাগল, ধন্যবাদ",
    "এই সেতু কবে শেষ হবে কেউ জানে না",
    "khub bhalo likhechen bhai",
    "Thank you for reporting this",
    "তুই একটা গাধা আর মূর্খ",
)


def post_all(http: httpx.Client, kill: Callable[[int], None]) -> None:
    """Post every comment under an id of its own, again and again until each is acknowledged.

    kill: called before each chunk with its number.
    """
    for first in range(0, COMMENTS, CHUNK):
        kill(first // CHUNK)
        chunk = [
            {
                "id": f"c{number}",
                "article": f"article-{number % ARTICLES}",
                "text": f"{TEXTS[number % len(TEXTS)]} {number}",
                "author": {"id": f"author-{number % 50}"},
            }
            for number in range(first, first + CHUNK)
        ]
        while not _acknowledged(http, chunk):
            time.sleep(0.2)


def _acknowledged(http: httpx.Client, chunk: list[dict[str, object]]) -> bool:
    try:
        answer = http.post("/v1/comments/batch", json={"comments": chunk})
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and all(one["status"] in (200, 202) for one in answer.json()["results"])


def victims(running: Running, name: str) -> list[psutil.Process]:
    """Return the processes of one kind that run now: a child of the worker, the worker, the API's process, ..."""
    part = running.part({"worker child": WORKER, "api process": "^granian$"}.get(name, name))
    if part is None:
        return []
    return part.children() if name in ("worker child", "api process") else [part]


def count(database: Database, table, *conditions) -> int:
    return database.read(
        lambda unit: unit.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    )


def test_nothing_accepted_is_lost_whatever_is_killed(running: Running, database: Database, site: Website) -> None:
    killed: list[str] = []

    def kill(chunk: int) -> None:
        name = KILLED_BEFORE_CHUNK.get(chunk)
        if name is not None and eventually(lambda: bool(victims(running, name)), 30):
            victims(running, name)[0].kill()
            killed.append(name)

    post_all(site.http, kill)
    assert killed == list(KILLED_BEFORE_CHUNK.values()), running.output()[-4_000:]

    ours = comments.c.site_id == site.id
    assert eventually(lambda: count(database, comments, ours, comments.c.status == "pending") == 0, 90), (
        running.output()[-4_000:]
    )
    assert count(database, comments, ours) == COMMENTS
    assert count(database, comments, ours, comments.c.status.in_(["approved", "held", "rejected"])) == COMMENTS
    # One decision each: whoever was killed, nobody's verdict was recorded twice.
    assert count(database, decisions, decisions.c.site_id == site.id) == COMMENTS
    approved = count(database, comments, ours, comments.c.status == "approved")
    assert 0 < approved < COMMENTS
    assert count(database, published, published.c.site_id == site.id) == approved
    counted = select(func.sum(article_threads.c.published)).where(article_threads.c.site_id == site.id)
    assert database.read(lambda unit: unit.execute(counted).scalar_one()) == approved

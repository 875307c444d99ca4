"""Comments that keep coming in while something fails, and what must be true when it is over."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from sqlalchemy import func, select

from policy.errors import DatabaseUnavailable
from policy.states import Status
from runtime.ids import new_id
from store.tables import comments, decisions
from store.unit import Database
from tests.faults.conftest import Website
from tests.ledger import books, faults
from tests.running import Running, eventually

CHUNK = 100
ARTICLES = 7
FIRST = 1_000  # comments that are in before anything fails
DRAINED_WITHIN = 90.0
TEXTS = (
    "প্রতিবেদনটি ভালো লাগল, ধন্যবাদ",
    "এই সেতু কবে শেষ হবে কেউ জানে না",
    "khub bhalo likhechen bhai",
    "Thank you for reporting this",
    "তুই একটা গাধা আর মূর্খ",
)


class Traffic(threading.Thread):
    """Posts comments in batches, each again and again until all of it is acknowledged, until it is told to stop."""

    def __init__(self, site: Website) -> None:
        super().__init__(daemon=True)
        self._site = site
        self._enough = threading.Event()
        self._name = new_id()
        self.acknowledged = 0
        self.sent = 0

    def run(self) -> None:
        while not self._enough.is_set():
            chunk = [self._comment(number) for number in range(self.sent, self.sent + CHUNK)]
            self.sent += CHUNK
            while not _acknowledged(self._site.http, chunk):
                time.sleep(0.1)
            self.acknowledged += CHUNK
            time.sleep(0.02 if self.acknowledged < FIRST else 0.3)

    def stop(self) -> None:
        """Let the last batch be acknowledged and end."""
        self._enough.set()
        self.join(60)
        assert not self.is_alive(), "the last batch was never acknowledged"

    def _comment(self, number: int) -> dict[str, object]:
        return {
            "id": f"{self._name}-{number}",
            "article": f"article-{number % ARTICLES}",
            "text": f"{TEXTS[number % len(TEXTS)]} {number}",
            "author": {"id": f"author-{number % 50}"},
        }


def _acknowledged(http: httpx.Client, chunk: list[dict[str, object]]) -> bool:
    try:
        answer = http.post("/v1/comments/batch", json={"comments": chunk})
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and all(one["status"] in (200, 202) for one in answer.json()["results"])


def count(database: Database, table, *conditions) -> int:
    return database.read(
        lambda unit: unit.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    )


def pending(database: Database, site: Website) -> int:
    """How many of the site's comments wait; -1 while the database is away."""
    with contextlib.suppress(DatabaseUnavailable):
        return count(database, comments, comments.c.site_id == site.id, comments.c.status == Status.PENDING.value)
    return -1


def endure(
    running: Running, database: Database, site: Website, fault: Callable[[], None], *, name: str, report: Path | None
) -> None:
    """Let the fault happen in the midst of traffic, and check the books when all has settled by itself.

    report: where a JSON line says how many were in flight, and how long it took until a new comment was decided.
    """
    traffic = Traffic(site)
    traffic.start()
    assert eventually(lambda: traffic.acknowledged >= FIRST, 60), running.output()[-4_000:]
    in_flight = pending(database, site) + traffic.sent - traffic.acknowledged
    fault()
    over = time.monotonic()
    assert eventually(lambda: _decided_anew(site), DRAINED_WITHIN), running.output()[-4_000:]
    recovered = time.monotonic() - over
    traffic.stop()
    assert eventually(lambda: pending(database, site) == 0, DRAINED_WITHIN), running.output()[-4_000:]
    found = books(database, site.id)
    probes = count(database, comments, comments.c.site_id == site.id, comments.c.article_id == "probes")
    assert found.accepted - probes == traffic.acknowledged, "every acknowledged comment is there, once"
    assert faults(database, site.id) == []
    assert found.decisions == found.accepted, "each was decided once"
    assert 0 < found.statuses["approved"] < found.accepted
    assert count(database, decisions, decisions.c.site_id == site.id) == found.decisions
    if report is not None:
        said = {"fault": name, "in_flight": in_flight, "comments": found.accepted, "seconds": round(recovered, 1)}
        with report.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(said) + "\n")


def _decided_anew(site: Website) -> bool:
    """Post a comment and see it decided within a second; what goes wrong on the way is no answer."""
    try:
        body = {"text": "কেমন আছেন সবাই", "author": {"id": new_id()}}
        posted = site.http.post("/v1/articles/probes/comments", json=body)
        if posted.status_code != 202:
            return False
        here = posted.headers["Location"]
        return eventually(lambda: site.http.get(here).json().get("decided_at") is not None, 1)
    except (httpx.TransportError, json.JSONDecodeError):
        return False

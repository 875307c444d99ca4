"""How long one site's single comments wait while another site sends 50,000 in batches, on both databases."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from datetime import datetime

from bench.backlog import any_pending
from bench.client import Client
from bench.figures import Figure, percentile
from bench.house import POSTGRES, SQLITE, BenchFailed, House, add_site, house
from bench.load import ARTICLES, WRITERS
from bench.texts import comments

IMPORTED = 50_000
AT_ONCE = 1_000
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 120.0
GOAL_SECONDS = 2.0
ARTICLE = "/v1/articles/fair/comments"


def run(database: str | None = None) -> list[Figure]:
    """Measure on one database, or on both, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _run(kind)]


def _run(kind: str) -> Iterator[Figure]:
    with house(kind) as home, home.api(), home.worker():
        _, key = add_site(home.database, "other")
        with Client(home, key) as other:
            _waited(other, number=-1)
            sending = threading.Thread(target=_send, args=(home,), daemon=True)
            began = time.monotonic()
            sending.start()
            time.sleep(PAUSE_SECONDS)
            waited: list[float] = []
            while sending.is_alive() or any_pending(home):
                waited.append(_waited(other, number=len(waited)))
                time.sleep(PAUSE_SECONDS)
            took = time.monotonic() - began
    bench = f"fair ({kind})"
    yield Figure(
        bench=bench,
        name=f"accepted to decided beside {IMPORTED:,} of another site, longest of {len(waited)}",
        value=max(waited),
        unit="s",
        goal=GOAL_SECONDS,
    )
    yield Figure(bench=bench, name="the same, median", value=statistics.median(waited), unit="s")
    yield Figure(bench=bench, name="the same, p95", value=percentile(waited, 0.95), unit="s")
    yield Figure(bench=bench, name=f"{IMPORTED:,} sent and judged", value=took, unit="s")


def _send(home: House) -> None:
    texts = comments(IMPORTED)
    with Client(home) as client:
        for start in range(0, IMPORTED, AT_ONCE):
            batch = [
                {
                    "article": f"article-{number % ARTICLES}",
                    "text": texts[number],
                    "author": {"id": f"author-{number % WRITERS}"},
                }
                for number in range(start, start + AT_ONCE)
            ]
            client.call("POST", "/v1/comments/batch", {"comments": batch})


def _waited(client: Client, *, number: int) -> float:
    """Post a comment; return the seconds between both moments that the service noted."""
    body = {"text": f"{number} নম্বর মন্তব্য: খবরটা ভালো লাগল।", "author": {"id": f"reader-{number}"}}
    posted = client.call("POST", ARTICLE, body)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.05)
        seen = client.call("GET", f"/v1/comments/{posted['id']}")
        if seen["decided_at"] is not None:
            waited = datetime.fromisoformat(seen["decided_at"]) - datetime.fromisoformat(seen["created_at"])
            return waited.total_seconds()
    raise BenchFailed(f"a comment was not decided within {PATIENCE_SECONDS:.0f} s")

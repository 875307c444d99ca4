"""How long a single comment waits for its verdict on an idle system: API, worker and Valkey, on both databases."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from datetime import datetime

from bench.client import Client
from bench.figures import Figure, percentile
from bench.house import POSTGRES, SQLITE, BenchFailed, house
from bench.texts import comments

COMMENTS = 200
WARM_UP = 20
_WRITERS = itertools.count(1)
PAUSE_SECONDS = (0.08, 0.16)
LOOK_EVERY = 0.002
PATIENCE_SECONDS = 10.0
GOAL_MS = 30.0
ARTICLE = "/v1/articles/latency/comments"


def run(database: str | None = None) -> list[Figure]:
    """Measure on one database, or on both, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _run(kind)]


def _run(kind: str) -> list[Figure]:
    with house(kind) as home, home.api(), home.worker(), Client(home) as client:
        texts = _that_pass(client, comments(3 * COMMENTS), WARM_UP + 2 * COMMENTS)
        for text in texts[:WARM_UP]:
            _shown_after(client, text)
        decided = [_decided_after(client, text) for text in texts[WARM_UP : WARM_UP + COMMENTS]]
        shown = [_shown_after(client, text) for text in texts[WARM_UP + COMMENTS :]]
    bench = f"latency ({kind})"
    return [
        Figure(
            bench=bench,
            name="accepted to decided, median",
            value=statistics.median(decided),
            unit="ms",
            goal=GOAL_MS,
            lowest=min(decided),
            highest=max(decided),
        ),
        Figure(bench=bench, name="accepted to decided, p95", value=percentile(decided, 0.95), unit="ms"),
        Figure(bench=bench, name="sent to seen in the thread, median", value=statistics.median(shown), unit="ms"),
        Figure(bench=bench, name="sent to seen in the thread, p95", value=percentile(shown, 0.95), unit="ms"),
    ]


def _that_pass(client: Client, texts: list[str], number: int) -> list[str]:
    """Return that many texts which the judge approves, so that each will be seen in the thread."""
    passed = [text for text in texts if client.call("POST", "/v1/check", {"text": text})["status"] == "approved"]
    if len(passed) < number:
        raise BenchFailed(f"only {len(passed)} of {len(texts)} comments pass the judge; {number} are needed")
    return passed[:number]


def _decided_after(client: Client, text: str) -> float:
    """Post, leave the system alone, and return the milliseconds between both moments that the service noted."""
    posted = client.call("POST", ARTICLE, _comment(text))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        _pause()
        seen = client.call("GET", f"/v1/comments/{posted['id']}")
        if seen["decided_at"] is not None:
            waited = datetime.fromisoformat(seen["decided_at"]) - datetime.fromisoformat(seen["created_at"])
            return waited.total_seconds() * 1000
    raise BenchFailed(f"a comment was not decided within {PATIENCE_SECONDS:.0f} s")


def _shown_after(client: Client, text: str) -> float:
    """Post, and return the milliseconds until the thread, asked every 2 ms, begins with the comment."""
    _pause()
    began = time.perf_counter()
    posted = client.call("POST", ARTICLE, _comment(text))
    while time.perf_counter() - began < PATIENCE_SECONDS:
        thread = client.call("GET", f"{ARTICLE}?order=newest&limit=1")
        if thread["comments"] and thread["comments"][0]["id"] == posted["id"]:
            return (time.perf_counter() - began) * 1000
        time.sleep(LOOK_EVERY)
    raise BenchFailed(f"a comment was not seen in its thread within {PATIENCE_SECONDS:.0f} s")


def _comment(text: str) -> dict[str, object]:
    # An author of its own for each: one who wrote all of them would be held as hurried.
    return {"text": text, "author": {"id": f"author-{next(_WRITERS)}", "name": "পাঠক"}}


def _pause() -> None:
    time.sleep(random.uniform(*PAUSE_SECONDS))

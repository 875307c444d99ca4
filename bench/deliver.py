"""How fast events reach an endpoint, and whether one that hangs slows the judge."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy

from bench.backlog import fill, wait_drained
from bench.figures import Figure
from bench.house import POSTGRES, House, house, wait_until
from bench.processes import cpu_seconds
from bench.texts import comments
from moderation import endpoints
from moderation.delivery_parts import open_delivery
from runtime.clock import SECOND
from runtime.embedded import free_port

EVENTS = 10_000
JUDGED = 7_000  # in each round; there are 60,480 different texts
ROUNDS = 4
WARM_UP = 2_000
PATIENCE_SECONDS = 180.0
GOAL = 0.95

_OPEN = sqlalchemy.text("SELECT COUNT(*) FROM deliveries WHERE state = 'open'")
_AHEAD = sqlalchemy.text("SELECT COUNT(*) FROM outbox o JOIN destinations d ON o.position > d.position")
_UNTOLD = sqlalchemy.text("SELECT COUNT(*) FROM outbox WHERE position IS NULL")
_SPAN = sqlalchemy.text("SELECT MIN(closed_at), MAX(closed_at), COUNT(*) FROM deliveries WHERE state = 'done'")
_LAG = sqlalchemy.text("SELECT AVG(closed_at - created_at) FROM deliveries WHERE state = 'done' AND id > :after")
_LAST = sqlalchemy.text("SELECT COALESCE(MAX(id), 0) FROM deliveries")


def run(database: str | None = None) -> list[Figure]:
    """Measure both, each on an installation of its own."""
    return [*_deliver(database or POSTGRES), *_beside(database or POSTGRES)]


def _deliver(database: str) -> list[Figure]:
    with _home(database) as home, _deliverer(home) as deliverer, _receiver(home, "quick") as url:
        _endpoint(home, url)
        with home.worker():
            fill(home, comments(EVENTS))
            home.doorbell.ring()
            wait_drained(home, seconds=PATIENCE_SECONDS)
            _wait_told(home)
            first, last, number = home.database.read(lambda unit: list(unit.execute(_SPAN).one()))
            after = home.database.read(lambda unit: unit.execute(_LAST).scalar_one())
            used = cpu_seconds(deliverer)
            for text in comments(200):  # an idle system: one at a time
                fill(home, [text])
                home.doorbell.ring()
                wait_drained(home, seconds=PATIENCE_SECONDS, pause=0.005)
                time.sleep(0.02)
            _wait_told(home)
            lag = home.database.read(lambda unit: unit.execute(_LAG, {"after": after}).scalar_one())
    name = f"deliver ({database})"
    return [
        Figure(
            bench=name,
            name=f"{number:,} events to one local endpoint, first to last answer",
            value=number / ((last - first) / SECOND),
            unit="/s",
        ),
        Figure(bench=name, name="CPU of the deliverer", value=used / number * 1e6, unit="µs an event"),
        Figure(bench=name, name="idle: from decided to answered, mean", value=float(lag) / 1_000, unit="ms"),
    ]


def _beside(database: str) -> list[Figure]:
    rates: dict[str, list[float]] = {"none": [], "hangs": []}
    with _home(database) as home, _receiver(home, "hang") as url, _deliverer(home), home.worker():
        number = _endpoint(home, url)
        texts = comments(WARM_UP + 2 * ROUNDS * JUDGED)
        _enable(home, number, on=False)
        _drain(home, texts[:WARM_UP])
        texts = texts[WARM_UP:]
        for turn in range(2 * ROUNDS):
            what = ("none", "hangs")[(turn + turn // 2) % 2]  # none, hangs, hangs, none, ...
            _enable(home, number, on=what == "hangs")
            rates[what].append(_drain(home, texts[turn * JUDGED : (turn + 1) * JUDGED]))
    ratio = statistics.median(rates["hangs"]) / statistics.median(rates["none"])
    name = f"deliver ({database})"
    return [
        Figure(bench=name, name="judged with no endpoint", value=statistics.median(rates["none"]), unit="/s"),
        Figure(
            bench=name, name="judged beside an endpoint that hangs", value=statistics.median(rates["hangs"]), unit="/s"
        ),
        Figure(bench=name, name="ratio of the medians", value=ratio, unit="", goal=GOAL, at_least=True),
    ]


def _drain(home: House, texts: list[str]) -> float:
    """Return how many comments a second were judged."""
    fill(home, texts)
    began = time.monotonic()
    home.doorbell.ring()
    wait_drained(home, seconds=PATIENCE_SECONDS)
    took = time.monotonic() - began
    wait_until(lambda: _number(home, _UNTOLD) == 0, seconds=PATIENCE_SECONDS)
    return len(texts) / took


@contextmanager
def _home(database: str) -> Iterator[House]:
    allowed = {"OUTBOUND_HTTP": "1", "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1"}
    with house(database, WORKER_PROCESSES="2", LOG_LEVEL="warning", **allowed) as home:
        yield home


@contextmanager
def _deliverer(home: House) -> Iterator[int]:
    with home.command("deliverer", [sys.executable, "-m", "service.cli", "deliverer"]) as process:
        yield process.pid


@contextmanager
def _receiver(home: House, how: str) -> Iterator[str]:
    port = free_port()
    with home.command(f"receiver-{how}", [sys.executable, "-m", "bench.receiver", str(port), how]):
        yield f"http://127.0.0.1:{port}/hooks"


def _endpoint(home: House, url: str) -> int:
    parts = open_delivery(home.settings, rings=False)
    try:
        return endpoints.create(parts, home.site_id, {"url": url}).endpoint.id
    finally:
        parts.close()


def _enable(home: House, number: int, *, on: bool) -> None:
    parts = open_delivery(home.settings, rings=False)
    try:
        endpoints.change(parts, home.site_id, number, {"enabled": on})
    finally:
        parts.close()


def _wait_told(home: House) -> None:
    wait_until(
        lambda: _number(home, _UNTOLD) == _number(home, _AHEAD) == _number(home, _OPEN) == 0, seconds=PATIENCE_SECONDS
    )


def _number(home: House, query: sqlalchemy.TextClause) -> int:
    return int(home.database.read(lambda unit: unit.execute(query).scalar_one()))

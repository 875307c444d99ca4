"""How many comments a second the API accepts durably, beside a bare Flask floor in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.figures import Figure, over_rounds
from bench.floor import DATABASE_VARIABLE, TABLE
from bench.house import POSTGRES, BenchFailed, House, answers, house, wait_until
from bench.load import Load, Loaded, post_requests
from bench.processes import command_line, cpu_seconds
from bench.texts import comments
from runtime.embedded import free_port

ROUNDS = 6
SECONDS = 4.0
TEXTS = 40_000
GOAL_RATIO = 0.5


def run(database: str | None = None) -> list[Figure]:
    """Measure, the floor and ours by turns, and return the figures. The floor exists on PostgreSQL only."""
    if database not in (None, POSTGRES):
        raise BenchFailed("accept compares with a floor on PostgreSQL; for SQLite run the bench sqlite")
    with house(POSTGRES) as home, home.api() as ours, _floor(home, ours) as (floor, floor_port):
        requests = post_requests(comments(TEXTS), home.key)
        loads = {floor: Load(floor_port, requests), ours: Load(home.port, requests)}
        rates: dict[int, list[float]] = {floor: [], ours: []}
        costs: dict[int, list[float]] = {floor: [], ours: []}
        slowest: list[float] = []
        for _ in range(ROUNDS):
            for pid, load in loads.items():
                loaded, cost = _measured(pid, load)
                rates[pid].append(loaded.rate)
                costs[pid].append(cost)
            slowest.append(statistics.quantiles(loaded.latencies, n=100)[98] * 1000)
    ratio = statistics.median(rates[ours]) / statistics.median(rates[floor])
    rounds = [mine / bare for mine, bare in zip(rates[ours], rates[floor], strict=True)]
    return [
        over_rounds(rates[floor], bench="accept", name="floor: bare Flask, one INSERT, COMMIT", unit="/s"),
        over_rounds(rates[ours], bench="accept", name="POST a comment, durable", unit="/s"),
        Figure(
            bench="accept",
            name="ratio of the medians",
            value=ratio,
            unit="of the floor",
            goal=GOAL_RATIO,
            at_least=True,
            lowest=min(rounds),
            highest=max(rounds),
        ),
        over_rounds(slowest, bench="accept", name="p99 of POST", unit="ms"),
        over_rounds(costs[floor], bench="accept", name="floor: CPU of the web processes", unit="µs a request"),
        over_rounds(costs[ours], bench="accept", name="CPU of the web processes", unit="µs a request"),
    ]


def _measured(pid: int, load: Load) -> tuple[Loaded, float]:
    """Load one server for a round; return what it answered and its microseconds of CPU a request."""
    load.run(1.0, warm_seconds=0.0)
    before = cpu_seconds(pid)
    loaded = load.run(SECONDS, warm_seconds=0.0)
    return loaded, (cpu_seconds(pid) - before) / len(loaded.latencies) * 1e6


@contextmanager
def _floor(home: House, ours: int) -> Iterator[tuple[int, int]]:
    """Run the floor on the web server's very command line of ours, but for application and port."""
    url = home.settings.database_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)
    port = free_port()
    argv = command_line(ours)
    argv[-1] = "bench.floor:app"
    argv[argv.index("--port") + 1] = str(port)
    with home.command("floor", argv, {DATABASE_VARIABLE: url}) as process:
        wait_until(lambda: answers(port, "/readyz"), process, home.folder / "floor.log")
        yield process.pid, port

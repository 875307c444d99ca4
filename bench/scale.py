"""How fast 1, 2 and 4 worker processes take 100,000 pending comments away on PostgreSQL, and what that costs whom.

Beside each measured point stands the one that bench/simulation.py makes of the first: docs/scaling.md computes with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy

from bench.backlog import fill, wait_drained
from bench.client import Client
from bench.figures import Figure
from bench.house import POSTGRES, House, house
from bench.load import Load, post_requests
from bench.processes import cpu_seconds
from bench.simulation import Costs, rate
from bench.texts import comments

BACKLOG = 100_000
WARM_UP = 4_000
PROCESSES = (1, 2, 4)
PATIENCE_SECONDS = 300.0
ONE_BY_ONE, SECONDS, BATCHES = 20_000, 8.0, 20
GOAL = 0.20  # how far the simulation may be off


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One measurement. rate: comments a second. worker, database: seconds of CPU for a comment."""

    processes: int
    rate: float
    worker: float
    database: float


def run(_database: str | None = None) -> list[Figure]:
    """Measure each number of processes and return the figures."""
    points = [_measure(number) for number in PROCESSES]
    first = points[0]
    wait = max(0.0, 1 / first.rate - first.worker - first.database)
    costs = Costs(worker=first.worker, database=first.database, wait=wait)
    return [*(figure for point in points for figure in _figures(point, costs)), *_accepting()]


def _accepting() -> Iterator[Figure]:
    """Yield what accepting costs, one by one and in batches of 1,000; no worker runs beside."""
    with house(POSTGRES) as home, home.api() as web, Client(home) as client:
        texts = comments(ONE_BY_ONE)
        batch = [{"article": f"a{n % 20}", "text": texts[n], "author": {"id": f"r{n % 200}"}} for n in range(1_000)]
        load = Load(home.port, post_requests(texts, home.key))
        load.run(2.0, warm_seconds=0.0)
        server = _postmaster(home)
        before = cpu_seconds(web), cpu_seconds(server)
        number = len(load.run(SECONDS, warm_seconds=0.0).latencies)
        after = cpu_seconds(web), cpu_seconds(server)
        yield from _costs("one by one", number, before, after)
        before = after
        for _ in range(BATCHES):
            client.call("POST", "/v1/comments/batch", {"comments": batch})
        yield from _costs("in batches of 1,000", BATCHES * 1_000, before, (cpu_seconds(web), cpu_seconds(server)))


def _costs(how: str, number: int, before: tuple[float, float], after: tuple[float, float]) -> Iterator[Figure]:
    for place, whose in enumerate(("the web processes", "PostgreSQL")):
        cost = (after[place] - before[place]) / number * 1e6
        yield Figure(bench="scale (postgres)", name=f"accepted {how}: CPU of {whose}", value=cost, unit="µs a comment")


def _figures(point: Point, costs: Costs) -> Iterator[Figure]:
    name = f"{point.processes} worker process{'es' if point.processes > 1 else ''}"
    bench = "scale (postgres)"
    yield Figure(bench=bench, name=f"{BACKLOG:,} pending, {name}", value=point.rate, unit="/s")
    yield Figure(bench=bench, name=f"{name}: CPU of the worker", value=point.worker * 1e6, unit="µs a comment")
    yield Figure(bench=bench, name=f"{name}: CPU of PostgreSQL", value=point.database * 1e6, unit="µs a comment")
    simulated = rate(costs, processes=point.processes, cores=os.cpu_count() or 1)
    yield Figure(bench=bench, name=f"{name}: simulated from the first", value=simulated, unit="/s")
    off = abs(simulated - point.rate) / point.rate
    yield Figure(bench=bench, name=f"{name}: simulated, off by", value=off, unit="", goal=GOAL)


def _measure(processes: int) -> Point:
    with house(POSTGRES, WORKER_PROCESSES=str(processes)) as home, home.worker() as worker:
        written = comments((WARM_UP + BACKLOG) // 2)
        texts = [*written, *(f"{text} আবার বলি।" for text in written)]
        fill(home, texts[:WARM_UP])  # all processes have opened their connections before the clock starts
        home.doorbell.ring()
        wait_drained(home, seconds=PATIENCE_SECONDS)
        fill(home, texts[WARM_UP:])
        # Autovacuum does it within a minute; until then statements go on with plans made for the small table before.
        home.database.read(lambda unit: unit.execute(sqlalchemy.text("ANALYZE")))
        server = _postmaster(home)
        cpu, theirs, began = cpu_seconds(worker), cpu_seconds(server), time.monotonic()
        home.doorbell.ring()
        wait_drained(home, seconds=PATIENCE_SECONDS, pause=0.2)
        took = time.monotonic() - began
        return Point(
            processes=processes,
            rate=BACKLOG / took,
            worker=(cpu_seconds(worker) - cpu) / BACKLOG,
            database=(cpu_seconds(server) - theirs) / BACKLOG,
        )


def _postmaster(home: House) -> int:
    backend = home.database.read(lambda unit: unit.execute(sqlalchemy.text("SELECT pg_backend_pid()")).scalar_one())
    return int(Path(f"/proc/{backend}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])

"""How fast one worker of two processes takes a backlog away, and that the books agree afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy

from bench.backlog import fill, wait_drained
from bench.figures import Figure
from bench.house import POSTGRES, BenchFailed, House, house
from bench.processes import cpu_seconds
from bench.texts import comments
from runtime.clock import SECOND, system_clock
from store.unit import Unit

BACKLOG = 50_000
WARM_UP = 2_000
PATIENCE_SECONDS = 180.0
GOAL = 4_000

_BOOKS = {
    "comments": "SELECT COUNT(*) FROM comments",
    "decided": "SELECT COUNT(*) FROM comments WHERE status IN ('approved', 'held', 'rejected')",
    "approved": "SELECT COUNT(*) FROM comments WHERE status = 'approved'",
    "published": "SELECT COUNT(*) FROM published",
    "counted": "SELECT COALESCE(SUM(published), 0) FROM article_threads",
    "logged": "SELECT COUNT(*) FROM decisions",
    "events": "SELECT COUNT(*) FROM outbox",
}
_SPAN = "SELECT MIN(decided_at), MAX(decided_at) FROM comments WHERE decided_at >= :since"


@dataclass(frozen=True, slots=True)
class Drained:
    """How long it took. wall, span: seconds, from the ring to nothing pending, and from first to last decided."""

    wall: float
    ring_to_last: float
    span: float
    cpu: float


def run(database: str | None = None) -> list[Figure]:
    """Drain a backlog once and return the figures. Raises BenchFailed when the books do not agree."""
    with house(database or POSTGRES, WORKER_PROCESSES="2", LOG_LEVEL="info") as home, home.worker() as worker:
        texts = comments(WARM_UP + BACKLOG)
        fill(home, texts[:WARM_UP])  # both processes have opened their connections before the clock starts
        home.doorbell.ring()
        wait_drained(home, seconds=PATIENCE_SECONDS)
        fill(home, texts[WARM_UP:])
        drained = _drain(home, worker)
        _check_books(home, WARM_UP + BACKLOG)
    name = f"drain ({database or POSTGRES})"
    return [
        Figure(
            bench=name,
            name=f"{BACKLOG:,} pending, one worker of two processes, ring to last decided",
            value=BACKLOG / drained.ring_to_last,
            unit="/s",
            goal=GOAL,
            at_least=True,
        ),
        Figure(bench=name, name="the same by the clock on the wall", value=BACKLOG / drained.wall, unit="/s"),
        Figure(bench=name, name="first decided to last decided", value=drained.span, unit="s"),
        Figure(bench=name, name="CPU of the worker", value=drained.cpu / BACKLOG * 1e6, unit="µs a comment"),
    ]


def _drain(home: House, worker: int) -> Drained:
    cpu, since, began = cpu_seconds(worker), system_clock(), time.monotonic()
    home.doorbell.ring()
    wait_drained(home, seconds=PATIENCE_SECONDS)
    wall = time.monotonic() - began
    first, last = home.database.read(lambda unit: _row(unit, _SPAN, since=since))
    used = cpu_seconds(worker) - cpu
    return Drained(wall, (last - since) / SECOND, (last - first) / SECOND, used)


def _check_books(home: House, accepted: int) -> None:
    books = home.database.read(lambda unit: {name: _row(unit, query)[0] for name, query in _BOOKS.items()})
    everything = {accepted} == {int(books[name]) for name in ("comments", "decided", "logged", "events")}
    if not everything or len({int(books[name]) for name in ("approved", "published", "counted")}) != 1:
        raise BenchFailed(f"of {accepted} accepted comments the books say {books}")


def _row(unit: Unit, query: str, **params: int) -> Any:
    return unit.execute(sqlalchemy.text(query), params).one()

"""How long POST takes on SQLite at 16 connections: one API process, one writer thread, every commit on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from bench.figures import Figure, over_rounds, percentile
from bench.house import POSTGRES, SQLITE, BenchFailed, house
from bench.load import CONNECTIONS, Load, Loaded, post_requests
from bench.texts import comments

ROUNDS = 3
SECONDS = 6.0
TEXTS = 20_000
GOAL_MS = 150.0


def run(database: str | None = None) -> list[Figure]:
    """Measure without and with the worker running, and return the figures."""
    if database == POSTGRES:
        raise BenchFailed("sqlite measures SQLite; for PostgreSQL run the bench accept")
    return [*_figures("without worker", _rounds(worker=False)), *_figures("with worker", _rounds(worker=True))]


def _rounds(*, worker: bool) -> list[Loaded]:
    with house(SQLITE) as home, home.api(), ExitStack() as stack:
        if worker:
            stack.enter_context(home.worker())
        load = Load(home.port, post_requests(comments(TEXTS), home.key))
        load.run(3.0)  # long enough for the worker to be up
        return [load.run(SECONDS) for _ in range(ROUNDS)]


def _figures(how: str, rounds: Sequence[Loaded]) -> list[Figure]:
    bench = f"sqlite, {how}"
    figures = [
        over_rounds([one.rate for one in rounds], bench=bench, name=f"POST, {CONNECTIONS} connections", unit="/s")
    ]
    for share in (0.50, 0.95, 0.99):
        figures.append(
            over_rounds(
                [percentile(one.latencies, share) * 1000 for one in rounds],
                bench=bench,
                name=f"p{share * 100:.0f} of POST",
                unit="ms",
                goal=GOAL_MS if share == 0.99 else None,
            )
        )
    return figures

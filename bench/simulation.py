"""What many workers would do: each takes batches in turn, and all of them share the cores.

A batch is three phases: the worker computes, PostgreSQL computes for it, and both wait for the disk. Who computes
shares the cores with all others who do (processor sharing); who waits does not.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

BATCH = 256
BATCHES = 400  # of each process: enough for the beginning not to count


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Of one comment, in seconds: CPU of the worker, CPU of the database, and what is waited for."""

    worker: float
    database: float
    wait: float


@dataclass(slots=True)
class _Process:
    phase: int
    left: float  # seconds of the phase, alone on a core
    batches: int = 0


def rate(costs: Costs, *, processes: int, cores: int, database_cores: int | None = None) -> float:
    """Return how many comments a second so many worker processes judge.

    cores: of the machine of all; with database_cores, those of the workers' machine, and the database has its own.
    """
    lengths = (costs.worker * BATCH, costs.database * BATCH, costs.wait * BATCH)
    # Spread over the cycle, as processes are that have run for a while.
    running = [_Process(phase=number % 3, left=lengths[number % 3]) for number in range(processes)]
    now = 0.0
    goal = processes * BATCHES
    while sum(one.batches for one in running) < goal:
        speeds = [_speed(one, running, cores, database_cores) for one in running]
        step = min(one.left / speed for one, speed in zip(running, speeds, strict=True))
        now += step
        for one, speed in zip(running, speeds, strict=True):
            one.left -= step * speed
            while one.left <= 1e-12:
                one.phase = (one.phase + 1) % 3
                one.batches += one.phase == 0
                one.left = lengths[one.phase]
                if one.left > 0:
                    break
    return goal * BATCH / now


def _speed(one: _Process, running: list[_Process], cores: int, database_cores: int | None) -> float:
    if one.phase == 2:
        return 1.0
    if database_cores is None:
        return min(1.0, cores / sum(other.phase < 2 for other in running))
    here = cores if one.phase == 0 else database_cores
    return min(1.0, here / sum(other.phase == one.phase for other in running))


def main() -> None:
    """Print how many comments a second so many worker processes judge, by the costs of one comment."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulation", description=main.__doc__)
    for name, default in (("worker", 240.0), ("database", 225.0), ("wait", 7.0)):
        parser.add_argument(f"--{name}", type=float, default=default, help="µs a comment")
    parser.add_argument("--cores", type=int, default=8, help="of the workers' machines together")
    parser.add_argument("--database-cores", type=int, default=8)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32])
    given = parser.parse_args()
    costs = Costs(worker=given.worker / 1e6, database=given.database / 1e6, wait=given.wait / 1e6)
    print("| worker processes | comments a second |\n|---|---|")
    for number in given.processes:
        found = rate(costs, processes=number, cores=given.cores, database_cores=given.database_cores)
        print(f"| {number} | {found:,.0f} |")


if __name__ == "__main__":
    main()

"""The watchdog ends a worker only when work waits, the broker took a wake-up, and no task came all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from policy.errors import DatabaseUnavailable
from workers.watchdog import BUSY_SECONDS, Watchdog

PATIENCE = 20.0  # four sweeps of five seconds


@dataclass
class World:
    """What the watchdog sees, and what it did."""

    moment: float = 1_000.0
    waits: bool = True
    busy: bool = False
    broker: bool = True
    database: bool = True
    rings: int = 0
    ends: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dog = Watchdog(
            waits=self._waits,
            ring=self._ring,
            busy=lambda: self.busy,
            sweep_seconds=5,
            end=lambda: self.ends.append(self.moment),
            now=lambda: self.moment,
        )

    def _waits(self) -> bool:
        if not self.database:
            raise DatabaseUnavailable("gone")
        return self.waits

    def _ring(self) -> None:
        if not self.broker:
            raise ConnectionError("gone")
        self.rings += 1

    def pass_(self, seconds: float) -> None:
        """Let time pass, with a look every five seconds."""
        for _ in range(round(seconds / 5)):
            self.moment += 5
            self.dog.look()


def test_a_worker_that_stays_silent_though_it_was_rung_for_is_ended() -> None:
    world = World()
    world.pass_(PATIENCE)
    assert (world.rings, world.ends) == (1, [])
    world.pass_(PATIENCE)
    assert (world.rings, world.ends) == (1, [1_040.0])


def test_a_task_that_comes_saves_it_whenever_it_comes() -> None:
    world = World()
    for _ in range(20):
        world.pass_(2 * PATIENCE - 5)
        world.dog.task_came()
    assert world.ends == []


@pytest.mark.parametrize("missing", ["waits", "broker", "database"])
def test_nothing_is_ended_where_there_is_nothing_to_do_or_nothing_can_be_done(missing: str) -> None:
    world = World()
    setattr(world, missing, False)
    world.pass_(600)
    assert world.ends == []


def test_what_was_away_for_a_while_is_waited_for_anew_when_it_is_back() -> None:
    world = World()
    world.pass_(PATIENCE + 10)
    world.database = False
    world.pass_(60)
    world.database = True
    world.pass_(PATIENCE)
    assert world.ends == []
    world.pass_(5)
    assert len(world.ends) == 1


def test_a_busy_worker_is_left_alone_but_not_longer_than_a_task_may_take() -> None:
    world = World(busy=True)
    world.pass_(BUSY_SECONDS - 5)
    assert (world.rings, world.ends) == (0, [])
    world.pass_(PATIENCE + 5)
    assert len(world.ends) == 1

"""Each part of an installation fails in the midst of traffic, and nobody has to act: nothing is lost, nothing is twice.

`make soak` does it again and again, and `--reliability FILE` notes what each fault cost: docs/reliability.md.
"""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import redis
from sqlalchemy import text

from bench.servers import postgres_process
from runtime.broker import web_sender
from runtime.queues import TASK_MODERATE
from store.unit import Database
from tests.factories import make_settings
from tests.faults.conftest import Website
from tests.faults.traffic import endure
from tests.running import DELIVERER, WORKER, Running, eventually

pytestmark = pytest.mark.timeout(300)

VALKEY, BEAT, API = r"-server\b", "^beat$", "^granian$"


@dataclass(frozen=True)
class Place:
    """The installation that a fault is done to. afterwards: ends what a fault has started, with the last test."""

    running: Running
    database: Database
    url: str
    folder: Path
    long: bool
    afterwards: ExitStack

    def part(self, pattern: str) -> psutil.Process:
        assert eventually(lambda: self.running.part(pattern) is not None), self.running.output()[-4_000:]
        found = self.running.part(pattern)
        assert found is not None
        return found

    def redis_url(self) -> str:
        return str(self.part(WORKER).environ()["PROHORI_REDIS_URL"])

    def postgres(self) -> list[psutil.Process]:
        """Every process of PostgreSQL, its parent first."""
        query = text("SELECT pg_backend_pid()")
        backend = psutil.Process(self.database.read(lambda unit: unit.execute(query).scalar_one()))
        return [backend.parent(), *backend.parent().children()]


def kill(pattern: str) -> Callable[[Place], None]:
    return lambda place: place.part(pattern).kill()


def kill_child(pattern: str) -> Callable[[Place], None]:
    def fault(place: Place) -> None:
        assert eventually(lambda: bool(place.part(pattern).children()))
        place.part(pattern).children()[0].kill()

    return fault


def end_valkey(place: Place) -> None:
    place.part(VALKEY).terminate()


def empty_valkey(place: Place) -> None:
    with redis.Redis.from_url(place.redis_url()) as client:
        for _ in range(20):
            client.flushall()
            time.sleep(0.05)


def pause_valkey(place: Place) -> None:
    """Longer than a worker waits for an answer; 30 seconds where there is time."""
    valkey = place.part(VALKEY)
    valkey.suspend()
    time.sleep(30 if place.long else 12)
    valkey.resume()


def tell_twice(place: Place) -> None:
    """Two hundred wake-ups beside each other, as a broker sends that delivers again what it was not sure of."""
    settings = make_settings(place.folder, database_url=place.url, redis_url=place.redis_url())
    send = web_sender(settings)
    for _ in range(200):
        send(TASK_MODERATE)


def crash_postgres(place: Place) -> None:
    """A backend is killed: PostgreSQL ends all others, recovers from its log and starts them anew."""
    place.postgres()[-1].kill()


def restart_postgres(place: Place) -> None:
    """As an operator does who brings it up to date: it ends all connections and is away for three seconds."""
    server = place.postgres()[0]
    command, folder = server.cmdline(), Path(server.cwd())
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
    server.wait(30)
    time.sleep(3)
    place.afterwards.enter_context(postgres_process(command, folder))


def pause_postgres(place: Place) -> None:
    processes = place.postgres()
    for one in processes:
        one.suspend()
    time.sleep(10)
    for one in reversed(processes):
        one.resume()


def lock_sqlite(place: Place) -> None:
    """Another program writes, for longer than we wait for it."""
    with sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        time.sleep(8)
        foreign.execute("ROLLBACK")
    foreign.close()


ANYWHERE = {
    "kill -9: a child of the worker": kill_child(WORKER),
    "kill -9: the worker": kill(WORKER),
    "kill -9: an API process": kill_child(API),
    "kill -9: the API's parent": kill(API),
    "kill -9: beat": kill(BEAT),
    "kill -9: the deliverer": kill(DELIVERER),
    "kill -9: Valkey": kill(VALKEY),
    "SIGTERM: Valkey": end_valkey,
    "Valkey emptied, 20 times": empty_valkey,
    "Valkey paused": pause_valkey,
    "200 wake-ups twice": tell_twice,
}
WHO_WRITES = ("kill -9: the worker", "kill -9: an API process", "200 wake-ups twice")
ON_SQLITE = {"SQLite locked for 8 s": lock_sqlite}
ON_POSTGRESQL = {
    "PostgreSQL stopped, and started after 3 s": restart_postgres,
    "PostgreSQL crashes": crash_postgres,
    "PostgreSQL paused for 10 s": pause_postgres,
}


@pytest.fixture
def survives(
    running: Running,
    database: Database,
    database_url: str,
    site: Website,
    afterwards: ExitStack,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Callable[[str, Callable[[Place], None]], None]:
    """Let a fault happen, as often as was asked for, and check that all is well by itself."""
    kind = database_url.partition(":")[0].partition("+")[0]
    times = request.config.getoption("--soak")
    place = Place(running, database, database_url, tmp_path, long=bool(times), afterwards=afterwards)
    report = request.config.getoption("--reliability")

    def check(name: str, fault: Callable[[Place], None]) -> None:
        said = {"name": f"{name} ({kind})", "report": Path(report) if report else None}
        for _ in range(max(1, times)):
            endure(running, database, site, lambda: fault(place), **said)

    return check


@pytest.mark.parametrize("name", ANYWHERE | ON_SQLITE | ON_POSTGRESQL)
def test_nothing_is_lost_and_nothing_is_twice(name: str, survives) -> None:
    survives(name, (ANYWHERE | ON_SQLITE | ON_POSTGRESQL)[name])


def is_left_out(database_url: str, name: str, *, soak: bool) -> bool:
    """Whether a fault is not for that database: of the other one, or nothing to do with it and no time for a soak."""
    if database_url == "sqlite":
        return name in ON_POSTGRESQL
    return name in ON_SQLITE or (not soak and name in ANYWHERE and name not in WHO_WRITES)

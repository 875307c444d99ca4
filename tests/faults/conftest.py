"""All of Prohori, started once on each database, with short leases and sweeps; each test has a site of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bench.servers import create_database, drop_database
from runtime.embedded import free_port
from runtime.ids import new_id
from store.databases import open_database
from store.unit import Database
from tests.conftest import real_postgres
from tests.factories import make_key, make_site
from tests.running import DELIVERER, PROHORI, WORKER, Running, eventually


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a file says is not for one of the databases."""
    soak = bool(config.getoption("--soak"))
    out = []
    for item in items:
        says = getattr(getattr(item, "module", None), "is_left_out", None)
        if says is not None and says(**item.callspec.params, soak=soak):
            out.append(item)
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


@dataclass(frozen=True)
class Website:
    """A site and how it calls."""

    id: int
    http: httpx.Client


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[str]:
    """A PostgreSQL that no other test needs, to be crashed, paused and stopped."""
    with real_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def afterwards() -> Iterator[ExitStack]:
    """Ends what a fault has started, with the last test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the installation's database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/prohori.db"
        return
    server = request.getfixturevalue("own_postgres")
    request.getfixturevalue("afterwards")  # a server that was started anew is there until the database is dropped
    url = create_database(server)
    yield url
    drop_database(server, url)


@pytest.fixture(scope="session")
def installation(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """`prohori up` on that database, for all tests that kill its parts: starting it takes longer than most of them."""
    data_dir = tmp_path_factory.mktemp("installation") / "data"
    started = Running(
        [PROHORI, "up"],
        {
            "PROHORI_PORT": str(free_port()),
            "PROHORI_DATA_DIR": str(data_dir),
            "PROHORI_DATABASE_URL": database_url,
            "PROHORI_WORKER_PROCESSES": "2",
            "PROHORI_CLAIM_BATCH": "32",
            "PROHORI_LEASE_SECONDS": "2",
            "PROHORI_SWEEP_SECONDS": "1",
            "PROHORI_OUTBOUND_HTTP": "1",
            "PROHORI_OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
            "PROHORI_DELIVERY_TIMEOUT_SECONDS": "2",
            "PROHORI_DELIVERY_CONCURRENCY": "4",
        },
    )
    started.wait_ready()
    yield started, data_dir
    started.process.terminate()
    started.end()


@pytest.fixture
def running(installation: tuple[Running, Path]) -> Running:
    """The installation, whole: what an earlier test killed has been started again."""
    started, _ = installation
    parts = (WORKER, DELIVERER, r"-server\b", "^beat$", "^granian$")
    assert eventually(lambda: all(started.part(one) is not None for one in parts)), started.output()[-4_000:]
    return started


@pytest.fixture
def site(installation: tuple[Running, Path], database: Database) -> Iterator[Website]:
    """A website of this test alone, with a client that sends its key."""
    found = json.loads((installation[1] / "credentials.json").read_text(encoding="utf-8"))
    made = make_site(database, slug=f"faults-{new_id()}")
    headers = {"Authorization": f"Bearer {make_key(database, made)}"}
    with httpx.Client(base_url=found["base_url"], headers=headers, timeout=60) as client:
        yield Website(made.id, client)


@pytest.fixture(scope="session")
def database(database_url: str, installation: tuple[Running, Path]) -> Iterator[Database]:
    """A look at what was committed."""
    opened = open_database(database_url.replace("postgresql://", "postgresql+psycopg://", 1), connections=1)
    yield opened
    opened.close()

"""All of Prohori, started for one test on each database, with short leases and sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.servers import create_database, drop_database
from runtime.embedded import free_port
from store.unit import Database, open_database
from tests.running import PROHORI, Running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test alone."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/prohori.db"
        return
    server = request.getfixturevalue("postgres_server_url")
    url = create_database(server)
    yield url
    drop_database(server, url)


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    """`prohori up` on that database, ended after the test."""
    started = Running(
        [PROHORI, "up"],
        {
            "PROHORI_PORT": str(free_port()),
            "PROHORI_DATA_DIR": str(tmp_path / "data"),
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
    yield started
    started.process.terminate()
    started.end()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A look at what was committed."""
    opened = open_database(database_url.replace("postgresql://", "postgresql+psycopg://", 1), connections=1)
    yield opened
    opened.close()

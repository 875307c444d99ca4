"""What all tests share: the real servers, started once, and what to do where one is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

import hypothesis
import pytest
import redis
from xdist.scheduler.loadscope import LoadScopeScheduling

from bench.servers import (
    PostgresNotFound,
    ServerNotFound,
    create_database,
    drop_database,
    postgres_server,
    valkey_server,
)

FIRST = ("tests/e2e/", "tests/faults/", "tests/unit/models/", "tests/contract/")
REQUIRE_ALL = "PROHORI_REQUIRE_ALL"

# On two shared cores a slow example says nothing; a failing one must be repeatable.
hypothesis.settings.register_profile("prohori", deadline=None, print_blob=True)
hypothesis.settings.load_profile("prohori")


class Beside(LoadScopeScheduling):
    """Two workers: each takes a folder of tests that start whole installations, then the rest by files.

    Those mostly wait. They are the longest pieces, so they come first, and share one installation where they can; so
    do those that share what they have trained. pytest-xdist goes by the number of tests, and would let one worker begin
    with them when the other has nothing left.
    """

    def _assign_work_unit(self, node: Any) -> None:
        for scope in reversed(FIRST):
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return next((one for one in FIRST if nodeid.startswith(one)), nodeid.partition("::")[0])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests of faults and random orders run longer, and tell what they measured."""
    parser.addoption("--soak", type=int, default=0, metavar="TIMES", help="run each fault so many times more")
    parser.addoption("--reliability", metavar="FILE", help="append what each fault cost, a JSON line each")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for a soak alone."""
    if not config.getoption("--soak"):
        long = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Beside:
    """Tell pytest-xdist who runs what; only where it runs more than one worker."""
    return Beside(config, log)


def missing(reason: str) -> NoReturn:
    """Skip the test that needs what is missing; with PROHORI_REQUIRE_ALL=1, as in CI, fail it."""
    if os.environ.get(REQUIRE_ALL) == "1":
        pytest.fail(f"{reason} ({REQUIRE_ALL}=1)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    """A real Valkey for the whole session; tests ask for redis_url, which is empty for each."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(valkey_server())
        except ServerNotFound as error:
            missing(f"Valkey not found: {error}")
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """The URL of a Valkey that holds nothing when the test begins."""
    with redis.Redis.from_url(redis_server_url) as client:
        client.flushall()
    return redis_server_url


@contextmanager
def real_postgres() -> Iterator[str]:
    """Give the URL of a real PostgreSQL; what needs it is skipped, or fails, where there is none."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server(durable=False))
        except PostgresNotFound as error:
            missing(f"PostgreSQL not found: {error}")
        yield url


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """A real PostgreSQL for the whole session; its user may create databases."""
    with real_postgres() as url:
        yield url


@pytest.fixture(scope="module")
def postgres_database_url(postgres_server_url: str) -> Iterator[str]:
    """A database of this test module alone, empty at its beginning and dropped at its end."""
    url = create_database(postgres_server_url)
    yield url
    drop_database(postgres_server_url, url)

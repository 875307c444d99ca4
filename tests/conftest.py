"""What all tests share: the real servers, started once, and what to do where one is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
import redis

from bench.servers import (
    PostgresNotFound,
    ServerNotFound,
    create_database,
    drop_database,
    postgres_server,
    valkey_server,
)

INSTALLATIONS = [Path(__file__).with_name(name) for name in ("e2e", "faults")]
REQUIRE_ALL = "PROHORI_REQUIRE_ALL"

# On two shared cores a slow example says nothing; a failing one must be repeatable.
hypothesis.settings.register_profile("prohori", deadline=None, print_blob=True)
hypothesis.settings.load_profile("prohori")


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker start whole installations, one after the other and first of all, while another computes.

    They mostly wait; two of them at a time would measure each other.
    """
    whole = [item for item in items if any(item.path.is_relative_to(folder) for folder in INSTALLATIONS)]
    for item in whole:
        item.add_marker(pytest.mark.xdist_group("installations"))
    chosen = set(whole)
    items[:] = whole + [item for item in items if item not in chosen]


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


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """A real PostgreSQL for the whole session; its user may create databases."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server(durable=False))
        except PostgresNotFound as error:
            missing(f"PostgreSQL not found: {error}")
        yield url


@pytest.fixture(scope="module")
def postgres_database_url(postgres_server_url: str) -> Iterator[str]:
    """A database of this test module alone, empty at its beginning and dropped at its end."""
    url = create_database(postgres_server_url)
    yield url
    drop_database(postgres_server_url, url)

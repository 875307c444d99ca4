"""The application whose promises are checked here, on SQLite with a real Valkey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moderation.wiring import open_parts
from runtime.logs import configure_logs
from service.app import create_app
from store import migrations
from tests.client import ApiClient
from tests.factories import make_classifier, make_key, make_settings, make_site


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, redis_server_url: str) -> Iterator[ApiClient]:
    """A client with every scope, for all tests of a file."""
    configure_logs("warning", "json")
    folder = tmp_path_factory.mktemp("contract")
    url = f"sqlite:///{folder}/prohori.db"
    migrations.upgrade(url)
    parts = open_parts(
        make_settings(folder, database_url=url, redis_url=redis_server_url), classifier=make_classifier()
    )
    key = make_key(parts.database, make_site(parts.database, origins=["https://khobor.example"]))
    yield ApiClient(create_app(parts), key)
    parts.close()

"""Real databases with the schema that the migrations build, and the API in this process on top of them.

Every test that asks for database_url, or for anything made from it, runs on SQLite and on PostgreSQL. Migrations run
once per session and database; each test begins with empty tables.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask

from bench.servers import create_database, drop_database
from moderation.wiring import Parts, open_parts
from runtime.logs import configure_logs
from runtime.settings import Settings
from service.app import create_app
from service.http.context import EXTENSION, open_web
from store import migrations
from store.databases import open_database
from store.sites import Site
from store.tables import metadata
from store.unit import Database
from tests.client import ApiClient
from tests.conftest import missing
from tests.factories import make_classifier, make_key, make_settings, make_site
from tests.helpers import Copies
from tests.wordpress import Maria, WordPress, WordPressNotFound, maria_server, wordpress_server

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """Log as the processes do, not with structlog's defaults, which print every local of a traceback."""
    configure_logs("warning", "json")


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Give a fresh copy of a migrated SQLite database at each call: its URL, and how to throw it away."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.db"
    migrations.upgrade(f"sqlite:///{template}")

    def copy() -> tuple[str, Callable[[], None]]:
        path = folder / f"{secrets.token_hex(6)}.db"
        for suffix in ("", "-wal"):
            written = Path(f"{template}{suffix}")
            if written.exists():
                shutil.copyfile(written, f"{path}{suffix}")

        def drop() -> None:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)

        return f"sqlite:///{path}", drop

    return copy


@pytest.fixture(scope="session")
def postgres_copies(postgres_server_url: str) -> Iterator[Copies]:
    """Give the migrated PostgreSQL database, emptied, at each call: its URL, and how to leave it.

    One database serves all tests: emptying it takes a millisecond, CREATE DATABASE ... TEMPLATE up to a second.
    """
    url = create_database(postgres_server_url)
    migrations.upgrade(_for_sqlalchemy(url))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    emptied = "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))

    with psycopg.connect(postgres_server_url, autocommit=True) as server:

        def leave() -> None:
            server.execute(others, [urlsplit(url).path.lstrip("/")])

        def copy() -> tuple[str, Callable[[], None]]:
            with psycopg.connect(url) as connection:
                # No triggers, no foreign keys: even the decision log, which is append-only, is emptied.
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute(emptied.encode())
            return _for_sqlalchemy(url), leave

        yield copy
    drop_database(postgres_server_url, url)


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated, empty database of this test alone."""
    copies: Copies = request.getfixturevalue(f"{'postgres' if request.param == 'postgresql' else 'sqlite'}_copies")
    url, drop = copies()
    yield url
    drop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The store's way to the database; a test sees with it what was truly committed."""
    opened = open_database(database_url, connections=4)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_url: str) -> Settings:
    """The settings of one process on these servers, with nothing cached and no limits."""
    return make_settings(tmp_path, database_url=database_url, redis_url=redis_url)


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    """All parts of one web process; its classifier is the fake of tests.factories."""
    opened = open_parts(settings, classifier=make_classifier())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The application of this session, once it was made: building it costs more than most tests."""
    return {}


@pytest.fixture
def app(parts: Parts, apps: dict[str, Flask]) -> Flask:
    """The application on these parts."""
    if "app" not in apps:
        apps["app"] = create_app(parts)
    apps["app"].extensions[EXTENSION] = open_web(parts)
    return apps["app"]


@pytest.fixture
def site(database: Database) -> Site:
    """A site whose pages live at https://khobor.example."""
    return make_site(database, origins=["https://khobor.example"])


@pytest.fixture
def key(database: Database, site: Site) -> str:
    """A key of the site with every scope and no limit; tests.factories.make_key makes others."""
    return make_key(database, site)


@pytest.fixture
def client(app: Flask, key: str) -> ApiClient:
    """A client of the API that sends the key."""
    return ApiClient(app, key)


@pytest.fixture(scope="session")
def maria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maria]:
    """A real MariaDB for the whole session."""
    try:
        with maria_server(tmp_path_factory.mktemp("maria")) as server:
            yield server
    except WordPressNotFound as error:
        missing(str(error))


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory, maria: Maria) -> Iterator[WordPress]:
    """A real WordPress for the whole session."""
    try:
        with wordpress_server(tmp_path_factory.mktemp("blog"), maria) as server:
            yield server
    except WordPressNotFound as error:
        missing(str(error))

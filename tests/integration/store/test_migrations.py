"""The migrations build exactly the tables the code uses, on both databases, and may be run again."""

from __future__ import annotations

import os
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import migrations
from store.engine import open_engine
from store.tables import metadata
from tests.servers import create_database, drop_database


def test_the_migrated_schema_is_the_one_the_code_expects(database_url):
    engine = open_engine(database_url, connections=1)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert difference == []


def test_migrating_again_changes_nothing(database_url):
    before = migrations.current(database_url)
    migrations.upgrade(database_url)
    assert migrations.current(database_url) == before == migrations.newest()


def test_revisions_are_numbered_in_one_line():
    names = sorted(path.name for path in (migrations.FOLDER / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    scripts = ScriptDirectory(str(migrations.FOLDER))
    assert scripts.get_heads() == [migrations.newest()] == [f"{len(names):04}"]


def test_migrators_that_start_at_once_wait_for_each_other(postgres_server_url, tmp_path):
    empty = create_database(postgres_server_url)
    env = {**os.environ, "PROHORI_DATABASE_URL": empty, "PROHORI_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "service.cli", "migrate"]
    started = [subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    assert migrations.current(empty.replace("postgresql://", "postgresql+psycopg://", 1)) == migrations.newest()
    drop_database(postgres_server_url, empty)

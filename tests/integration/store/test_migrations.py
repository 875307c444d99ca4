"""The migrations build exactly the tables the code uses, on both databases, and may be run again."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bench.servers import create_database, drop_database
from moderation.readiness import failing_parts
from policy.labels import LABELS
from policy.priority import expected_harm
from store import migrations
from store.engine import open_engine
from store.tables import metadata


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


_OLD_COMMENT = (
    "INSERT INTO sites (id, slug, name, origins, created_at) VALUES (1, 'a', 'a', '[]', 0)",
    "INSERT INTO articles (site_id, id, tags, open, created_at, updated_at) VALUES (1, 'a', '[]', TRUE, 0, 0)",
    "INSERT INTO authors (site_id, id, created_at) VALUES (1, 'w', 0)",
    "INSERT INTO comments (id, site_id, article_id, author_id, text, submitted_hash, status, version, revision, "
    "created_at, pending_since, lease_until, attempts) VALUES ('01a20938-455e-7159-87f1-7f0bb626057d', 1, 'a', 'w', "
    "'কথা', 'h', 'approved', 2, 1, 0, 0, 0, 1)",
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_of_the_first_schema_keeps_its_comments_and_gets_the_rest(kind, postgres_server_url, tmp_path):
    empty = create_database(postgres_server_url) if kind == "postgresql" else f"sqlite:///{tmp_path}/old.db"
    url = empty.replace("postgresql://", "postgresql+psycopg://", 1)
    migrations.upgrade(url, "0001")
    engine = open_engine(url, connections=1)
    with engine.execution_options(writes=True).begin() as connection:
        for statement in _OLD_COMMENT:
            connection.exec_driver_sql(statement)
    migrations.upgrade(url)
    with engine.connect() as connection:
        comment = connection.exec_driver_sql("SELECT text, status, fingerprint FROM comments").one()
        assert tuple(comment) == ("কথা", "approved", None)
        assert connection.exec_driver_sql("SELECT lists_version FROM sites").scalar() == 0
    engine.dispose()
    if kind == "postgresql":
        drop_database(postgres_server_url, empty)


_HELD = [  # the scores stored with the decision (None: none, "": no decision at all)
    {"threat": 0.82, "insult": 0.4, "rudeness": 1.0},
    {"spam": 0.3},
    dict.fromkeys(LABELS, 1.0),
    {},
    None,
    "",
]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_held_before_gets_the_harm_that_its_stored_scores_speak_of(kind, postgres_server_url, tmp_path):
    empty = create_database(postgres_server_url) if kind == "postgresql" else f"sqlite:///{tmp_path}/old.db"
    url = empty.replace("postgresql://", "postgresql+psycopg://", 1)
    migrations.upgrade(url, "0002")
    engine = open_engine(url, connections=1)
    with engine.execution_options(writes=True).begin() as connection:
        for statement in _OLD_COMMENT:
            connection.exec_driver_sql(statement)
        for number, scores in enumerate(_HELD):
            _hold_as_before(connection, f"01a20938-455e-7159-87f1-0000000000{number:02}", scores)
    migrations.upgrade(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT status, harm FROM comments ORDER BY id").all()
    engine.dispose()
    wanted = [("held", expected_harm(scores or {})) for scores in _HELD]
    assert [tuple(row) for row in found] == [*wanted, ("approved", None)]
    if kind == "postgresql":
        drop_database(postgres_server_url, empty)


def _hold_as_before(connection, id_, scores):
    decision = None if scores == "" else id_.replace("455e", "455f")
    named = "NULL" if decision is None else f"'{decision}'"
    connection.exec_driver_sql(
        "INSERT INTO comments (id, site_id, article_id, author_id, text, submitted_hash, status, version, revision, "
        f"created_at, pending_since, lease_until, attempts, decided_at, decision_id) VALUES ('{id_}', 1, 'a', 'w', "
        f"'x', 'h', 'held', 2, 1, 0, 0, 0, 1, 5, {named})"
    )
    if decision is not None:
        stored = "NULL" if scores is None else f"'{json.dumps(scores)}'"
        connection.exec_driver_sql(
            "INSERT INTO decisions (id, comment_id, site_id, version, revision, old_status, new_status, actor, "
            "scores, reasons, decided_at) "
            f"VALUES ('{decision}', '{id_}', 1, 2, 1, 'pending', 'held', 'machine', {stored}, '[]', 5)"
        )


RELEASED = 14  # the revision before which no release stood beside another
STEPS = range(RELEASED, len(list((migrations.FOLDER / "versions").glob("[0-9]*.py"))))


@pytest.mark.parametrize("number", STEPS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_the_release_before_writes_is_still_taken(number, kind, tmp_path, request):
    """Pods of two releases work on one database while one takes the other's place: a migration only adds.

    Whatever table and column the earlier one names is there, of the same type and no stricter; what is new has a
    default. One that takes something away waits for a release, and gets its number here.
    """
    url = f"sqlite:///{tmp_path}/steps.db"
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server_url")
        made = create_database(server)
        request.addfinalizer(lambda: drop_database(server, made))
        url = made.replace("postgresql://", "postgresql+psycopg://", 1)
    migrations.upgrade(url, f"{number:04}")
    before = columns_of(url)
    migrations.upgrade(url, f"{number + 1:04}")
    after = columns_of(url)
    for table, columns in before.items():
        for name, (type_, nullable, default) in columns.items():
            now_type, now_nullable, now_default = after[table][name]
            assert now_type == type_, f"{table}.{name} has another type"
            assert now_nullable or not nullable, f"{table}.{name} takes no null any more"
            assert now_default or not default, f"{table}.{name} has no default any more"
        for name in after[table].keys() - columns.keys():
            _, nullable, default = after[table][name]
            assert nullable or default, f"{table}.{name} must be given, and the release before does not know it"


def columns_of(url):
    engine = open_engine(url, connections=1)
    try:
        seen = inspect(engine)
        return {
            table: {
                one["name"]: (str(one["type"]), one["nullable"], one["default"] is not None)
                for one in seen.get_columns(table)
            }
            for table in seen.get_table_names()
        }
    finally:
        engine.dispose()


def test_a_database_of_a_later_release_is_left_as_it_is_and_served(database_url, database, parts):
    database.write(lambda unit: unit.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    try:
        migrations.upgrade(database_url)
        assert migrations.current(database_url) == "9999"
        assert failing_parts(parts) == {}
    finally:
        newest = {"newest": migrations.newest()}
        database.write(lambda unit: unit.execute(text("UPDATE alembic_version SET version_num = :newest"), newest))

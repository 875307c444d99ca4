"""A Prohori of its own for one bench: real servers, real commands, a folder that goes away. Loopback only."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bench.servers import create_database, postgres_server, valkey_server
from runtime.broker import web_sender
from runtime.clock import system_clock
from runtime.doorbell import Doorbell
from runtime.embedded import free_port
from runtime.process_group import Guard, stop_group
from runtime.queues import DOORBELL_MODERATE, TASK_MODERATE
from runtime.redis_client import connect
from runtime.settings import METRICS_VARIABLE, Settings, read_settings
from service.security.identity import SCOPES
from service.security.keys import new_key
from store import migrations, sites
from store.databases import open_database
from store.unit import Database

POSTGRES, SQLITE = "postgres", "sqlite"
ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 20.0
HOST = "127.0.0.1"
LIMIT_PER_MINUTE = 1_000_000


class BenchFailed(Exception):
    """A part did not start or answered wrongly: there is no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One installation.

    environment: for its commands; key: with all scopes, and a limit of requests that is counted but never reached.
    """

    environment: dict[str, str]
    folder: Path
    settings: Settings
    database: Database
    doorbell: Doorbell
    site_id: int
    key: str

    @property
    def port(self) -> int:
        """Where its API listens."""
        return self.settings.port

    @contextmanager
    def api(self) -> Iterator[int]:
        """Run `prohori api`; give the number of its process once it answers."""
        with self.command("api", [sys.executable, "-m", "service.cli", "api"]) as process:
            wait_until(lambda: answers(self.port, "/readyz"), process, self.folder / "api.log")
            yield process.pid

    @contextmanager
    def worker(self) -> Iterator[int]:
        """Run `prohori worker`; give the number of its process. wait_until tells when it has decided something."""
        with self.command("worker", [sys.executable, "-m", "service.cli", "worker"]) as process:
            yield process.pid

    @contextmanager
    def command(
        self, name: str, argv: Sequence[str], more: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a command in this house, its output in <folder>/<name>.log; stop it and all its children at the end."""
        with open(self.folder / f"{name}.log", "wb") as log, Guard() as guard:
            process = subprocess.Popen(
                argv,
                cwd=ROOT,
                env={**self.environment, **(more or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            guard.watch([process.pid])
            try:
                yield process
            finally:
                stop_group(process, seconds=STOP_SECONDS)


@contextmanager
def house(database: str, **settings: str) -> Iterator[House]:
    """Give an installation with a migrated, empty database ("postgres" or "sqlite"), one site and one key.

    settings: further PROHORI_ variables by their short names, such as WORKER_PROCESSES.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prohori-bench-")))
        url = f"sqlite:///{folder / 'prohori.db'}"
        if database == POSTGRES:
            url = create_database(stack.enter_context(postgres_server(durable=True)))
        ours = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "REDIS_URL": stack.enter_context(valkey_server()),
            "PORT": str(free_port()),
            "SECRET_KEY": secrets.token_hex(16),
            **settings,
        }
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PROHORI_") and name != METRICS_VARIABLE
        } | {f"PROHORI_{name}": value for name, value in ours.items()}
        with patch.dict(os.environ, environment, clear=True):
            read = read_settings()
        migrations.upgrade(read.database_url)
        opened = open_database(read.database_url, connections=2)
        stack.callback(opened.close)
        site_id, key = add_site(opened)
        yield House(
            environment=environment,
            folder=folder,
            settings=read,
            database=opened,
            doorbell=Doorbell(connect(read.redis_url), partial(web_sender(read), TASK_MODERATE), key=DOORBELL_MODERATE),
            site_id=site_id,
            key=key,
        )


def wait_until(
    done: Callable[[], bool],
    process: subprocess.Popen[bytes] | None = None,
    log: Path | None = None,
    *,
    seconds: float = START_SECONDS,
    pause: float = 0.05,
) -> None:
    """Ask again and again until done. Raises BenchFailed after so many seconds, or when the process ends."""
    deadline = time.monotonic() + seconds
    while not done():
        if (process is not None and process.poll() is not None) or time.monotonic() > deadline:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log is not None else ""
            raise BenchFailed(f"not done within {seconds:.0f} s. {said}")
        time.sleep(pause)


def answers(port: int, path: str) -> bool:
    """Return True when a GET on that port of this machine is answered by 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def add_site(database: Database, slug: str = "bench") -> tuple[int, str]:
    """Add a site; return its number and a key with all scopes, whose limit of requests is counted but never reached."""
    key, hash_ = new_key()
    now = system_clock()
    site = database.write(lambda unit: sites.add(unit, slug=slug, name="Bench", origins=(), now=now))
    database.write(
        lambda unit: sites.add_key(
            unit,
            site.id,
            name="bench",
            hash_=hash_,
            scopes=frozenset(SCOPES),
            per_minute=LIMIT_PER_MINUTE,
            expires_at=None,
            now=now,
        )
    )
    return site.id, key

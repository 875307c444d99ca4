"""All of Prohori on one machine by one command: `prohori up`."""

from __future__ import annotations

import errno
import fcntl
import http.client
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from policy.errors import DatabaseUnavailable
from runtime.embedded import EmbeddedRedis, ServerNotFound, free_port, prepare_redis
from runtime.settings import Settings, child_environment
from runtime.supervisor import Child, Interrupted, PartFailed, Supervisor
from service.commands import seed_demo
from service.commands.folder_key import folder_key

ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to be reached, not to be bound
READY_SECONDS = 90.0
API_STOP_SECONDS = 15.0
WORKER_STOP_SECONDS = 45.0


class CannotStart(Exception):
    """Prohori cannot start here, for a reason that the operator can change."""


def up(settings: Settings, echo: Callable[[str], None]) -> int:
    """Run Prohori until SIGINT or SIGTERM; return 0 after a clean stop, 1 when it cannot start.

    echo: gets every line for the operator, flushed at once; the parts' own lines carry their name in front.
    """
    try:
        _check_writable(settings.data_dir)
        with _only_one_on(settings.data_dir):
            _check_port_free(settings.host, settings.port)
            _run(_with_live_port(settings), echo)
    except (CannotStart, PartFailed, ServerNotFound, DatabaseUnavailable) as error:
        echo(f"Prohori cannot start: {error}.")
        return 1
    except OSError as error:  # a full disk, a file of the data folder that is somebody else's
        echo(f"Prohori cannot start: {error.filename or settings.data_dir}: {error.strerror or error}.")
        return 1
    except Interrupted:
        return 0
    return 0


def _run(settings: Settings, echo: Callable[[str], None]) -> None:
    settings = replace(settings, secret_key=settings.secret_key or folder_key(settings.data_dir))
    embedded = None if settings.redis_url_given else prepare_redis(settings.data_dir / "valkey")
    if embedded is not None:
        broker = embedded.url if settings.broker_url == settings.redis_url else settings.broker_url
        settings = replace(settings, redis_url=embedded.url, broker_url=broker)
    with Supervisor(echo) as supervisor:
        _start_all(supervisor, settings, embedded)
        supervisor.say(f"Prohori is ready: {base_url(settings)}")
        supervisor.say(f"API key and moderator: {settings.data_dir / seed_demo.CREDENTIALS_FILE} (stop with Ctrl-C)")
        supervisor.watch()
        supervisor.say("Stopping: what has begun is finished first.")
    shutil.rmtree(settings.metrics_dir, ignore_errors=True)  # of processes that ended
    supervisor.say("Prohori has stopped.")


def _start_all(supervisor: Supervisor, settings: Settings, embedded: EmbeddedRedis | None) -> None:
    """Start what others need first; stopping goes the other way: API, live, beat, deliverer, worker, Valkey."""
    for counters in settings.metrics_dir.glob("*.db"):  # of processes that ended: numbers begin anew with a start
        counters.unlink()
    env = _environment(settings)

    def part(name: str, *, stop_seconds: float, ready: Callable[[], bool] | None = None) -> Child:
        argv = (sys.executable, "-m", "service.cli", name)
        return Child(name=name, argv=argv, env=env, ready=ready, ready_seconds=READY_SECONDS, stop_seconds=stop_seconds)

    if embedded is not None:
        supervisor.start(Child(name="valkey", argv=embedded.argv, ready=embedded.answers, ready_seconds=10))
    supervisor.run(part("migrate", stop_seconds=API_STOP_SECONDS))
    seed_demo.seed(settings, base_url(settings))
    supervisor.start(part("worker", stop_seconds=WORKER_STOP_SECONDS))
    supervisor.start(part("deliverer", stop_seconds=WORKER_STOP_SECONDS))
    supervisor.start(part("beat", stop_seconds=API_STOP_SECONDS))
    supervisor.start(part("live", stop_seconds=API_STOP_SECONDS))
    supervisor.start(part("api", stop_seconds=API_STOP_SECONDS, ready=lambda: _answers_ready(settings)))


def base_url(settings: Settings) -> str:
    """Return the address under which this machine reaches the API."""
    host = ANY_HOST.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _environment(settings: Settings) -> dict[str, str]:
    """Return what the parts inherit: our own environment, and the settings that were found only here."""
    on_terminal = settings.log_format == "auto" and sys.stdout.isatty()  # the parts write to our pipe
    return {
        **child_environment(settings),
        "PROHORI_DATA_DIR": str(settings.data_dir),
        "PROHORI_REDIS_URL": settings.redis_url,
        "PROHORI_SECRET_KEY": settings.secret_key,
        "PROHORI_LIVE_PORT": str(settings.live_port),
        "PROHORI_LIVE_URL": settings.live_url,
        "PROHORI_LOG_FORMAT": "console" if on_terminal else settings.log_format,
        "PYTHONUNBUFFERED": "1",
    }


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # readers' comments are in it
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise CannotStart(
            f"the data folder {folder} cannot be written ({error.strerror}); set PROHORI_DATA_DIR to another"
        ) from error


@contextmanager
def _only_one_on(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. The system frees it when we end, however we end."""
    with open(folder / "prohori.lock", "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"another Prohori runs on the data folder {folder}; stop it, or set PROHORI_DATA_DIR"
            ) from error
        yield


def _check_port_free(host: str, port: int, *, setting: str = "PROHORI_PORT") -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # A port whose last connections are only fading away is free to the server as well.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be opened ({error.strerror})"
        raise CannotStart(f"port {port} on {host} {reason}; set {setting} to a free one") from error


def _with_live_port(settings: Settings) -> Settings:
    """Return the settings with a port for live updates that is free; one that was asked for must be."""
    port = settings.live_port
    try:
        _check_port_free(settings.host, port, setting="PROHORI_LIVE_PORT")
    except CannotStart:
        if settings.live_port_given:
            raise
        port = free_port()
    return replace(settings, live_port=port, live_url=settings.live_url or f":{port}")


def _answers_ready(settings: Settings) -> bool:
    host = ANY_HOST.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

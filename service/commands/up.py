"""All of Prohori on one machine by one command: `prohori up`."""

from __future__ import annotations

import http.client
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace

from policy.errors import DatabaseUnavailable
from runtime.embedded import EmbeddedRedis, ServerNotFound, free_port, prepare_redis
from runtime.port_lock import PortTaken, hold_port
from runtime.settings import Settings, child_environment
from runtime.supervisor import Child, Interrupted, PartFailed, Supervisor
from service.commands import seed_demo
from service.commands.folder_key import folder_key
from service.commands.reached import check_reached
from service.commands.surroundings import PORT_HELD, CannotStart, check_model, check_writable, only_one_on

ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to be reached, not to be bound
READY_SECONDS = 90.0
API_STOP_SECONDS = 15.0
WORKER_STOP_SECONDS = 45.0


def up(settings: Settings, echo: Callable[[str], None]) -> int:
    """Run Prohori until SIGINT or SIGTERM; return 0 after a clean stop, 1 when it cannot start.

    echo: gets every line for the operator, flushed at once; the parts' own lines carry their name in front.
    """
    try:
        check_model(settings)
        check_writable(settings.data_dir)
        with only_one_on(settings.data_dir):
            hold_port(settings.host, settings.port, setting="PROHORI_PORT")
            settings = _with_live_port(settings)
            if settings.redis_url_given:
                check_reached(settings)
            _run(settings, echo)
    except (CannotStart, PortTaken, PartFailed, ServerNotFound, DatabaseUnavailable) as error:
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

    def part(name: str, *options: str, stop_seconds: float, ready: Callable[[], bool] | None = None) -> Child:
        argv = (sys.executable, "-m", "service.cli", name, *options)
        return Child(name=name, argv=argv, env=env, ready=ready, ready_seconds=READY_SECONDS, stop_seconds=stop_seconds)

    if embedded is not None:
        supervisor.start(Child(name="valkey", argv=embedded.argv, ready=embedded.answers, ready_seconds=10))
    supervisor.run(part("migrate", stop_seconds=API_STOP_SECONDS))
    seed_demo.seed(settings, base_url(settings))
    supervisor.start(part("worker", stop_seconds=WORKER_STOP_SECONDS))
    supervisor.start(part("deliverer", stop_seconds=WORKER_STOP_SECONDS))
    supervisor.start(part("beat", stop_seconds=API_STOP_SECONDS))
    supervisor.start(part("live", PORT_HELD, stop_seconds=API_STOP_SECONDS))
    supervisor.start(part("api", PORT_HELD, stop_seconds=API_STOP_SECONDS, ready=lambda: _answers_ready(settings)))


def base_url(settings: Settings) -> str:
    """Return the address under which this machine reaches the API."""
    host = ANY_HOST.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _environment(settings: Settings) -> dict[str, str]:
    """Return what the parts inherit: our own environment, and the settings that were found only here."""
    on_terminal = settings.log_format == "auto" and sys.stdout.isatty()  # the parts write to our pipe
    inherited = {name: value for name, value in child_environment(settings).items() if name not in settings.unknown}
    return {
        **inherited,
        "PROHORI_DATA_DIR": str(settings.data_dir),
        "PROHORI_REDIS_URL": settings.redis_url,
        "PROHORI_SECRET_KEY": settings.secret_key,
        "PROHORI_LIVE_PORT": str(settings.live_port),
        "PROHORI_LIVE_URL": settings.live_url,
        "PROHORI_LOG_FORMAT": "console" if on_terminal else settings.log_format,
        "PYTHONUNBUFFERED": "1",
    }


def _with_live_port(settings: Settings) -> Settings:
    """Return the settings with a port for live updates that is free; one that was asked for must be."""
    port = settings.live_port
    try:
        hold_port(settings.host, port, setting="PROHORI_LIVE_PORT")
    except PortTaken:
        if settings.live_port_given:
            raise
        port = free_port()
        hold_port(settings.host, port, setting="PROHORI_LIVE_PORT")
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

"""Starting one part of Prohori. It replaces this process, so that signals reach it directly."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import NoReturn

import click

from runtime.port_lock import check_port_free, hold_port
from runtime.queues import QUEUES_OF_DELIVERER, QUEUES_OF_WORKER
from runtime.settings import Settings, child_environment
from service import monitoring
from service.commands.settings import settings_or_exit
from service.commands.surroundings import PORT_HELD, check_model, check_writable, or_end

STOP_SECONDS = 10
ANY_HOST = "0.0.0.0"  # noqa: S104 - metrics of a worker are scraped from outside
HEADER_MILLISECONDS = 10_000
ALIVE = Path(monitoring.__file__).with_name("alive")
# On a busy machine who waits for an answer comes first, then the backlog, then telling of it.
NICE_WORKER, NICE_DELIVERER = 5, 10
DELIVERER_THREADS = 16  # destinations served beside each other; they wait, so they cost little


_PORT_HELD = click.option(PORT_HELD, is_flag=True, hidden=True)


@click.command()
@_PORT_HELD
def api(port_held: bool) -> None:
    """Run the HTTP API."""
    settings = _checked(settings_or_exit())
    _require_secret(settings)
    check_model(settings)
    if not port_held:
        or_end(hold_port, settings.host, settings.port, setting="PROHORI_PORT")
    # SQLite has one writer: one process with threads and one writing thread serves it best.
    processes = 1 if settings.on_sqlite else settings.api_processes
    _become(
        settings,
        "granian",
        "--interface", "wsgi",
        "--host", settings.host,
        "--port", str(settings.port),
        "--workers", str(processes),
        "--blocking-threads", str(settings.api_threads),
        "--backlog", "1024",
        "--respawn-failed-workers",
        "--workers-kill-timeout", str(STOP_SECONDS),
        "--http", "1",
        "--http1-header-read-timeout", str(HEADER_MILLISECONDS),
        # Answered by the server itself, whatever its threads wait for. Served by another, the view answers.
        "--static-path-route", "/healthz",
        "--static-path-mount", str(ALIVE),
        "--static-path-dir-to-file", "index.json",
        "--static-path-expires", "0",
        "--no-ws",
        "--log-level", "error",
        "service.wsgi:app",
    )  # fmt: skip


@click.command()
@_PORT_HELD
def live(port_held: bool) -> None:
    """Run live updates: a connection to each open page that shows a thread."""
    settings = _checked(settings_or_exit())
    if not port_held:
        or_end(hold_port, settings.host, settings.live_port, setting="PROHORI_LIVE_PORT")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each page is an open file
    _become(
        settings,
        "granian",
        "--interface", "asgi",
        "--host", settings.host,
        "--port", str(settings.live_port),
        "--workers", "1",
        "--backlog", "4096",
        "--backpressure", "20000",
        "--respawn-failed-workers",
        "--workers-kill-timeout", str(STOP_SECONDS),
        "--http", "1",
        "--http1-header-read-timeout", str(HEADER_MILLISECONDS),
        "--no-ws",
        "--log-level", "error",
        "service.live.asgi:app",
    )  # fmt: skip


@click.command()
def worker() -> None:
    """Run a worker that judges what waits."""
    settings = _checked(settings_or_exit())
    check_model(settings)
    if settings.worker_metrics_port:
        or_end(check_port_free, ANY_HOST, settings.worker_metrics_port, setting="PROHORI_WORKER_METRICS_PORT")
    os.nice(NICE_WORKER)
    _become(
        settings, "celery", "--quiet", "-A", "workers.app", "worker", "-Q", ",".join(QUEUES_OF_WORKER), "-O", "fair",
        "--loglevel", settings.log_level, "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip


@click.command()
@click.option("--queue", "queues", multiple=True, type=click.Choice(QUEUES_OF_DELIVERER), help="Default: both.")
def deliverer(queues: tuple[str, ...]) -> None:
    """Run a worker that tells endpoints and article stores what happened."""
    settings = _checked(settings_or_exit())
    _require_secret(settings)
    os.nice(NICE_DELIVERER)
    _become(
        settings, "celery", "--quiet", "-A", "workers.deliver", "worker", "-P", "threads",
        "-c", str(DELIVERER_THREADS), "-Q", ",".join(queues or QUEUES_OF_DELIVERER), "-n", "deliverer@%h",
        "--loglevel", settings.log_level, "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip


@click.command()
def beat() -> None:
    """Run the clock that starts what must happen again and again. One is enough."""
    settings = _checked(settings_or_exit())
    # Celery's default scheduler keeps its memory as a pickle; ours are all intervals and need none.
    _become(
        settings, "celery", "--quiet", "-A", "workers.beat", "beat", "--scheduler", "celery.beat:Scheduler",
        "--pidfile", "", "--loglevel", settings.log_level,
    )  # fmt: skip


def _checked(settings: Settings) -> Settings:
    if settings.on_sqlite:
        or_end(check_writable, settings.data_dir)
    return settings


def _require_secret(settings: Settings) -> None:
    if not settings.secret_key:
        click.echo("PROHORI_SECRET_KEY: is needed to hash addresses; set 16 or more random characters", err=True)
        sys.exit(2)


def _become(settings: Settings, module: str, *arguments: str) -> NoReturn:
    argv = [sys.executable, "-m", module, *arguments]
    os.execve(sys.executable, argv, or_end(child_environment, settings))  # noqa: S606 - our own interpreter, no shell

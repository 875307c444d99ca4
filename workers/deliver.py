"""The deliverer's application: `celery -A workers.deliver`, started by `prohori deliverer`. It waits, in threads."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_received, worker_init, worker_ready, worker_shutdown
from celery.worker import state

from moderation.delivery.deliver import deliver
from moderation.delivery.distribute import distribute, is_work_waiting
from moderation.delivery_parts import DeliveryParts, open_delivery
from policy.errors import DatabaseUnavailable
from runtime import tracing
from runtime.broker import make_celery, sender
from runtime.logs import configure_logs
from runtime.metrics import serve
from runtime.queues import TASK_DELIVER, TASK_DISTRIBUTE
from runtime.settings import Settings, read_settings
from workers.watchdog import Watchdog

CONNECTIONS = 6  # to the database: a thread needs one only while it claims or writes down


class DelivererProcess:
    """What one deliverer works with, opened on first use."""

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self._app = app

    @cached_property
    def parts(self) -> DeliveryParts:
        """This process's parts, shared by its threads."""
        return open_delivery(self.settings, send=sender(self._app), connections=CONNECTIONS)

    def close(self) -> None:
        """Close this process's connections, if it opened any."""
        if "parts" in self.__dict__:
            self.parts.close()


def register(app: Celery, process: DelivererProcess) -> None:
    """Give the application its tasks. Messages name a destination at the most; the rows are the truth."""

    @app.task(name=TASK_DISTRIBUTE, shared=False, throws=(DatabaseUnavailable,))
    def distribute_events() -> None:
        distribute(process.parts)

    @app.task(name=TASK_DELIVER, shared=False, throws=(DatabaseUnavailable,))
    def deliver_to(destination_id: int) -> None:
        deliver(process.parts, destination_id)


def make_deliverer(settings: Settings) -> Celery:
    """Return the application with its tasks."""
    app = make_celery(settings)
    process = DelivererProcess(settings, app)
    register(app, process)

    # weak=False: Celery keeps only weak references, and these functions have no other owner.
    @setup_logging.connect(weak=False)
    def logs(**_: Any) -> None:
        configure_logs(settings.log_level, settings.log_format)

    @worker_init.connect(weak=False)
    def trace(**_: Any) -> None:
        tracing.configure(settings.otlp_endpoint, "deliverer")

    @worker_ready.connect(weak=False)
    def watch(**_: Any) -> None:
        parts = process.parts
        if settings.worker_metrics_port:
            serve(settings.worker_metrics_port)
        watchdog = Watchdog(
            waits=lambda: is_work_waiting(parts),
            ring=lambda: sender(app)(TASK_DISTRIBUTE),
            busy=lambda: bool(state.active_requests),
            sweep_seconds=settings.sweep_seconds,
        )
        task_received.connect(lambda **_: watchdog.task_came(), weak=False)
        watchdog.start()

    @worker_shutdown.connect(weak=False)
    def close(**_: Any) -> None:
        process.close()
        tracing.flush()

    return app


app = make_deliverer(read_settings())

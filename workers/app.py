"""The worker's application: `celery -A workers.app`, started by `prohori worker`."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import (
    setup_logging,
    task_received,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
)
from celery.worker import state

from moderation import upkeep
from moderation.store_parts import open_store
from runtime import tracing
from runtime.broker import make_celery, sender
from runtime.logs import configure_logs
from runtime.metrics import serve
from runtime.queues import TASK_MODERATE
from runtime.settings import Settings, read_settings
from workers.process import WorkerProcess
from workers.tasks import register
from workers.watchdog import Watchdog


def make_worker(settings: Settings) -> Celery:
    """Return the application with its tasks; processes open their parts when they start."""
    app = make_celery(settings)
    app.conf.worker_concurrency = settings.worker_processes
    process = WorkerProcess(settings, app)
    register(app, process)

    # weak=False: Celery keeps only weak references, and these functions have no other owner.
    @setup_logging.connect(weak=False)
    def logs(**_: Any) -> None:
        configure_logs(settings.log_level, settings.log_format)

    @worker_init.connect(weak=False)
    def warm_up(**_: Any) -> None:
        process.classifier.score(["প্রস্তুত"])  # loaded and touched once, before the children share it
        if settings.worker_metrics_port:
            serve(settings.worker_metrics_port)

    @worker_process_init.connect(weak=False)
    def open_parts(**_: Any) -> None:
        tracing.configure(settings.otlp_endpoint, "worker")
        process.open()

    @worker_process_shutdown.connect(weak=False)
    def close_parts(**_: Any) -> None:
        process.close()
        tracing.flush()

    @worker_ready.connect(weak=False)
    def watch(**_: Any) -> None:
        parts = open_store(settings)
        watchdog = Watchdog(
            waits=lambda: upkeep.is_work_waiting(parts),
            ring=lambda: sender(app)(TASK_MODERATE),
            busy=lambda: bool(state.active_requests),
            sweep_seconds=settings.sweep_seconds,
        )
        task_received.connect(lambda **_: watchdog.task_came(), weak=False)
        watchdog.start()

    return app


app = make_worker(read_settings())

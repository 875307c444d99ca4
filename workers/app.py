"""The worker's and beat's application: `celery -A workers.app`, started by `prohori worker` and `prohori beat`."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_process_init, worker_process_shutdown

from runtime.broker import make_celery
from runtime.logs import configure_logs
from runtime.metrics import serve
from runtime.settings import Settings, read_settings
from workers.process import WorkerProcess
from workers.schedule import schedule
from workers.tasks import register


def make_worker(settings: Settings) -> Celery:
    """Return the application with its tasks and schedule; processes open their parts when they start."""
    app = make_celery(settings)
    app.conf.beat_schedule = schedule(settings)
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
        process.open()

    @worker_process_shutdown.connect(weak=False)
    def close_parts(**_: Any) -> None:
        process.close()

    return app


app = make_worker(read_settings())

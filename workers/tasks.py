"""The Celery tasks: thin names around plain functions. Messages carry nothing; the rows are the truth."""

from __future__ import annotations

from celery import Celery

from runtime.clock import system_clock
from runtime.queues import TASK_BULK, TASK_MODERATE, TASK_PRUNE, TASK_PUBLISH, TASK_SWEEP
from store.unit import DatabaseUnavailable
from workers import upkeep
from workers.base import Parts
from workers.publish_due import publish_due


def register(app: Celery, parts: Parts) -> None:
    """Give the application its tasks.

    A database that is away is no news worth a traceback: the comments stay pending, the sweep rings again.
    """

    @app.task(name=TASK_MODERATE, shared=False, throws=(DatabaseUnavailable,))
    def moderate() -> None:
        parts.moderator.run()

    @app.task(name=TASK_BULK, shared=False, throws=(DatabaseUnavailable,))
    def bulk() -> None:
        parts.bulk_worker.run()

    @app.task(name=TASK_SWEEP, shared=False, throws=(DatabaseUnavailable,))
    def sweep() -> None:
        upkeep.sweep(parts.database, parts.doorbell, system_clock)
        upkeep.sweep_bulks(parts.database, parts.bulk_bell)

    @app.task(name=TASK_PRUNE, shared=False, throws=(DatabaseUnavailable,))
    def prune() -> None:
        upkeep.prune(parts.database, system_clock)

    @app.task(name=TASK_PUBLISH, shared=False, throws=(DatabaseUnavailable,))
    def publish() -> None:
        publish_due(parts.database, system_clock)

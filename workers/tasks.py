"""The Celery tasks: thin names around what the product does. Messages carry nothing; the rows are the truth."""

from __future__ import annotations

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

from moderation import bulk as bulk_work
from moderation import retention, sealing, upkeep
from moderation.delivery.distribute import nudge
from moderation.judging import judge_pending
from moderation.publishing import publish_due
from policy.errors import DatabaseUnavailable
from runtime.broker import TASK_HARD_LIMIT_SECONDS
from runtime.queues import TASK_BULK, TASK_MODERATE, TASK_PRUNE, TASK_PUBLISH, TASK_SEAL, TASK_SWEEP
from workers.process import WorkerProcess

HARD_SHARE, SOFT_SHARE = 0.9, 0.75
RETENTION_SECONDS = 60.0  # of each hour; the rest comes the next


def register(app: Celery, process: WorkerProcess) -> None:
    """Give the application its tasks.

    A database that is away is no news worth a traceback: the comments stay pending, the sweep rings again.
    """

    # Over before its lease is: what it has not decided by then, others may take.
    hard = min(TASK_HARD_LIMIT_SECONDS, HARD_SHARE * process.settings.lease_seconds)
    limits = {"time_limit": hard, "soft_time_limit": SOFT_SHARE * hard}

    @app.task(name=TASK_MODERATE, shared=False, throws=(DatabaseUnavailable, SoftTimeLimitExceeded), **limits)
    def moderate() -> None:
        judge_pending(process.parts)

    @app.task(name=TASK_BULK, shared=False, throws=(DatabaseUnavailable,))
    def bulk() -> None:
        bulk_work.work(process.parts)

    @app.task(name=TASK_SWEEP, shared=False, throws=(DatabaseUnavailable,))
    def sweep() -> None:
        upkeep.sweep(process.parts)
        upkeep.sweep_bulk(process.parts)

    @app.task(name=TASK_PRUNE, shared=False, throws=(DatabaseUnavailable,))
    def prune() -> None:
        upkeep.prune(process.parts)
        upkeep.close_articles(process.parts)
        sealing.seal(process.parts, back=sealing.VERY_LATE)
        retention.run(process.parts, process.settings.retention, seconds=RETENTION_SECONDS)

    @app.task(name=TASK_SEAL, shared=False, throws=(DatabaseUnavailable,))
    def seal() -> None:
        sealing.seal(process.parts)

    @app.task(name=TASK_PUBLISH, shared=False, throws=(DatabaseUnavailable,))
    def publish() -> None:
        publish_due(process.parts)
        nudge(process.parts.delivery)

"""What beat starts, and how often."""

from __future__ import annotations

from typing import Any

from runtime.queues import QUEUE_UPKEEP, TASK_PRUNE, TASK_PUBLISH, TASK_SEAL, TASK_SWEEP
from runtime.settings import Settings

PRUNE_SECONDS = 3600
PUBLISH_SECONDS = 1
SEAL_SECONDS = 10


def schedule(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return beat's table. A sweep that nobody took in time expires: the next one is on its way."""
    return {
        "sweep": {
            "task": TASK_SWEEP,
            "schedule": settings.sweep_seconds,
            "options": {"queue": QUEUE_UPKEEP, "expires": settings.sweep_seconds},
        },
        "publish": {
            "task": TASK_PUBLISH,
            "schedule": PUBLISH_SECONDS,
            "options": {"queue": QUEUE_UPKEEP, "expires": PUBLISH_SECONDS},
        },
        "seal": {
            "task": TASK_SEAL,
            "schedule": SEAL_SECONDS,
            "options": {"queue": QUEUE_UPKEEP, "expires": SEAL_SECONDS},
        },
        "prune": {
            "task": TASK_PRUNE,
            "schedule": PRUNE_SECONDS,
            "options": {"queue": QUEUE_UPKEEP, "expires": PRUNE_SECONDS},
        },
    }

"""Names on the wire between processes, each in one place."""

from typing import Final

DISTRIBUTION: Final = "prohori"

QUEUE_MODERATE: Final = "moderate"
QUEUE_UPKEEP: Final = "upkeep"
QUEUES: Final = (QUEUE_MODERATE, QUEUE_UPKEEP)

TASK_MODERATE: Final = "prohori.moderate"
TASK_BULK: Final = "prohori.bulk"
TASK_SWEEP: Final = "prohori.sweep"
TASK_PRUNE: Final = "prohori.prune"
TASK_PUBLISH: Final = "prohori.publish"

DOORBELL_MODERATE: Final = "doorbell:moderate"
DOORBELL_BULK: Final = "doorbell:bulk"

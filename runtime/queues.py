"""Names on the wire between processes, each in one place."""

from typing import Final

DISTRIBUTION: Final = "prohori"

QUEUE_MODERATE: Final = "moderate"
QUEUE_UPKEEP: Final = "upkeep"
QUEUE_PUBLISH: Final = "publish"  # to article stores, and the events that everything is delivered by
QUEUE_WEBHOOKS: Final = "webhooks"
QUEUES_OF_WORKER: Final = (QUEUE_MODERATE, QUEUE_UPKEEP)
QUEUES_OF_DELIVERER: Final = (QUEUE_PUBLISH, QUEUE_WEBHOOKS)
QUEUES: Final = (*QUEUES_OF_WORKER, *QUEUES_OF_DELIVERER)

TASK_MODERATE: Final = "prohori.moderate"
TASK_BULK: Final = "prohori.bulk"
TASK_SWEEP: Final = "prohori.sweep"
TASK_PRUNE: Final = "prohori.prune"
TASK_SEAL: Final = "prohori.seal"
TASK_PUBLISH: Final = "prohori.publish"
TASK_DISTRIBUTE: Final = "prohori.distribute"
TASK_DELIVER: Final = "prohori.deliver"

DOORBELL_MODERATE: Final = "doorbell:moderate"
DOORBELL_BULK: Final = "doorbell:bulk"
DOORBELL_DISTRIBUTE: Final = "doorbell:distribute"
DOORBELL_DELIVER: Final = "doorbell:deliver"

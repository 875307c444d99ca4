"""What a process that delivers works with, or sets up where to. It loads no classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import redis

from moderation.publish.protocol import ArticleStore
from moderation.store_parts import StoreParts
from runtime.broker import web_sender
from runtime.clock import system_clock
from runtime.doorbell import Doorbell, Silent
from runtime.outbound.addresses import Guard
from runtime.outbound.client import Client
from runtime.queues import (
    DOORBELL_DELIVER,
    DOORBELL_DISTRIBUTE,
    QUEUE_PUBLISH,
    QUEUE_WEBHOOKS,
    TASK_DELIVER,
    TASK_DISTRIBUTE,
)
from runtime.redis_client import connect
from runtime.secret_box import SecretBox
from runtime.settings import Settings
from store.databases import open_database
from store.destinations import Kind
from store.unit import Database


def queue_of(kind: Kind) -> str:
    """Return the queue on which deliveries to that kind of destination wait."""
    return QUEUE_WEBHOOKS if kind is Kind.WEBHOOK else QUEUE_PUBLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryParts(StoreParts):
    """The parts of one process that delivers, or sets up where to. send: publishes a task by its name.

    stores: article stores once opened, by destination and settings. rings: False in a command that cannot.
    """

    settings: Settings
    redis: redis.Redis
    send: Callable[..., None]
    client: Client
    box: SecretBox
    stores: dict[int, tuple[object, ArticleStore]] = field(default_factory=dict)
    rings: bool = True

    def bell(self, destination_id: int, kind: Kind) -> Doorbell:
        """Return the doorbell of a destination: one wake-up at a time for each."""
        if not self.rings:
            return Silent()
        wake = partial(self.send, TASK_DELIVER, destination_id, queue=queue_of(kind))
        return Doorbell(self.redis, wake, key=f"{DOORBELL_DELIVER}:{destination_id}")

    @property
    def distribute_doorbell(self) -> Doorbell:
        """The doorbell that says: something is to be told."""
        if not self.rings:
            return Silent()
        return Doorbell(self.redis, partial(self.send, TASK_DISTRIBUTE), key=DOORBELL_DISTRIBUTE)

    def close(self) -> None:
        """Close all connections."""
        for _, store in self.stores.values():
            store.close()
        self.client.close()
        self.database.close()


def open_delivery(
    settings: Settings,
    *,
    send: Callable[..., None] | None = None,
    connections: int = 1,
    database: Database | None = None,
    client: redis.Redis | None = None,
    rings: bool = True,
) -> DeliveryParts:
    """Open what delivers, or sets up where to. Connections are made when they are first used.

    send: publishes a task by its name, from a worker's own application; None for the web process's way.
    database, client: those of the process, where it has them already.
    """
    guard = Guard(allowed=settings.outbound_allowed_hosts, http=settings.outbound_http)
    return DeliveryParts(
        settings=settings,
        database=database or open_database(settings.database_url, connections=connections),
        clock=system_clock,
        redis=client or connect(settings.redis_url),
        send=send or web_sender(settings),
        client=Client(guard),
        box=SecretBox(settings.encryption_keys, settings.secret_key),
        rings=rings,
    )

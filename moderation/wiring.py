"""What a process of Prohori works with, wired here and passed on; nothing is a global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis

from models.artifact import ArtifactInvalid, load
from models.protocol import Classifier
from moderation.backlog import Backlog
from moderation.caches import NameCache, RecentCache, TextCache, WordListCache
from moderation.delivery_parts import DeliveryParts, open_delivery
from moderation.foreign.answers import Answers
from moderation.foreign.in_time import InTime, LastKnown
from moderation.horizon import Horizon
from moderation.kept_models import load_kept
from moderation.model_in_use import ModelInUse
from moderation.store_parts import StoreParts
from policy.wires import Wire, WireSettings
from runtime.broker import web_sender
from runtime.clock import SECOND, system_clock
from runtime.doorbell import Doorbell, Ringer
from runtime.keyed_hash import Hasher
from runtime.queues import (
    DOORBELL_BULK,
    DOORBELL_MODERATE,
    TASK_BULK,
    TASK_MODERATE,
)
from runtime.redis_client import connect
from runtime.settings import Settings
from store.databases import open_database
from store.migrations import newest
from store.wire_secrets import Signer

__all__ = ["ArtifactInvalid", "Classifier", "Parts", "load_classifier", "open_parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(StoreParts):
    """The parts of one process that judges. ringer: rings the judge's doorbell so that no request waits for Redis.

    model: the classifier, exchanged while the process runs when an operator puts another in use.
    wordlists: the sites' lists made ready, folded as the classifier folds. names, texts: those judged before.
    recent: the sites' recent comments.
    schema: the migration that this release needs. interrupts: what ends a task from outside, and is no fault of a text.
    teller: rings so that the world outside is told. delivery: what sets up endpoints and article stores.
    in_time: threads for what is answered by a deadline. wire_rules, signers, answers: what foreign wires remember.
    """

    settings: Settings
    model: ModelInUse
    wordlists: WordListCache
    names: NameCache
    texts: TextCache
    recent: RecentCache
    redis: redis.Redis
    doorbell: Doorbell
    ringer: Ringer
    bulk_doorbell: Doorbell
    teller: Ringer
    delivery: DeliveryParts
    backlog: Backlog
    horizon: Horizon
    hasher: Hasher
    schema: str
    in_time: InTime
    wire_rules: LastKnown[int, Mapping[Wire, WireSettings]]
    signers: LastKnown[tuple[str, str], Signer]
    answers: Answers[Any]
    interrupts: tuple[type[Exception], ...] = ()

    @property
    def classifier(self) -> Classifier:
        """Who judges at present."""
        return self.model.current

    def close(self) -> None:
        """Finish what was begun and close the connections."""
        self.in_time.close()
        self.ringer.close()
        self.teller.close()
        self.delivery.close()


def load_classifier(settings: Settings) -> Classifier:
    """Return the classifier of the settings, or the shipped one. Raises ArtifactInvalid."""
    return load(settings.model_dir)


def open_parts(
    settings: Settings,
    *,
    classifier: Classifier | None = None,
    send: Callable[..., None] | None = None,
    connections: int | None = None,
    interrupts: tuple[type[Exception], ...] = (),
) -> Parts:
    """Open all parts of one process. Connections are made when they are first used.

    classifier: None for the one of the settings.
    send: publishes a task by its name, from a worker's own application; None for the web process's way.
    connections: to the database; None for what the threads of the API need. Raises ArtifactInvalid.
    """
    database = open_database(settings.database_url, connections=connections or settings.api_threads + 1)
    publish = send or web_sender(settings)
    client = connect(settings.redis_url)
    doorbell = Doorbell(client, partial(publish, TASK_MODERATE), key=DOORBELL_MODERATE)
    judge = classifier or load_classifier(settings)
    delivery = open_delivery(settings, send=publish, database=database, client=client)
    in_time = InTime(settings.api_threads)
    return Parts(
        settings=settings,
        database=database,
        model=ModelInUse(judge, settings.models_dir, load_kept, seconds=settings.cache_seconds),
        wordlists=WordListCache(judge.fold),
        names=NameCache(),
        texts=TextCache(),
        recent=RecentCache(settings.cache_seconds),
        redis=client,
        doorbell=doorbell,
        ringer=Ringer(doorbell),
        bulk_doorbell=Doorbell(client, partial(publish, TASK_BULK), key=DOORBELL_BULK),
        teller=Ringer(delivery.distribute_doorbell),
        delivery=delivery,
        backlog=Backlog(database, settings.max_backlog),
        horizon=Horizon(every=settings.sweep_seconds * SECOND),
        hasher=Hasher(settings.secret_key, address_days=settings.address_hash_days),
        clock=system_clock,
        schema=newest(),
        in_time=in_time,
        wire_rules=LastKnown(in_time, settings.cache_seconds),
        signers=LastKnown(in_time, settings.cache_seconds),
        answers=Answers(),
        interrupts=interrupts,
    )

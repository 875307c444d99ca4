"""What a process of Prohori works with, wired here and nowhere else, and passed on; nothing is a global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import redis

from models.artifact import ArtifactInvalid, load
from models.protocol import Classifier
from moderation.backlog import Backlog
from moderation.caches import NameCache, WordListCache
from moderation.horizon import Horizon
from runtime.broker import web_sender
from runtime.clock import SECOND, Clock, system_clock
from runtime.doorbell import Doorbell, Ringer
from runtime.keyed_hash import Hasher
from runtime.queues import DOORBELL_BULK, DOORBELL_MODERATE, TASK_BULK, TASK_MODERATE
from runtime.redis_client import connect
from runtime.settings import Settings
from store.migrations import newest
from store.unit import Database, open_database

__all__ = ["ArtifactInvalid", "Classifier", "Parts", "StoreParts", "load_classifier", "open_parts", "open_store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreParts:
    """What an intent needs that only reads and writes: all that most commands open."""

    database: Database
    clock: Clock

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(StoreParts):
    """The parts of one process that judges. ringer: rings the judge's doorbell so that no request waits for Redis.

    wordlists: the sites' lists made ready, folded as the classifier folds. names: those judged before.
    schema: the migration that this release needs. interrupts: what ends a task from outside, and is no fault of a text.
    """

    settings: Settings
    classifier: Classifier
    wordlists: WordListCache
    names: NameCache
    redis: redis.Redis
    doorbell: Doorbell
    ringer: Ringer
    bulk_doorbell: Doorbell
    backlog: Backlog
    horizon: Horizon
    hasher: Hasher
    schema: str
    interrupts: tuple[type[Exception], ...] = ()

    def close(self) -> None:
        """Finish what was begun and close the connections."""
        self.ringer.close()
        self.database.close()


def open_store(settings: Settings, *, connections: int = 1) -> StoreParts:
    """Open what only reads and writes. Connections are made when they are first used."""
    return StoreParts(database=open_database(settings.database_url, connections=connections), clock=system_clock)


def load_classifier(settings: Settings) -> Classifier:
    """Return the classifier of the settings, or the shipped one. Raises ArtifactInvalid."""
    return load(settings.model_dir)


def open_parts(
    settings: Settings,
    *,
    classifier: Classifier | None = None,
    send: Callable[[str], None] | None = None,
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
    return Parts(
        settings=settings,
        database=database,
        classifier=judge,
        wordlists=WordListCache(judge.fold),
        names=NameCache(),
        redis=client,
        doorbell=doorbell,
        ringer=Ringer(doorbell),
        bulk_doorbell=Doorbell(client, partial(publish, TASK_BULK), key=DOORBELL_BULK),
        backlog=Backlog(database, settings.max_backlog),
        horizon=Horizon(every=settings.sweep_seconds * SECOND),
        hasher=Hasher(settings.secret_key),
        clock=system_clock,
        schema=newest(),
        interrupts=interrupts,
    )

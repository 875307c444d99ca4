"""What a worker process needs, opened on first use in the process that uses it."""

from __future__ import annotations

from functools import cached_property

from celery import Celery

from models.artifact import load
from models.protocol import Classifier
from policy.rules.names import NameMemory
from runtime.broker import wake_up
from runtime.clock import system_clock
from runtime.doorbell import Doorbell
from runtime.queues import DOORBELL_BULK, TASK_BULK
from runtime.redis_client import connect
from runtime.settings import Settings
from store.lists import ListMemory
from store.unit import Database, open_database
from workers.bulk import BulkWorker
from workers.moderate import Moderator

CONNECTIONS = 2


class Parts:
    """The parts of one worker process.

    The classifier is loaded in the parent, so that the children share its memory; connections are opened in each child.
    """

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self._app = app

    @cached_property
    def classifier(self) -> Classifier:
        """The classifier of settings.model_dir, or the shipped one."""
        return load(self.settings.model_dir)

    @cached_property
    def database(self) -> Database:
        """This process's connections."""
        return open_database(self.settings.database_url, connections=CONNECTIONS)

    @cached_property
    def doorbell(self) -> Doorbell:
        """The doorbell, for ringing again and for answering."""
        return Doorbell(connect(self.settings.redis_url), lambda: wake_up(self._app))

    @cached_property
    def bulk_bell(self) -> Doorbell:
        """The doorbell for work on many comments."""
        return Doorbell(connect(self.settings.redis_url), lambda: wake_up(self._app, TASK_BULK), key=DOORBELL_BULK)

    @cached_property
    def bulk_worker(self) -> BulkWorker:
        """What does the work on many comments."""
        return BulkWorker(database=self.database, bell=self.bulk_bell, doorbell=self.doorbell, clock=system_clock)

    @cached_property
    def moderator(self) -> Moderator:
        """What judges the pending comments."""
        return Moderator(
            database=self.database,
            classifier=self.classifier,
            lists=ListMemory(self.classifier.fold),
            names=NameMemory(),
            doorbell=self.doorbell,
            clock=system_clock,
            batch=self.settings.claim_batch,
            lease_seconds=self.settings.lease_seconds,
        )

    def open(self) -> None:
        """Open what the first batch would otherwise wait for."""
        _ = self.moderator

    def close(self) -> None:
        """Close this process's connections, if it opened any."""
        if "database" in self.__dict__:
            self.database.close()

"""The classifier that a process judges with: its own, or the one that an operator has put in use for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from models.protocol import Classifier
from policy.errors import DatabaseUnavailable
from runtime.clock import SECOND
from store import models
from store.models import KeptModel
from store.unit import Database

# Brings a kept classifier into a folder of this machine, where it is not there yet, and loads it from there.
LoadKept = Callable[[Path, str, Callable[[], KeptModel]], Classifier]

log = structlog.get_logger()


class ModelInUse:
    """Follows what the operators put in use, while the process goes on. Threads may share it."""

    def __init__(self, own: Classifier, folder: Path, load: LoadKept, *, seconds: int) -> None:
        """own: of the settings or the release. folder: for files of others. seconds: between two looks."""
        self._own = own
        self._folder = folder
        self._load = load
        self._every = seconds * SECOND
        self._lock = threading.Lock()
        self._looked_at = -1
        self._chosen: str | None = None
        self.current: Classifier = own

    def follow(self, database: Database, now: int) -> Classifier:
        """Return who judges at this moment (microseconds), after a look at what was put in use, where one is due.

        One thread looks; the others go on with who judged before. So do all where the new one cannot be had: that is
        logged with each look, and no comment waits for it.
        """
        due = self._looked_at < 0 or not 0 <= now - self._looked_at < self._every
        if due and self._lock.acquire(blocking=False):
            try:
                self._looked_at = now
                self._look(database)
            finally:
                self._lock.release()
        return self.current

    def _look(self, database: Database) -> None:
        chosen = None
        try:
            chosen = database.read(models.chosen)
            if chosen == self._chosen:
                return
            self.current = self._own if chosen is None else self._loaded(database, chosen)
            self._chosen = chosen
        except DatabaseUnavailable:
            return
        except Exception as error:  # a full disk, a file of another release's form: judging goes on
            log.error("model_not_loaded", model=chosen, error=type(error).__name__, judging=self.current.version)
            return
        log.info("model_changed", model=self.current.version)

    def _loaded(self, database: Database, version: str) -> Classifier:
        return self._load(self._folder, version, lambda: database.read(lambda unit: models.fetch(unit, version)))

"""What one worker process works with, opened on first use in the process that uses it."""

from __future__ import annotations

from functools import cached_property

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

from moderation.wiring import Classifier, Parts, load_classifier, open_parts
from runtime.broker import sender
from runtime.settings import Settings

CONNECTIONS = 2


class WorkerProcess:
    """The classifier is loaded in the parent, so that the children share its memory; each child opens the rest."""

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self._app = app

    @cached_property
    def classifier(self) -> Classifier:
        """The classifier of settings.model_dir, or the shipped one."""
        return load_classifier(self.settings)

    @cached_property
    def parts(self) -> Parts:
        """This process's parts."""
        return open_parts(
            self.settings,
            classifier=self.classifier,
            send=sender(self._app),
            connections=CONNECTIONS,
            interrupts=(SoftTimeLimitExceeded,),
        )

    def open(self) -> None:
        """Open what the first batch would otherwise wait for."""
        _ = self.parts

    def close(self) -> None:
        """Close this process's connections, if it opened any."""
        if "parts" in self.__dict__:
            self.parts.close()

"""What every request may need, wired once in app.py and passed on; nothing here is a global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from policy.names import NameMemory
from runtime.clock import Clock
from runtime.doorbell import Doorbell
from runtime.ringer import Ringer
from runtime.settings import Settings
from service.backlog import Backlog
from service.explanations import Explainer
from service.keys import KeyRing
from service.limits import KeyLimiter
from service.origins import Origins
from service.privacy import Hasher
from store.lists import ListMemory
from store.unit import Database

EXTENSION = "prohori"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one API process."""

    settings: Settings
    database: Database
    classifier: Explainer
    lists: ListMemory
    names: NameMemory
    doorbell: Doorbell
    ringer: Ringer
    bulk_bell: Doorbell
    clock: Clock
    keys: KeyRing
    limiter: KeyLimiter
    backlog: Backlog
    hasher: Hasher
    origins: Origins
    schema: str  # the migration this release needs

    def close(self) -> None:
        """Finish what was begun and close the connections."""
        self.ringer.close()
        self.database.close()


def services() -> Services:
    """Return the parts of the application that answers the present request."""
    return cast(Services, current_app.extensions[EXTENSION])

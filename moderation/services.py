"""What every request may need, wired once in app.py and passed on; nothing here is a global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from moderation.backlog import Backlog
from moderation.explain import Explainer
from policy.rules.names import NameMemory
from runtime.clock import Clock
from runtime.doorbell import Doorbell
from runtime.hashing import Hasher
from runtime.ringer import Ringer
from runtime.settings import Settings
from service.http.limits import KeyLimiter
from service.http.origins import Origins
from service.security.keys import KeyRing
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

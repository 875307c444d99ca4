"""What only reads and writes works with. By itself, because most commands need no more, and the rest takes a second."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.clock import Clock, system_clock
from runtime.settings import Settings
from store.databases import open_database
from store.unit import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreParts:
    """What an intent needs that only reads and writes: all that most commands open."""

    database: Database
    clock: Clock

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


def open_store(settings: Settings, *, connections: int = 1) -> StoreParts:
    """Open what only reads and writes. Connections are made when they are first used."""
    return StoreParts(database=open_database(settings.database_url, connections=connections), clock=system_clock)

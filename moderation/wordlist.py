"""A site's word list: reading it, adding to it, taking off it."""

from __future__ import annotations

from moderation.services import Services
from policy.actions import Action
from policy.rules.entries import Kind, read_entry
from store import lists
from store.lists import ListedEntry


def show(
    services: Services, site_id: int, *, removed: bool, limit: int, after: str | None
) -> tuple[list[ListedEntry], str | None]:
    """Return a page of entries in the order they came, and the id to go on after. removed: the removed ones as well."""
    return services.database.read(lambda unit: lists.page(unit, site_id, removed=removed, limit=limit, after=after))


def add(
    services: Services, site_id: int, *, kind: Kind, text: str, action: Action, note: str | None, author: str
) -> ListedEntry:
    """Put an entry on the list and return it. Raises EntryInvalid, EntryExists, ListFull."""
    kept = read_entry(kind, text, services.classifier.fold)
    now = services.clock()
    return services.database.write(
        lambda unit: lists.add_one(unit, site_id, kept, kind=kind, action=action, note=note, author=author, now=now)
    )


def remove(services: Services, site_id: int, entry_id: str, *, by: str) -> None:
    """Take an entry off the list; its row stays, with who did it and when. Raises EntryNotFound."""
    now = services.clock()
    services.database.write(lambda unit: lists.remove(unit, site_id, entry_id, by=by, now=now))

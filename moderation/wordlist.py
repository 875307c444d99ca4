"""A site's word list: reading it, adding to it, taking off it."""

from __future__ import annotations

from collections.abc import Sequence

from moderation.pattern_cost import is_too_dear
from moderation.store_parts import StoreParts
from policy.actions import Action
from policy.entries import Fold, Kind, read_entry
from policy.errors import EntriesInvalid, EntryInvalid, Fault
from store import wordlist
from store.unit import Unit
from store.wordlist import ListedEntry

PAGE = 1_000
TOO_DEAR = "takes too long on a long comment: ask for fewer repetitions, say .{0,40} in place of .{0,800}"


def show(
    parts: StoreParts, site_id: int, *, removed: bool, limit: int, after: str | None
) -> tuple[list[ListedEntry], str | None]:
    """Return a page of entries in the order they came, and the id to go on after. removed: the removed ones as well."""
    return parts.database.read(lambda unit: wordlist.page(unit, site_id, removed=removed, limit=limit, after=after))


def everything(parts: StoreParts, site_id: int, *, removed: bool) -> list[ListedEntry]:
    """Return all entries in the order they came. removed: the removed ones as well."""

    def whole(unit: Unit) -> list[ListedEntry]:
        found, after = wordlist.page(unit, site_id, removed=removed, limit=PAGE, after=None)
        while after is not None:
            more, after = wordlist.page(unit, site_id, removed=removed, limit=PAGE, after=after)
            found += more
        return found

    return parts.database.read(whole)


def add(
    parts: StoreParts,
    site_id: int,
    *,
    kind: Kind,
    text: str,
    action: Action,
    note: str | None,
    author: str,
    fold: Fold,
) -> ListedEntry:
    """Put an entry on the list and return it. fold: as the classifier folds.

    Raises EntryInvalid, EntryExists, ListFull.
    """
    kept = _read(kind, text, fold)
    now = parts.clock()
    return parts.database.write(
        lambda unit: wordlist.add_one(unit, site_id, kept, kind=kind, action=action, note=note, author=author, now=now)
    )


def add_many(
    parts: StoreParts,
    site_id: int,
    texts: Sequence[str],
    *,
    kind: Kind,
    action: Action,
    note: str | None,
    author: str,
    fold: Fold,
) -> list[ListedEntry]:
    """Put entries on the list in one commit and return those that were not on it already.

    fold: as the classifier folds. Raises EntriesInvalid naming each by its place, and stores nothing then; ListFull.
    """
    kept, faults = [], {}
    for place, text in enumerate(texts):
        try:
            kept.append(_read(kind, text, fold))
        except EntryInvalid as error:
            faults[place] = error
    if faults:
        raise EntriesInvalid(faults)
    now = parts.clock()
    return parts.database.write(
        lambda unit: wordlist.add(unit, site_id, kept, kind=kind, action=action, note=note, author=author, now=now)
    )


def remove(parts: StoreParts, site_id: int, entry_id: str, *, by: str) -> ListedEntry:
    """Take an entry off the list and return it; its row stays, with who did it and when. Raises EntryNotFound."""
    now = parts.clock()
    return parts.database.write(lambda unit: wordlist.remove(unit, site_id, entry_id, by=by, now=now))


def _read(kind: Kind, text: str, fold: Fold) -> str:
    kept = read_entry(kind, text, fold)
    if kind is Kind.PATTERN and is_too_dear(kept):
        raise EntryInvalid((Fault("/text", TOO_DEAR),))
    return kept

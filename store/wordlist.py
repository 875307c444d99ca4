"""Word lists: entries added and removed, who did it and when, and each site's list made ready for judging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, insert, select, update

from policy.actions import Action
from policy.entries import MAX_ENTRIES, MAX_PATTERNS, Entry, Kind
from policy.errors import EntryExists, EntryNotFound, ListFull
from runtime.clock import iso
from runtime.ids import new_id
from store.tables import list_entries, sites
from store.unit import Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """An entry as it is kept. Moments in microseconds; removed_by and removed_at are None while it stands."""

    id: str
    kind: Kind
    text: str
    action: Action
    note: str | None
    author: str
    created_at: int
    removed_by: str | None
    removed_at: int | None


_COLUMNS = [list_entries.c[name] for name in ListedEntry.__slots__]


def add(
    unit: Unit,
    site_id: int,
    texts: Sequence[str],
    *,
    kind: Kind,
    action: Action,
    note: str | None,
    author: str,
    now: int,
) -> list[ListedEntry]:
    """Store entries of one kind and return them; texts that are on the list already are left out.

    texts: as policy.entries.read_entry returns them. Raises ListFull when they do not all fit.
    """
    _next_version(unit, site_id)
    standing = (list_entries.c.site_id == site_id, list_entries.c.removed_at.is_(None))
    known = set(unit.execute(select(list_entries.c.text).where(*standing, list_entries.c.kind == kind.value)).scalars())
    wanted = [text for text in dict.fromkeys(texts) if text not in known]
    if kind is Kind.PATTERN and len(known) + len(wanted) > MAX_PATTERNS:
        raise ListFull(MAX_PATTERNS)
    everything = unit.execute(select(func.count()).select_from(list_entries).where(*standing)).scalar_one()
    if everything + len(wanted) > MAX_ENTRIES:
        raise ListFull(MAX_ENTRIES)
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "site_id": site_id,
            "kind": kind.value,
            "text": text,
            "action": action.value,
            "note": note,
            "author": author,
            "created_at": now,
            "removed_by": None,
            "removed_at": None,
        }
        for text in wanted
    ]
    if rows:
        unit.execute(insert(list_entries), rows)
    return [_listed({name: row[name] for name in ListedEntry.__slots__}) for row in rows]


def add_one(unit: Unit, site_id: int, text: str, **said: Any) -> ListedEntry:
    """Store one entry as `add` does and return it. Raises EntryExists, ListFull."""
    added = add(unit, site_id, [text], **said)
    if not added:
        raise EntryExists(text)
    return added[0]


def remove(unit: Unit, site_id: int, entry_id: str, *, by: str, now: int) -> ListedEntry:
    """Take an entry off the list and return it; its row stays. Raises EntryNotFound."""
    _next_version(unit, site_id)
    row = unit.execute(
        update(list_entries)
        .where(list_entries.c.site_id == site_id, list_entries.c.id == entry_id, list_entries.c.removed_at.is_(None))
        .values(removed_by=by, removed_at=now)
        .returning(*_COLUMNS)
    ).first()
    if row is None:
        raise EntryNotFound(entry_id)
    return _listed(row._mapping)


def page(
    unit: Unit, site_id: int, *, removed: bool, limit: int, after: str | None
) -> tuple[list[ListedEntry], str | None]:
    """Return up to limit entries in the order they came, and the id to go on after, None at the end.

    removed: those that were removed as well.
    """
    query = select(*_COLUMNS).where(list_entries.c.site_id == site_id)
    if not removed:
        query = query.where(list_entries.c.removed_at.is_(None))
    if after is not None:
        query = query.where(list_entries.c.id > after)
    rows = unit.execute(query.order_by(list_entries.c.id).limit(limit + 1)).all()
    found = [_listed(row._mapping) for row in rows[:limit]]
    return found, found[-1].id if len(rows) > limit else None


def active_of(unit: Unit, site_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the entries that stand, for each of the sites, as judging wants them."""
    wanted = sorted(set(site_ids))
    found: dict[int, list[Entry]] = {one: [] for one in wanted}
    rows = unit.execute(
        select(list_entries.c.site_id, *_COLUMNS)
        .where(list_entries.c.site_id.in_(wanted), list_entries.c.removed_at.is_(None))
        .order_by(list_entries.c.id)
    )
    for row in rows:
        try:
            entry = Entry(
                row.id, Kind(row.kind), row.text, Action(row.action), row.author, iso(row.created_at) or "", row.note
            )
        except ValueError:  # of a later release
            log.warning("list_entry_skipped", entries=[row.id])
            continue
        found[row.site_id].append(entry)
    return found


def _next_version(unit: Unit, site_id: int) -> None:
    """Tell every process that the list changes. The row's lock also keeps two changes from counting at once."""
    unit.execute(update(sites).where(sites.c.id == site_id).values(lists_version=sites.c.lists_version + 1))


def _listed(row: Any) -> ListedEntry:
    return ListedEntry(**{**row, "kind": Kind(row["kind"]), "action": Action(row["action"])})

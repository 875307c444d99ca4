"""What is known of an author, and how the author stands with the moderators."""

from __future__ import annotations

from moderation.wiring import Parts
from policy.trust import Standing
from store import authors
from store.authors import AuthorRecord
from store.unit import Unit


def show(parts: Parts, site_id: int, author_id: str) -> AuthorRecord:
    """Return what is known of the author. Raises AuthorNotFound."""
    now = parts.clock()
    return parts.database.read(lambda unit: authors.record_of(unit, site_id, author_id, now=now))


def set_standing(
    parts: Parts,
    site_id: int,
    author_id: str,
    standing: Standing | None,
    *,
    until: int | None,
    person: str,
    note: str | None,
    clear: bool,
) -> AuthorRecord:
    """Trust, suspend (until a moment) or ban the author, or take that back with None; return what then is known.

    clear: also reject the author's open comments, or bring back those that were so rejected. Raises AuthorNotFound.
    """
    now = parts.clock()

    def work(unit: Unit) -> AuthorRecord:
        authors.set_standing(
            unit, site_id, author_id, standing, until=until, person=person, note=note, now=now, clear=clear
        )
        return authors.record_of(unit, site_id, author_id, now=now)

    found = parts.database.write(work)
    if clear:
        parts.bulk_doorbell.ring()
    return found

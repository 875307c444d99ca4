"""API keys: making, following up and ending them. Only their hashes come here."""

from __future__ import annotations

from moderation.store_parts import StoreParts
from policy.errors import KeyNotFound
from runtime.clock import SECOND
from store import sites
from store.sites import ApiKey
from store.unit import Unit

HOUR = 3600 * SECOND


def find(parts: StoreParts, hash_: str) -> ApiKey | None:
    """Return what the key of that hash may do; None when there is none, or it was revoked or has expired."""
    now = parts.clock()
    return parts.database.read(lambda unit: sites.valid_key(unit, hash_, now=now))


def of_site(parts: StoreParts, slug: str) -> list[ApiKey]:
    """Return all keys of the site, also those past, oldest first. Raises SiteNotFound."""
    return parts.database.read(lambda unit: sites.keys_of(unit, sites.by_slug(unit, slug).id))


def create(
    parts: StoreParts, slug: str, *, name: str, hash_: str, scopes: frozenset[str], per_minute: int | None
) -> int:
    """Store a key by its hash (SHA-256, hex) and return its number. Raises SiteNotFound, TooManyKeys."""
    now = parts.clock()
    return parts.database.write(
        lambda unit: sites.add_key(
            unit,
            sites.by_slug(unit, slug).id,
            name=name,
            hash_=hash_,
            scopes=scopes,
            per_minute=per_minute,
            expires_at=None,
            now=now,
        )
    )


def rotate(parts: StoreParts, slug: str, number: int, *, hash_: str, hours: int) -> int:
    """Store a successor with the same rights and let the old key end in so many hours; return the new number.

    Raises SiteNotFound, KeyNotFound, TooManyKeys.
    """
    now = parts.clock()

    def work(unit: Unit) -> int:
        site_id = sites.by_slug(unit, slug).id
        old = next((one for one in sites.keys_of(unit, site_id) if one.id == number), None)
        if old is None:
            raise KeyNotFound(str(number))
        made = sites.add_key(
            unit,
            site_id,
            name=old.name,
            hash_=hash_,
            scopes=old.scopes,
            per_minute=old.per_minute,
            expires_at=None,
            now=now,
        )
        sites.end_key(unit, site_id, number, at=now + hours * HOUR, now=now)
        return made

    return parts.database.write(work)


def revoke(parts: StoreParts, slug: str, number: int) -> None:
    """End a valid key at once. Raises SiteNotFound, KeyNotFound."""
    now = parts.clock()
    parts.database.write(lambda unit: sites.end_key(unit, sites.by_slug(unit, slug).id, number, at=now, now=now))

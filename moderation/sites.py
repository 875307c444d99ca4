"""Sites: adding them, and whose pages may read their threads."""

from __future__ import annotations

from moderation.store_parts import StoreParts
from store import sites
from store.sites import Site


def find(parts: StoreParts, slug: str) -> Site:
    """Return the site. Raises SiteNotFound."""
    return parts.database.read(lambda unit: sites.by_slug(unit, slug))


def everyone(parts: StoreParts) -> list[Site]:
    """Return all sites in the order they came."""
    return parts.database.read(sites.everyone)


def add(parts: StoreParts, slug: str, *, name: str, origins: tuple[str, ...]) -> Site:
    """Store a new site and return it. Raises SiteExists."""
    now = parts.clock()
    return parts.database.write(lambda unit: sites.add(unit, slug=slug, name=name, origins=origins, now=now))


def of_page(parts: StoreParts, public_key: str) -> Site | None:
    """Return the site whose pages carry that public key, None where there is none."""
    return parts.database.read(lambda unit: sites.by_public_key(unit, public_key))


def renew_public_key(parts: StoreParts, slug: str) -> Site:
    """Give the site's pages another public key; the one before ends. Raises SiteNotFound."""
    return parts.database.write(lambda unit: sites.renew_public_key(unit, slug))


def set_origins(parts: StoreParts, slug: str, origins: tuple[str, ...]) -> Site:
    """Replace the origins whose pages may read the site's threads. Raises SiteNotFound."""
    return parts.database.write(lambda unit: sites.set_origins(unit, slug, origins))

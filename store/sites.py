"""Sites and their API keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from policy.errors import KeyNotFound, SiteExists, SiteNotFound, TooManyKeys
from runtime.ids import new_public_key
from store.tables import api_keys, sites
from store.unit import Unit

VALID_KEYS_PER_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A website. origins: the origins (scheme://host[:port]) whose pages may read its threads, and take
    comments by its public key.
    """

    id: int
    slug: str
    name: str
    origins: tuple[str, ...]
    public_key: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What a key may do. per_minute: requests, None for the default, 0 for no limit. Moments in microseconds."""

    id: int
    site_id: int
    site: str
    name: str
    scopes: frozenset[str]
    per_minute: int | None
    created_at: int
    expires_at: int | None
    revoked_at: int | None


_KEY = select(api_keys, sites.c.slug.label("site")).join(sites, sites.c.id == api_keys.c.site_id)


def add(unit: Unit, *, slug: str, name: str, origins: tuple[str, ...], now: int) -> Site:
    """Store a new site and return it. Raises SiteExists."""
    public_key = new_public_key()
    if unit.execute(select(sites.c.id).where(sites.c.slug == slug)).first():
        raise SiteExists(slug)
    try:
        key = unit.execute(
            insert(sites)
            .values(slug=slug, name=name, origins=list(origins), public_key=public_key, created_at=now)
            .returning(sites.c.id)
        ).scalar_one()
    except IntegrityError as error:
        raise SiteExists(slug) from error
    return Site(id=key, slug=slug, name=name, origins=origins, public_key=public_key, created_at=now)


def set_origins(unit: Unit, slug: str, origins: tuple[str, ...]) -> Site:
    """Replace the origins whose pages may read the site's threads. Raises SiteNotFound."""
    unit.execute(update(sites).where(sites.c.slug == slug).values(origins=list(origins)))
    return by_slug(unit, slug)


def renew_public_key(unit: Unit, slug: str) -> Site:
    """Give the site another key by which its pages name it; the one before ends. Raises SiteNotFound."""
    unit.execute(update(sites).where(sites.c.slug == slug).values(public_key=new_public_key()))
    return by_slug(unit, slug)


def by_public_key(unit: Unit, public_key: str) -> Site | None:
    """Return the site of that public key, None where there is none."""
    row = unit.execute(select(sites).where(sites.c.public_key == public_key)).first()
    return None if row is None else _site(row)


def by_slug(unit: Unit, slug: str) -> Site:
    """Return the site. Raises SiteNotFound."""
    row = unit.execute(select(sites).where(sites.c.slug == slug)).first()
    if row is None:
        raise SiteNotFound(slug)
    return _site(row)


def everyone(unit: Unit) -> list[Site]:
    """Return all sites in the order they came."""
    return [_site(row) for row in unit.execute(select(sites).order_by(sites.c.id))]


def add_key(
    unit: Unit,
    site_id: int,
    *,
    name: str,
    hash_: str,
    scopes: frozenset[str],
    per_minute: int | None,
    expires_at: int | None,
    now: int,
) -> int:
    """Store a key by its hash (SHA-256, hex) and return its number. Raises TooManyKeys."""
    valid = (
        select(func.count())
        .select_from(api_keys)
        .where(api_keys.c.site_id == site_id, api_keys.c.name == name, *_valid(now))
    )
    if unit.execute(valid).scalar_one() >= VALID_KEYS_PER_NAME:
        raise TooManyKeys(name)
    return int(
        unit.execute(
            insert(api_keys)
            .values(
                site_id=site_id,
                name=name,
                hash=hash_,
                scopes=sorted(scopes),
                per_minute=per_minute,
                created_at=now,
                expires_at=expires_at,
            )
            .returning(api_keys.c.id)
        ).scalar_one()
    )


def valid_key(unit: Unit, hash_: str, *, now: int) -> ApiKey | None:
    """Return the key of that hash, or None when there is none, or it was revoked or has expired."""
    row = unit.execute(_KEY.where(api_keys.c.hash == hash_, *_valid(now))).first()
    return None if row is None else _key(row)


def keys_of(unit: Unit, site_id: int) -> list[ApiKey]:
    """Return all keys of the site, also those past, oldest first."""
    return [_key(row) for row in unit.execute(_KEY.where(sites.c.id == site_id).order_by(api_keys.c.id))]


def end_key(unit: Unit, site_id: int, key_id: int, *, at: int, now: int) -> None:
    """Let a valid key end: at once when at is now, else at that moment (microseconds). Raises KeyNotFound."""
    values: dict[str, Any] = {"revoked_at": now} if at <= now else {"expires_at": at}
    changed = unit.execute(
        update(api_keys)
        .where(api_keys.c.id == key_id, api_keys.c.site_id == site_id, *_valid(now))
        .values(**values)
        .returning(api_keys.c.id)
    ).first()
    if changed is None:
        raise KeyNotFound(str(key_id))


def _valid(now: int) -> tuple[Any, ...]:
    return (
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now),
    )


def _site(row: Any) -> Site:
    return Site(
        id=row.id,
        slug=row.slug,
        name=row.name,
        origins=tuple(row.origins),
        public_key=row.public_key,
        created_at=row.created_at,
    )


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        site_id=row.site_id,
        site=row.site,
        name=row.name,
        scopes=frozenset(row.scopes),
        per_minute=row.per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )

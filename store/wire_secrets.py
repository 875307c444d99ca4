"""Secrets by which the callers of foreign wires sign. They come here encrypted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, insert, select, update

from policy.errors import SecretNotFound, TooManySecrets
from store import sites
from store.tables import wire_secrets
from store.unit import Unit

MOST_VALID = 5  # of one site and wire: more than a rotation needs


@dataclass(frozen=True, slots=True, kw_only=True)
class WireSecret:
    """One secret. sealed: encrypted. Moments in microseconds; ended_at: None while it is valid."""

    id: int
    site_id: int
    wire: str
    sealed: str
    created_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who may sign for a site: the site, and the valid secrets in the clear, the newest first."""

    site_id: int
    site: str
    secrets: tuple[bytes, ...]


def add(unit: Unit, site_id: int, wire: str, sealed: str, *, now: int) -> int:
    """Store a secret and return its number. Raises TooManySecrets."""
    valid = select(func.count()).select_from(wire_secrets).where(*_valid(site_id, wire))
    if unit.execute(valid).scalar_one() >= MOST_VALID:
        raise TooManySecrets(str(MOST_VALID))
    values = {"site_id": site_id, "wire": wire, "sealed": sealed, "created_at": now}
    return int(unit.execute(insert(wire_secrets).values(**values).returning(wire_secrets.c.id)).scalar_one())


def of_site(unit: Unit, site_id: int) -> list[WireSecret]:
    """Return all secrets of the site, also those that ended, oldest first."""
    query = select(wire_secrets).where(wire_secrets.c.site_id == site_id).order_by(wire_secrets.c.id)
    return [WireSecret(**row) for row in unit.execute(query).mappings()]


def everyone(unit: Unit) -> list[WireSecret]:
    """Return the secrets of all sites."""
    return [WireSecret(**row) for row in unit.execute(select(wire_secrets)).mappings()]


def valid_of(unit: Unit, slug: str, wire: str) -> tuple[int, list[str]]:
    """Return the site's id and its valid secrets, encrypted, the newest first. Raises SiteNotFound."""
    site_id = sites.by_slug(unit, slug).id
    query = select(wire_secrets.c.sealed).where(*_valid(site_id, wire)).order_by(wire_secrets.c.id.desc())
    return site_id, list(unit.execute(query).scalars())


def end(unit: Unit, site_id: int, id_: int, *, now: int) -> None:
    """Let a secret end at once. Raises SecretNotFound."""
    ended = unit.execute(
        update(wire_secrets)
        .where(wire_secrets.c.id == id_, wire_secrets.c.site_id == site_id, wire_secrets.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(wire_secrets.c.id)
    ).first()
    if ended is None:
        raise SecretNotFound(str(id_))


def reseal(unit: Unit, id_: int, sealed: str) -> None:
    """Store a secret as encrypted anew."""
    unit.execute(update(wire_secrets).where(wire_secrets.c.id == id_).values(sealed=sealed))


def _valid(site_id: int, wire: str) -> tuple[ColumnElement[bool], ...]:
    return (
        wire_secrets.c.site_id == site_id,
        wire_secrets.c.wire == wire,
        wire_secrets.c.ended_at.is_(None),
    )

"""The people who moderate: who they are, what they may do and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update

from policy.errors import PersonExists, PersonNotFound, SiteNotFound
from store import sessions
from store.tables import people, person_sites, sites
from store.unit import Unit

ROLES = ("moderator", "senior", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who moderates. role: moderator, senior or admin. disabled_at: microseconds, None while active.

    settings: of the desk, as the person chose them. second_factor: whether signing in asks for a code as well.
    """

    id: int
    email: str
    name: str
    role: str
    created_at: int
    disabled_at: int | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    second_factor: bool = False


def add(unit: Unit, *, email: str, name: str, password_hash: str, role: str, now: int) -> Person:
    """Store a person under the lower-cased address. Raises PersonExists."""
    email = email.lower()
    if unit.execute(select(people.c.id).where(people.c.email == email)).first():
        raise PersonExists(email)
    row = unit.execute(
        insert(people)
        .values(email=email, name=name, password_hash=password_hash, role=role, created_at=now, settings={})
        .returning(people)
    ).one()
    return as_person(row)


def put(unit: Unit, *, email: str, name: str, password_hash: str, role: str, now: int) -> None:
    """Store a person, or give a known one this name, password and role, and access again."""
    email = email.lower()
    if unit.execute(select(people.c.id).where(people.c.email == email)).first() is None:
        add(unit, email=email, name=name, password_hash=password_hash, role=role, now=now)
    values = {"name": name, "password_hash": password_hash, "role": role, "disabled_at": None}
    sessions.end_all(unit, _changed(unit, email, **values).id)


def everyone(unit: Unit) -> list[Person]:
    """Return all people in the order they came."""
    return [as_person(row) for row in unit.execute(select(people).order_by(people.c.id))]


def disable(unit: Unit, email: str, *, now: int) -> Person:
    """Take a person's access away and end the sessions. Raises PersonNotFound."""
    return _cut_off(unit, email, disabled_at=now)


def enable(unit: Unit, email: str) -> Person:
    """Give a person access again. Raises PersonNotFound."""
    return _changed(unit, email, disabled_at=None)


def set_role(unit: Unit, email: str, role: str) -> Person:
    """Give a person another role and end the sessions. Raises PersonNotFound."""
    return _cut_off(unit, email, role=role)


def set_password(unit: Unit, email: str, password_hash: str) -> Person:
    """Give a person another password and end the sessions. Raises PersonNotFound."""
    return _cut_off(unit, email, password_hash=password_hash)


def set_name(unit: Unit, email: str, name: str) -> Person:
    """Give a person another name. Raises PersonNotFound."""
    return _changed(unit, email, name=name)


def set_settings(unit: Unit, email: str, settings: Mapping[str, Any]) -> Person:
    """Keep what a person chose for the desk. Raises PersonNotFound."""
    return _changed(unit, email, settings=dict(settings))


def set_sites(unit: Unit, email: str, slugs: Sequence[str]) -> Person:
    """Let a person see these sites and no other, all where none is named; end the sessions.

    Raises PersonNotFound, SiteNotFound.
    """
    person = _cut_off(unit, email)
    unit.execute(delete(person_sites).where(person_sites.c.person_id == person.id))
    for slug in dict.fromkeys(slugs):
        site_id = unit.execute(select(sites.c.id).where(sites.c.slug == slug)).scalar()
        if site_id is None:
            raise SiteNotFound(slug)
        unit.execute(insert(person_sites).values(person_id=person.id, site_id=site_id))
    return person


def sites_of(unit: Unit, person_id: int) -> dict[int, str]:
    """Return the ids and slugs of the sites that a person may see."""
    mine = select(person_sites.c.site_id).where(person_sites.c.person_id == person_id)
    every = select(sites.c.id, sites.c.slug).order_by(sites.c.slug)
    found = {row.id: row.slug for row in unit.execute(every.where(sites.c.id.in_(mine)))}
    return found or {row.id: row.slug for row in unit.execute(every)}


def as_person(row: Any) -> Person:
    """Return the frozen person of a row of the table."""
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        settings=row.settings,
        second_factor=row.totp_secret is not None,
    )


def _cut_off(unit: Unit, email: str, **values: Any) -> Person:
    person = _changed(unit, email, **values)
    sessions.end_all(unit, person.id)
    return person


def _changed(unit: Unit, email: str, **values: Any) -> Person:
    mine = people.c.email == email.lower()
    if values:
        unit.execute(update(people).where(mine).values(**values))
    row = unit.execute(select(people).where(mine)).first()
    if row is None:
        raise PersonNotFound(email)
    return as_person(row)

"""The people who moderate: who they are and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from policy.errors import PersonExists, PersonNotFound
from store.tables import people
from store.unit import Unit

ROLES = ("moderator", "senior", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who moderates. role: moderator, senior or admin. disabled_at: microseconds, None while active."""

    id: int
    email: str
    name: str
    role: str
    created_at: int
    disabled_at: int | None


def add(unit: Unit, *, email: str, name: str, password_hash: str, role: str, now: int) -> Person:
    """Store a person under the lower-cased address. Raises PersonExists."""
    email = email.lower()
    if unit.execute(select(people.c.id).where(people.c.email == email)).first():
        raise PersonExists(email)
    row = unit.execute(
        insert(people)
        .values(email=email, name=name, password_hash=password_hash, role=role, created_at=now)
        .returning(people)
    ).one()
    return _person(row)


def put(unit: Unit, *, email: str, name: str, password_hash: str, role: str, now: int) -> None:
    """Store a person, or give a known one this name, password and role, and access again."""
    email = email.lower()
    if unit.execute(select(people.c.id).where(people.c.email == email)).first() is None:
        add(unit, email=email, name=name, password_hash=password_hash, role=role, now=now)
    values = {"name": name, "password_hash": password_hash, "role": role, "disabled_at": None}
    unit.execute(update(people).where(people.c.email == email).values(**values))


def everyone(unit: Unit) -> list[Person]:
    """Return all people in the order they came."""
    return [_person(row) for row in unit.execute(select(people).order_by(people.c.id))]


def disable(unit: Unit, email: str, *, now: int) -> Person:
    """Take a person's access away. Raises PersonNotFound."""
    row = unit.execute(
        update(people).where(people.c.email == email.lower()).values(disabled_at=now).returning(people)
    ).first()
    if row is None:
        raise PersonNotFound(email)
    return _person(row)


def _person(row: Any) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )

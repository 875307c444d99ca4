"""The people who moderate: adding them, and taking their access away."""

from __future__ import annotations

from moderation.wiring import StoreParts
from store import people
from store.people import ROLES, Person

__all__ = ["ROLES", "add", "disable", "everyone"]


def add(parts: StoreParts, *, email: str, name: str, password_hash: str, role: str) -> Person:
    """Store a person under the lower-cased address. Raises PersonExists."""
    now = parts.clock()
    return parts.database.write(
        lambda unit: people.add(unit, email=email, name=name, password_hash=password_hash, role=role, now=now)
    )


def everyone(parts: StoreParts) -> list[Person]:
    """Return all people in the order they came."""
    return parts.database.read(people.everyone)


def disable(parts: StoreParts, email: str) -> Person:
    """Take a person's access away. Raises PersonNotFound."""
    now = parts.clock()
    return parts.database.write(lambda unit: people.disable(unit, email, now=now))

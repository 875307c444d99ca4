"""The people who moderate: adding them, and changing what they may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moderation.store_parts import StoreParts
from store import people
from store.people import ROLES, Person
from store.unit import Unit

__all__ = ["ROLES", "Person", "add", "disable", "enable", "everyone", "names", "set_name", "set_password", "set_role"]
__all__ += ["set_settings", "set_sites"]


def add(
    parts: StoreParts, *, email: str, name: str, password_hash: str, role: str, sites: Sequence[str] = ()
) -> Person:
    """Store a person under the lower-cased address. sites: slugs of those to see, none for all.

    Raises PersonExists, SiteNotFound.
    """
    now = parts.clock()

    def work(unit: Unit) -> Person:
        people.add(unit, email=email, name=name, password_hash=password_hash, role=role, now=now)
        return people.set_sites(unit, email, sites)

    return parts.database.write(work)


def everyone(parts: StoreParts) -> list[tuple[Person, list[str]]]:
    """Return all people in the order they came, each with the slugs of the sites it may see."""

    def work(unit: Unit) -> list[tuple[Person, list[str]]]:
        return [(one, [*people.sites_of(unit, one.id).values()]) for one in people.everyone(unit)]

    return parts.database.read(work)


def names(parts: StoreParts) -> dict[str, str]:
    """Return the names of all people by address, which is what the decision log calls them."""
    return {one.email: one.name for one in parts.database.read(people.everyone)}


def disable(parts: StoreParts, email: str) -> Person:
    """Take a person's access away. Raises PersonNotFound."""
    now = parts.clock()
    return parts.database.write(lambda unit: people.disable(unit, email, now=now))


def enable(parts: StoreParts, email: str) -> Person:
    """Give a person access again. Raises PersonNotFound."""
    return parts.database.write(lambda unit: people.enable(unit, email))


def set_role(parts: StoreParts, email: str, role: str) -> Person:
    """Give a person another role; ends the sessions. Raises PersonNotFound."""
    return parts.database.write(lambda unit: people.set_role(unit, email, role))


def set_sites(parts: StoreParts, email: str, slugs: Sequence[str]) -> Person:
    """Let a person see these sites, all where none is named; ends the sessions. Raises PersonNotFound, SiteNotFound."""
    return parts.database.write(lambda unit: people.set_sites(unit, email, slugs))


def set_password(parts: StoreParts, email: str, password_hash: str) -> Person:
    """Give a person another password; ends the sessions. Raises PersonNotFound."""
    return parts.database.write(lambda unit: people.set_password(unit, email, password_hash))


def set_name(parts: StoreParts, email: str, name: str) -> Person:
    """Give a person another name. Raises PersonNotFound."""
    return parts.database.write(lambda unit: people.set_name(unit, email, name))


def set_settings(parts: StoreParts, email: str, settings: Mapping[str, Any]) -> Person:
    """Keep what a person chose for the desk. Raises PersonNotFound."""
    return parts.database.write(lambda unit: people.set_settings(unit, email, settings))

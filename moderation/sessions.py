"""Signing in: who somebody is, and for how long that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from moderation.store_parts import StoreParts
from runtime.clock import SECOND
from store import claims, credentials, people, sessions
from store.credentials import Account
from store.people import Person
from store.unit import Unit

__all__ = ["Account", "Person", "SignedIn"]

IDLE: Final = 12 * 3_600 * SECOND  # a shift; a session that nobody uses ends
SEEN_EVERY: Final = 300 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person with a session, and the sites it may see by id."""

    person: Person
    sites: dict[int, str]


def account(parts: StoreParts, email: str) -> Account | None:
    """Return the account of an address; None where there is none."""
    return parts.database.read(lambda unit: credentials.by_email(unit, email))


def account_of(parts: StoreParts, person_id: int) -> Account | None:
    """Return the account of a person; None where there is none."""
    return parts.database.read(lambda unit: credentials.by_id(unit, person_id))


def begin(parts: StoreParts, person_id: int, token_hash: str) -> None:
    """Begin a session."""
    now = parts.clock()
    parts.database.write(lambda unit: sessions.begin(unit, token_hash, person_id, now=now, expires_at=now + IDLE))


def signed_in(parts: StoreParts, token_hash: str) -> SignedIn | None:
    """Return who has the session; None when it has ended. Raises DatabaseUnavailable."""
    now = parts.clock()

    def work(unit: Unit) -> tuple[SignedIn, int] | None:
        found = sessions.person_of(unit, token_hash, now=now)
        known = None if found is None else credentials.by_id(unit, found[0])
        if found is None or known is None:
            return None
        return SignedIn(person=known.person, sites=people.sites_of(unit, known.person.id)), found[1]

    found = parts.database.read(work)
    if found is None:
        return None
    if now - found[1] > SEEN_EVERY:
        parts.database.write(lambda unit: sessions.see(unit, token_hash, now=now, expires_at=now + IDLE))
    return found[0]


def end(parts: StoreParts, token_hash: str, *, holder: str) -> None:
    """End a session; what its person has claimed is free again."""

    def work(unit: Unit) -> None:
        sessions.end(unit, token_hash)
        claims.release_all(unit, holder)

    parts.database.write(work)


def end_others(parts: StoreParts, person_id: int, token_hash: str) -> None:
    """End all sessions of a person but this one."""
    parts.database.write(lambda unit: sessions.end_all(unit, person_id, but=token_hash))


def set_second_factor(parts: StoreParts, person_id: int, secret: str | None, codes: Sequence[str] = ()) -> None:
    """Ask for a second factor from now on, or with None no longer. codes: hashes of recovery codes."""
    parts.database.write(lambda unit: credentials.set_second_factor(unit, person_id, secret, codes))


def use_step(parts: StoreParts, person_id: int, step: int) -> bool:
    """Note that the code of that step was used; return False when it was used before."""
    return parts.database.write(lambda unit: credentials.use_step(unit, person_id, step))


def use_recovery_code(parts: StoreParts, person_id: int, code: str) -> bool:
    """Take a recovery code away, given by its hash; return False when it is none."""
    return parts.database.write(lambda unit: credentials.use_recovery_code(unit, person_id, code))

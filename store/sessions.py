"""Where people are signed in. Only the hash of a session's token is kept."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from store.tables import people, sessions
from store.unit import Unit


def begin(unit: Unit, token_hash: str, person_id: int, *, now: int, expires_at: int) -> None:
    """Store a session that ends by itself at that moment; forget those that have ended. Microseconds."""
    unit.execute(delete(sessions).where(sessions.c.expires_at <= now))
    values = {"created_at": now, "seen_at": now, "expires_at": expires_at}
    unit.execute(insert(sessions).values(token_hash=token_hash, person_id=person_id, **values))


def person_of(unit: Unit, token_hash: str, *, now: int) -> tuple[int, int] | None:
    """Return the id of the person whose session it is and when it was last seen; None when it has ended.

    A disabled person has no session. Microseconds.
    """
    row = unit.execute(
        select(sessions.c.person_id, sessions.c.seen_at)
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now, people.c.disabled_at.is_(None))
    ).first()
    return None if row is None else (row.person_id, row.seen_at)


def see(unit: Unit, token_hash: str, *, now: int, expires_at: int) -> None:
    """Note that a session was used; it ends at that moment at the earliest. Microseconds."""
    unit.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now, expires_at=expires_at))


def end(unit: Unit, token_hash: str) -> None:
    """End a session."""
    unit.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def end_all(unit: Unit, person_id: int, *, but: str | None = None) -> None:
    """End a person's sessions. but: the hash of one that goes on."""
    unit.execute(delete(sessions).where(sessions.c.person_id == person_id, sessions.c.token_hash != (but or "")))

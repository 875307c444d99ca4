"""The decision log as a chain: each entry's hash is made of its content and the hash before it.

Entries are sealed a moment after they were written, one sealer at a time, so that deciding waits for nobody. What may
be erased of an entry (names, words) goes into the chain as a salted hash of its own: erased, the chain still holds.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import select, update

from store.engine import sql
from store.tables import comments, decisions, feeds, sealed_decisions
from store.unit import Unit

START: Final = "0" * 64
_KEPT: Final = (
    *("id", "comment_id", "site_id", "version", "revision", "old_status", "new_status", "actor", "model", "policy"),
    *("scores", "decided_at"),
)
_ERASABLE: Final = ("actor_id", "reasons", "note")
_COLUMNS: Final = [decisions.c[name] for name in (*_KEPT, *_ERASABLE)]
# Locks the row until the commit: the next sealer begins behind this one's last entry.
_LOCK = sql(
    "INSERT INTO feeds (name, position) VALUES ('log', 0) "
    "ON CONFLICT (name) DO UPDATE SET position = feeds.position RETURNING position"
)
_ADD = sql(
    "INSERT INTO sealed_decisions (number, decision_id, salt, details, chain) "
    "SELECT r.number, r.decision_id, r.salt, r.details, r.chain FROM {rows} AS r",
    rows={"number": "bigint", "decision_id": "uuid", "salt": "text", "details": "text", "chain": "text"},
)
_REMEMBER = sql("UPDATE feeds SET position = :last WHERE name = 'log'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain: how many entries it has, and the hash of the last."""

    number: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A sealed entry as it is stored, with the entry that it seals; entry is None where that is gone.

    bare: whether the comment has no text any more; only of such a one may anything be erased.
    """

    number: int
    salt: str | None
    details: str
    chain: str
    entry: dict[str, Any] | None
    erased_at: int | None
    bare: bool


def details_of(entry: dict[str, Any], salt: str) -> str:
    """Return the hash of what may be erased of an entry, hex."""
    return _hash(salt.encode(), _canonical(entry, _ERASABLE))


def chain_of(before: str, entry: dict[str, Any], details: str) -> str:
    """Return the hash of an entry after the one before it, hex. details: as details_of returned it."""
    return _hash(before.encode(), _canonical(entry, _KEPT), details.encode())


def seal(unit: Unit, *, since: str, limit: int) -> list[str]:
    """Seal up to limit entries whose id is `since` or later and that are not sealed yet; return their ids, in order."""
    ((last,),) = unit.run(_LOCK, {})
    sealed = select(sealed_decisions.c.number).where(sealed_decisions.c.decision_id == decisions.c.id)
    query = select(*_COLUMNS).where(decisions.c.id >= since, ~sealed.exists()).order_by(decisions.c.id).limit(limit)
    chain = head(unit).chain
    rows = []
    for number, row in enumerate(unit.execute(query), last + 1):
        entry, salt = dict(row._mapping), secrets.token_hex(16)
        details = details_of(entry, salt)
        chain = chain_of(chain, entry, details)
        rows.append({"number": number, "decision_id": entry["id"], "salt": salt, "details": details, "chain": chain})
    if rows:
        unit.run(_ADD, {"rows": orjson.dumps(rows).decode()})
        unit.run(_REMEMBER, {"last": rows[-1]["number"]})
    return [row["decision_id"] for row in rows]


def head(unit: Unit) -> Head:
    """Return the end of the chain."""
    query = select(sealed_decisions.c.number, sealed_decisions.c.chain)
    row = unit.execute(query.order_by(sealed_decisions.c.number.desc()).limit(1)).first()
    return Head(number=row.number, chain=row.chain) if row else Head(number=0, chain=START)


def noted_number(unit: Unit) -> int:
    """Return how many entries were sealed, by the note of it beside the chain."""
    return int(unit.execute(select(feeds.c.position).where(feeds.c.name == "log")).scalar() or 0)


def last_sealed(unit: Unit) -> int:
    """Return when the last sealed entry was decided, microseconds; 0 where none is."""
    query = (
        select(decisions.c.decided_at)
        .join(sealed_decisions, sealed_decisions.c.decision_id == decisions.c.id)
        .order_by(sealed_decisions.c.number.desc())
    )
    return int(unit.execute(query.limit(1)).scalar() or 0)


def links(unit: Unit, after: int, *, limit: int) -> list[Link]:
    """Return up to limit sealed entries after a number, in their order."""
    query = (
        select(sealed_decisions, *_COLUMNS, decisions.c.erased_at, comments.c.text)
        .outerjoin(decisions, decisions.c.id == sealed_decisions.c.decision_id)
        .outerjoin(comments, comments.c.id == decisions.c.comment_id)
        .where(sealed_decisions.c.number > after)
        .order_by(sealed_decisions.c.number)
        .limit(limit)
    )
    return [_link(row) for row in unit.execute(query)]


def unsealed(unit: Unit, *, before: str, limit: int) -> list[str]:
    """Return the ids of up to limit entries with an id below `before` that are not sealed."""
    sealed = select(sealed_decisions.c.number).where(sealed_decisions.c.decision_id == decisions.c.id)
    query = select(decisions.c.id).where(decisions.c.id < before, ~sealed.exists()).order_by(decisions.c.id)
    return [str(row.id) for row in unit.execute(query.limit(limit))]


def erase(unit: Unit, comment_ids: list[str], *, now: int) -> int:
    """Erase from the log what the author of the comments wrote and is called; return from how many entries.

    What was decided, when, by which model and scores stays; of the reasons their codes. The comments have no text left.
    """
    mine = (decisions.c.comment_id.in_(comment_ids), decisions.c.erased_at.is_(None))
    query = select(decisions.c.id, decisions.c.actor, decisions.c.actor_id, decisions.c.reasons).where(*mine)
    erased = 0
    for row in unit.execute(query).all():
        bare = [{name: value for name, value in one.items() if name != "detail"} for one in row.reasons]
        said = {"actor_id": None if row.actor == "author" else row.actor_id, "reasons": bare, "note": None}
        unit.execute(update(decisions).where(decisions.c.id == row.id).values(erased_at=now, **said))
        unit.execute(update(sealed_decisions).where(sealed_decisions.c.decision_id == row.id).values(salt=None))
        erased += 1
    return erased


def _link(row: Any) -> Link:
    values = row._mapping
    return Link(
        number=values["number"],
        salt=values["salt"],
        details=values["details"],
        chain=values["chain"],
        entry={name: values[name] for name in (*_KEPT, *_ERASABLE)} if values["id"] is not None else None,
        erased_at=values["erased_at"],
        bare=values["text"] == "",
    )


def _canonical(entry: dict[str, Any], names: tuple[str, ...]) -> bytes:
    return orjson.dumps([entry[name] for name in names], option=orjson.OPT_SORT_KEYS)


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()

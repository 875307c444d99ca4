"""The decision log: of one comment, and who among people decided on some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from policy.errors import CommentNotFound
from policy.states import Actor
from store.revisions import REVISION, TEXT
from store.tables import comment_revisions, comments, decisions
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """One entry of the decision log. decided_at in microseconds.

    text: that the decision was about; None where it is no longer kept.
    """

    id: str
    version: int
    revision: int
    old_status: str
    new_status: str
    actor: str
    actor_id: str | None
    model: str | None
    policy: int | None
    scores: dict[str, float] | None
    reasons: list[dict[str, Any]]
    note: str | None
    decided_at: int
    text: str | None


def log_of(unit: Unit, site_id: int, comment_id: str) -> list[LoggedDecision]:
    """Return the decision log of a comment, oldest first; it outlives the comment. Raises CommentNotFound."""
    if not unit.execute(
        select(comments.c.id).where(comments.c.site_id == site_id, comments.c.id == comment_id)
    ).first():
        raise CommentNotFound(comment_id)
    columns = [decisions.c[name] for name in LoggedDecision.__slots__ if name != "text"]
    rows = unit.execute(
        select(*columns, TEXT)
        .join(comments, comments.c.id == decisions.c.comment_id)
        .outerjoin(comment_revisions, REVISION)
        .where(decisions.c.site_id == site_id, decisions.c.comment_id == comment_id)
        .order_by(decisions.c.version)
    )
    return [LoggedDecision(**row._mapping) for row in rows]


def decided_by_people(unit: Unit, comment_ids: Sequence[str]) -> set[str]:
    """Return those of the comments on which a person decided at some time."""
    found = select(decisions.c.comment_id).where(
        decisions.c.comment_id.in_(comment_ids), decisions.c.actor == Actor.PERSON.value
    )
    return {str(row.comment_id) for row in unit.execute(found)}

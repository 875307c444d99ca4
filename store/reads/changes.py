"""What happened to comments, change by change, each as the comment stood after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select, tuple_

from store.revisions import REVISION, TEXT
from store.tables import appeals, comment_revisions, comments, decisions, outbox
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a comment. text: None when it was erased since. at, created_at, published_at: microseconds.

    appeal: what the change made of the author's appeal (upheld, overturned, withdrawn), None where there was none.
    position: its place among all changes, 0 where that was not asked.
    """

    comment_id: str
    external_id: str | None
    article_id: str
    parent_id: str | None
    wire: str | None
    author_id: str
    author_name: str | None
    author_url: str | None
    text: str | None
    language: str | None
    status: str
    version: int
    revision: int
    by: str
    appeal: str | None
    reasons: list[dict[str, Any]]
    scores: dict[str, float]
    model: str | None
    policy: int | None
    created_at: int
    at: int
    published_at: int | None
    event: str
    position: int


_COLUMNS = (
    decisions.c.comment_id,
    comments.c.external_id,
    comments.c.article_id,
    comments.c.parent_id,
    comments.c.wire,
    comments.c.author_id,
    comments.c.author_name,
    comments.c.author_url,
    TEXT,
    func.coalesce(comments.c.language, comments.c.language_hint).label("language"),
    decisions.c.new_status.label("status"),
    decisions.c.version,
    decisions.c.revision,
    decisions.c.actor.label("by"),
    appeals.c.outcome.label("appeal"),
    decisions.c.reasons,
    decisions.c.scores,
    decisions.c.model,
    decisions.c.policy,
    comments.c.created_at,
    decisions.c.decided_at.label("at"),
    case((comments.c.version == decisions.c.version, comments.c.published_at), else_=None).label("published_at"),
)
_OF_DECISION = (
    decisions.join(comments, comments.c.id == decisions.c.comment_id)
    .outerjoin(comment_revisions, REVISION)
    .outerjoin(
        appeals,
        (appeals.c.comment_id == decisions.c.comment_id) & (appeals.c.settled_at == decisions.c.decided_at),
    )
)


def after(unit: Unit, site_id: int, position: int, *, limit: int) -> list[Change]:
    """Return up to limit changes of the site that were told after a position, in their order."""
    query = (
        select(*_COLUMNS, outbox.c.event, outbox.c.position)
        .select_from(
            _OF_DECISION.join(
                outbox,
                (outbox.c.comment_id == decisions.c.comment_id) & (outbox.c.version == decisions.c.version),
            )
        )
        .where(outbox.c.site_id == site_id, outbox.c.position > position)
        .order_by(outbox.c.position)
        .limit(limit)
    )
    return [_change(row._mapping) for row in unit.execute(query)]


def of_versions(unit: Unit, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Change]:
    """Return the changes that made these versions, by (comment id, version); the event's name is left empty."""
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    query = (
        select(*_COLUMNS)
        .select_from(_OF_DECISION)
        .where(tuple_(decisions.c.comment_id, decisions.c.version).in_(pairs))
    )
    rows = unit.execute(query)
    return {(str(row.comment_id), row.version): _change({**row._mapping, "event": "", "position": 0}) for row in rows}


def _change(row: Any) -> Change:
    values = dict(row)
    values["reasons"] = values["reasons"] or []
    values["scores"] = values["scores"] or {}
    return Change(**values)

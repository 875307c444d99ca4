"""Comments: reading one, and keeping the text that an edit replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, delete, insert, select, update

from policy.errors import CommentNotFound
from policy.states import Status
from store.engine import sql
from store.tables import comment_revisions, comments, decisions
from store.unit import Unit

REVISIONS_KEPT = 50  # earlier texts of one comment


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredComment:
    """A comment with the decision that stands. Moments in microseconds since 1970; scores 0..1 by label."""

    id: str
    site_id: int
    external_id: str | None
    article_id: str
    author_id: str
    author_name: str | None
    author_url: str | None
    parent_id: str | None
    text: str
    wire: str | None
    hints: str | None
    language_hint: str | None
    language: str | None
    status: Status
    version: int
    revision: int
    created_at: int
    pending_since: int
    decided_at: int | None
    published_at: int | None
    publish_at: int | None
    escalated_at: int | None
    appealed_at: int | None
    open_reports: int
    reasons: list[dict[str, Any]]
    scores: dict[str, float]
    model: str | None
    policy: int | None


_COMMENT_COLUMNS = [comments.c[name] for name in StoredComment.__slots__ if name in comments.c]
COMMENT_WITH_DECISION = select(
    *_COMMENT_COLUMNS,
    decisions.c.reasons,
    decisions.c.scores,
    decisions.c.model,
    decisions.c.policy,
).select_from(comments.outerjoin(decisions, decisions.c.id == comments.c.decision_id))


def as_stored(row: Any) -> StoredComment:
    """Return the frozen comment of one row of COMMENT_WITH_DECISION, which may have further columns."""
    values = {name: row._mapping[name] for name in StoredComment.__slots__}
    values["status"] = Status(values["status"])
    values["reasons"] = values["reasons"] or []
    values["scores"] = values["scores"] or {}
    return StoredComment(**values)


def stored_comment(unit: Unit, *conditions: ColumnElement[bool]) -> StoredComment:
    """Return the one comment that meets the conditions. Raises CommentNotFound, also when it was deleted."""
    row = unit.execute(COMMENT_WITH_DECISION.where(*conditions, comments.c.status != Status.DELETED.value)).first()
    if row is None:
        raise CommentNotFound
    return as_stored(row)


def by_id(unit: Unit, site_id: int, comment_id: str) -> StoredComment:
    """Return a comment of the site with its latest decision. Raises CommentNotFound, for deleted ones as well."""
    return stored_comment(unit, comments.c.site_id == site_id, comments.c.id == comment_id)


def site_of(unit: Unit, comment_id: str) -> int:
    """Return the site of a comment. Raises CommentNotFound."""
    site_id: int | None = unit.execute(select(comments.c.site_id).where(comments.c.id == comment_id)).scalar()
    if site_id is None:
        raise CommentNotFound(comment_id)
    return site_id


def by_external_id(unit: Unit, site_id: int, external_id: str) -> StoredComment:
    """Return the comment that the site itself calls external_id. Raises CommentNotFound."""
    return stored_comment(unit, comments.c.site_id == site_id, comments.c.external_id == external_id)


def by_external_ids(unit: Unit, site_id: int, external_ids: Sequence[str]) -> dict[str, StoredComment]:
    """Return those of the site's comments that it calls so and that were not deleted, by that id."""
    rows = unit.execute(
        COMMENT_WITH_DECISION.where(
            comments.c.site_id == site_id,
            comments.c.external_id.in_(external_ids),
            comments.c.status != Status.DELETED.value,
        )
    )
    return {row.external_id: as_stored(row) for row in rows}


def of_author(
    unit: Unit, site_id: int, author_id: str, *, article_id: str | None, most: int, everywhere: bool = False
) -> list[StoredComment]:
    """Return the author's latest comments, under one article or all, newest first.

    everywhere: also those that came by foreign wires, which are shown elsewhere.
    """
    theirs = [comments.c.site_id == site_id, comments.c.author_id == author_id]
    if not everywhere:
        theirs.append(comments.c.wire.is_(None))
    if article_id is not None:
        theirs.append(comments.c.article_id == article_id)
    query = COMMENT_WITH_DECISION.where(*theirs, comments.c.status != Status.DELETED.value)
    rows = unit.execute(query.order_by(comments.c.created_at.desc(), comments.c.id.desc()).limit(most))
    return [as_stored(row) for row in rows]


_KNOWN = sql(
    "SELECT c.external_id FROM {rows} AS r JOIN comments c ON c.site_id = :site_id AND c.external_id = r.id "
    "WHERE c.status NOT IN ('pending', 'deleted')",
    rows={"id": "text"},
)


def decided_by_external_ids(unit: Unit, site_id: int, external_ids: Sequence[str]) -> dict[str, StoredComment]:
    """Return those of the site's comments that it calls so and that are decided, by that id.

    There are seldom any, and that none are there is found out in a statement of the hot path.
    """
    rows = orjson.dumps([{"id": one} for one in external_ids]).decode()
    found = [name for (name,) in unit.run(_KNOWN, {"site_id": site_id, "rows": rows})]
    return by_external_ids(unit, site_id, found) if found else {}


def replace_text(unit: Unit, site_id: int, comment_id: str, text: str, *, now: int) -> None:
    """Keep the present text as a revision and put the new one in its place. Raises CommentNotFound.

    The last REVISIONS_KEPT earlier texts are kept.

    The status is the door's to change: decisions.reopen_for_edit.
    """
    mine = (comments.c.site_id == site_id, comments.c.id == comment_id, comments.c.status != "deleted")
    old = unit.execute(select(comments.c.text, comments.c.revision).where(*mine).with_for_update()).first()
    if old is None:
        raise CommentNotFound(comment_id)
    unit.execute(
        insert(comment_revisions).values(comment_id=comment_id, revision=old.revision, text=old.text, replaced_at=now)
    )
    unit.execute(
        delete(comment_revisions).where(
            comment_revisions.c.comment_id == comment_id, comment_revisions.c.revision <= old.revision - REVISIONS_KEPT
        )
    )
    unit.execute(update(comments).where(*mine).values(text=text, revision=comments.c.revision + 1))

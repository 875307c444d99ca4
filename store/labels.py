"""Labels that moderators elsewhere gave: one for each comment and label, the latest word counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from policy.errors import LabelNotFound
from store.engine import sql
from store.tables import labels
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What somebody said of a text. value: 0 for "it does not apply" to 1 for "it does". Moments in microseconds.

    token: what the caller names the comment by. comment_id: where the comment is stored; else text is what was sent.
    """

    id: int
    site_id: int
    wire: str
    token: str
    label: str
    value: float
    comment_id: str | None
    text: str | None
    language: str | None
    given_by: str
    given_at: int
    withdrawn_by: str | None
    withdrawn_at: int | None


_GIVE = sql(
    "INSERT INTO labels (site_id, wire, token, label, value, comment_id, text, language, given_by, given_at) "
    "VALUES (:site_id, :wire, :token, :label, :value, :comment_id, :text, :language, :given_by, :given_at) "
    "ON CONFLICT (site_id, wire, token, label) DO UPDATE SET value = excluded.value, text = excluded.text, "
    "language = excluded.language, given_by = excluded.given_by, given_at = excluded.given_at, "
    "comment_id = COALESCE(excluded.comment_id, labels.comment_id), withdrawn_by = NULL, withdrawn_at = NULL "
    "WHERE labels.value <> excluded.value OR labels.withdrawn_at IS NOT NULL RETURNING id"
)


def give(
    unit: Unit,
    site_id: int,
    *,
    wire: str,
    token: str,
    label: str,
    value: float,
    comment_id: str | None,
    text: str | None,
    language: str | None,
    given_by: str,
    now: int,
) -> bool:
    """Write a label down; return False when the same was said before. A later word replaces an earlier one."""
    said = {
        "site_id": site_id,
        "wire": wire,
        "token": token,
        "label": label,
        "value": value,
        "comment_id": comment_id,
        "text": text,
        "language": language,
        "given_by": given_by,
        "given_at": now,
    }
    return bool(unit.run(_GIVE, said))


def of_site(unit: Unit, site_id: int, *, limit: int, wire: str | None = None) -> list[Label]:
    """Return the site's latest labels, newest first; of one wire, where it is named."""
    query = select(labels).where(labels.c.site_id == site_id).order_by(labels.c.given_at.desc(), labels.c.id.desc())
    if wire is not None:
        query = query.where(labels.c.wire == wire)
    return [_label(row) for row in unit.execute(query.limit(limit))]


def withdraw(unit: Unit, site_id: int, label_id: int, *, by: str, now: int) -> Label:
    """Take a label back: it counts no more, and its text is gone. Raises LabelNotFound."""
    row = unit.execute(
        update(labels)
        .where(labels.c.id == label_id, labels.c.site_id == site_id, labels.c.withdrawn_at.is_(None))
        .values(withdrawn_by=by, withdrawn_at=now, text=None)
        .returning(labels)
    ).first()
    if row is None:
        raise LabelNotFound(str(label_id))
    return _label(row)


def forget(unit: Unit, comment_id: str) -> None:
    """Forget what was said of a comment that is deleted."""
    unit.execute(delete(labels).where(labels.c.comment_id == comment_id))


def _label(row: Any) -> Label:
    return Label(**{name: getattr(row, name) for name in Label.__slots__})

"""Reports: what readers said against comments, until a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from runtime.ids import new_id
from store.comments import by_id
from store.engine import sql
from store.tables import comments, reports
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reader's report, as first made. reporter: the site's own id of the reader. Moments in microseconds."""

    id: str
    comment_id: str
    reporter: str
    reason: str
    note: str | None
    created_at: int
    settled_at: int | None


_FIELDS = [reports.c[name] for name in Report.__slots__]
_ADD = sql(
    "INSERT INTO reports (id, comment_id, site_id, reporter, reason, note, created_at) "
    "SELECT :id, c.id, c.site_id, :reporter, :reason, :note, :now FROM comments c "
    "WHERE c.id = :comment_id AND c.site_id = :site_id AND c.status <> 'deleted' "
    "ON CONFLICT (comment_id, reporter) DO NOTHING RETURNING id"
)


def add(
    unit: Unit, site_id: int, comment_id: str, *, reporter: str, reason: str, note: str | None, now: int
) -> tuple[Report, bool]:
    """Store a report, once for each reader; return it, or the reader's earlier one, and whether it is new.

    reason: one of policy.reports. Raises CommentNotFound.
    """
    by_id(unit, site_id, comment_id)
    params = {"id": new_id(), "reporter": reporter, "reason": reason, "note": note, "now": now}
    new = bool(unit.run(_ADD, {**params, "comment_id": comment_id, "site_id": site_id}))
    if new:
        unit.execute(
            update(comments).where(comments.c.id == comment_id).values(open_reports=comments.c.open_reports + 1)
        )
    query = select(*_FIELDS).where(reports.c.comment_id == comment_id, reports.c.reporter == reporter)
    return Report(**unit.execute(query).one()._mapping), new


def of_comment(unit: Unit, site_id: int, comment_id: str) -> list[Report]:
    """Return all reports on a comment, oldest first; none for a comment of another site."""
    query = select(*_FIELDS).where(reports.c.site_id == site_id, reports.c.comment_id == comment_id)
    return [Report(**row._mapping) for row in unit.execute(query.order_by(reports.c.created_at, reports.c.id))]


def settle(unit: Unit, comment_ids: Sequence[str], *, now: int) -> None:
    """Settle the open reports on comments that a person decided on. now: microseconds."""
    settled = reports.c.comment_id.in_(comment_ids), reports.c.settled_at.is_(None)
    unit.execute(update(reports).where(*settled).values(settled_at=now))
    reported = comments.c.id.in_(comment_ids), comments.c.open_reports > 0
    unit.execute(update(comments).where(*reported).values(open_reports=0))


def reopen(unit: Unit, comment_id: str, settled_at: Sequence[int]) -> None:
    """Open the reports again that were settled at those moments: the decision on them was undone."""
    mine: ColumnElement[bool] = reports.c.comment_id == comment_id
    unit.execute(update(reports).where(mine, reports.c.settled_at.in_(settled_at)).values(settled_at=None))
    still = select(func.count()).select_from(reports).where(mine, reports.c.settled_at.is_(None))
    unit.execute(update(comments).where(comments.c.id == comment_id).values(open_reports=still.scalar_subquery()))


def forget(unit: Unit, comment_id: str, *, now: int) -> None:
    """Settle the reports on a deleted comment and drop what readers wrote about it."""
    settle(unit, [comment_id], now=now)
    unit.execute(update(reports).where(reports.c.comment_id == comment_id).values(note=None))

"""Reports: what readers said against comments, until a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from policy.reports import report_weight
from policy.states import Status
from runtime.ids import new_id
from store.comments import by_id
from store.engine import sql
from store.tables import comments, reports
from store.unit import Unit

UPHELD, DISMISSED = "upheld", "dismissed"  # by a person's decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reader's report, as first made. reporter: the site's own id of the reader. Moments in microseconds.

    weight: in hundredths, by what became of the reporter's earlier reports; 100 for one of whom nothing is known.
    """

    id: str
    comment_id: str
    reporter: str
    reason: str
    note: str | None
    weight: int
    created_at: int
    settled_at: int | None


_FIELDS = [reports.c[name] for name in Report.__slots__]
# What a person has kept after readers reported it, with this text, is not opened again: it was looked at.
_KEPT = (
    "EXISTS (SELECT 1 FROM reports k WHERE k.comment_id = c.id AND k.revision = c.revision AND k.outcome = 'dismissed')"
)
_ADD = sql(
    "INSERT INTO reports (id, comment_id, site_id, reporter, reason, note, weight, address_hash, revision, "
    "created_at, settled_at) "
    "SELECT :id, c.id, c.site_id, :reporter, :reason, :note, :weight, :address_hash, c.revision, :now, "
    f"CASE WHEN {_KEPT} THEN :now END FROM comments c "
    "WHERE c.id = :comment_id AND c.site_id = :site_id AND c.status <> 'deleted' "
    "ON CONFLICT (comment_id, reporter) DO NOTHING RETURNING id"
)


def add(
    unit: Unit,
    site_id: int,
    comment_id: str,
    *,
    reporter: str,
    reason: str,
    note: str | None,
    now: int,
    address_hash: str | None = None,
) -> tuple[Report, bool]:
    """Store a report, once for each reader; return it, or the reader's earlier one, and whether it is new.

    address_hash: of a reader who could be anybody; a second report from the same address weighs nothing.
    One on a text that a person kept after others had reported it is settled at once.

    reason: one of policy.reports. Raises CommentNotFound.
    """
    by_id(unit, site_id, comment_id)
    weight = 0 if _is_again(unit, comment_id, address_hash) else _weight_of(unit, site_id, reporter)
    params: dict[str, Any] = {"id": new_id(), "reporter": reporter, "reason": reason, "note": note, "now": now}
    params |= {"weight": weight, "address_hash": address_hash}
    new = bool(unit.run(_ADD, {**params, "comment_id": comment_id, "site_id": site_id}))
    query = select(*_FIELDS).where(reports.c.comment_id == comment_id, reports.c.reporter == reporter)
    report = Report(**unit.execute(query).one()._mapping)
    if new and report.settled_at is None:
        unit.execute(
            update(comments).where(comments.c.id == comment_id).values(open_reports=comments.c.open_reports + 1)
        )
    return report, new


def open_weight(unit: Unit, comment_id: str) -> int:
    """Return how much the open reports on a comment weigh together, in hundredths."""
    mine = reports.c.comment_id == comment_id, reports.c.settled_at.is_(None)
    return int(unit.execute(select(func.coalesce(func.sum(reports.c.weight), 0)).where(*mine)).scalar_one())


def _is_again(unit: Unit, comment_id: str, address_hash: str | None) -> bool:
    if address_hash is None:
        return False
    from_there = reports.c.comment_id == comment_id, reports.c.address_hash == address_hash
    return unit.execute(select(reports.c.id).where(*from_there).limit(1)).first() is not None


def _weight_of(unit: Unit, site_id: int, reporter: str) -> int:
    query = select(reports.c.outcome, func.count().label("number")).where(
        reports.c.site_id == site_id, reports.c.reporter == reporter, reports.c.outcome.is_not(None)
    )
    found = {row.outcome: row.number for row in unit.execute(query.group_by(reports.c.outcome))}
    return report_weight(upheld=found.get(UPHELD, 0), dismissed=found.get(DISMISSED, 0))


def of_comment(unit: Unit, site_id: int, comment_id: str) -> list[Report]:
    """Return all reports on a comment, oldest first; none for a comment of another site."""
    query = select(*_FIELDS).where(reports.c.site_id == site_id, reports.c.comment_id == comment_id)
    return [Report(**row._mapping) for row in unit.execute(query.order_by(reports.c.created_at, reports.c.id))]


def by_reporter(unit: Unit, site_id: int, reporter: str) -> list[Report]:
    """Return all reports that a reader made, newest first."""
    query = select(*_FIELDS).where(reports.c.site_id == site_id, reports.c.reporter == reporter)
    return [Report(**row._mapping) for row in unit.execute(query.order_by(reports.c.created_at.desc()))]


def settle(unit: Unit, comment_ids: Sequence[str], new_status: Status, *, now: int) -> None:
    """Settle the open reports on comments to which a person gave that status. now: microseconds."""
    settled = reports.c.comment_id.in_(comment_ids), reports.c.settled_at.is_(None)
    outcome = {Status.REJECTED: UPHELD, Status.APPROVED: DISMISSED}.get(new_status)
    unit.execute(update(reports).where(*settled).values(settled_at=now, outcome=outcome, address_hash=None))
    reported = comments.c.id.in_(comment_ids), comments.c.open_reports > 0
    unit.execute(update(comments).where(*reported).values(open_reports=0))


def reopen(unit: Unit, comment_id: str, settled_at: Sequence[int]) -> None:
    """Open the reports again that were settled at those moments: the decision on them was undone."""
    mine: ColumnElement[bool] = reports.c.comment_id == comment_id
    unit.execute(
        update(reports).where(mine, reports.c.settled_at.in_(settled_at)).values(settled_at=None, outcome=None)
    )
    still = select(func.count()).select_from(reports).where(mine, reports.c.settled_at.is_(None))
    unit.execute(update(comments).where(comments.c.id == comment_id).values(open_reports=still.scalar_subquery()))


def forget(unit: Unit, comment_id: str, *, now: int) -> None:
    """Settle the reports on a deleted comment and drop what readers wrote about it."""
    settle(unit, [comment_id], Status.DELETED, now=now)
    unit.execute(update(reports).where(reports.c.comment_id == comment_id).values(note=None, address_hash=None))

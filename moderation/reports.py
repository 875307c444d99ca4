"""A reader reports a comment."""

from __future__ import annotations

from moderation.wiring import Parts
from store import reports
from store.reports import Report


def report(parts: Parts, site_id: int, comment_id: str, *, reader: str, reason: str, note: str | None) -> Report:
    """Store a reader's report; the same reader's earlier one stands. Raises CommentNotFound."""
    now = parts.clock()
    stored, _ = parts.database.write(
        lambda unit: reports.add(unit, site_id, comment_id, reporter=reader, reason=reason, note=note, now=now)
    )
    return stored

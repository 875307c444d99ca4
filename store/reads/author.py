"""An author as moderators see one: since when, with what record, and what was decided of late."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from policy.states import Status
from store import notes
from store.notes import Note
from store.tables import authors, comments, decisions
from store.unit import Unit

LAST_DECISIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterDecision:
    """The decision that stands on an author's comment. actor: machine, person or author. decided_at: microseconds."""

    comment_id: str
    status: Status
    actor: str
    reasons: list[str]
    decided_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterPanel:
    """What is known of an author. Moments in microseconds; counts: comments by status, those without any left out.

    standing: trusted, suspended or banned by a person, None: as anybody; until: end of a suspension.
    decisions: the latest, newest first, with their reason codes.
    """

    id: str
    first_seen: int
    standing: str | None
    until: int | None
    counts: dict[Status, int]
    decisions: list[WriterDecision]
    notes: list[Note]

    @property
    def approval_rate(self) -> float | None:
        """Return the share 0..1 of the approved among the approved and rejected; None where there are neither."""
        approved, rejected = self.counts.get(Status.APPROVED, 0), self.counts.get(Status.REJECTED, 0)
        return approved / (approved + rejected) if approved + rejected else None


def panel(unit: Unit, site_id: int, author_id: str) -> WriterPanel:
    """Return what is known of an author of the site, who must exist. Four statements."""
    who = unit.execute(select(authors).where(authors.c.site_id == site_id, authors.c.id == author_id)).one()
    theirs = (comments.c.site_id == site_id, comments.c.author_id == author_id)
    counted = unit.execute(
        select(comments.c.status, func.count().label("number")).where(*theirs).group_by(comments.c.status)
    )
    latest = (
        select(comments.c.id, comments.c.status, comments.c.decided_at, decisions.c.actor, decisions.c.reasons)
        .join(decisions, decisions.c.id == comments.c.decision_id)
        .where(*theirs, comments.c.decided_at.is_not(None))
        .order_by(comments.c.decided_at.desc(), comments.c.id.desc())
        .limit(LAST_DECISIONS)
    )
    return WriterPanel(
        id=author_id,
        first_seen=who.created_at,
        standing=who.standing,
        until=who.standing_until,
        counts={Status(row.status): row.number for row in counted},
        decisions=[
            WriterDecision(
                comment_id=row.id,
                status=Status(row.status),
                actor=row.actor,
                reasons=[one["code"] for one in row.reasons],
                decided_at=row.decided_at,
            )
            for row in unit.execute(latest)
        ],
        notes=notes.of_author(unit, site_id, author_id),
    )

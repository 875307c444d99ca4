"""The books of a site: what must always agree, whatever happened, and what has settled once nothing is under way.

`accepted = approved + held + rejected + pending + deleted`; each comment is published once at the most and only where
it is approved; counts equal a recount; the log tells how each comment came to stand where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text

from policy.states import Status
from store.tables import article_threads, comments, decisions, published
from store.unit import Database, Unit


@dataclass(frozen=True, slots=True)
class Books:
    """How many comments of each status, how many shown, how many by the articles' counts, how many decisions."""

    statuses: dict[str, int]
    shown: int
    counted: int
    decisions: int

    @property
    def accepted(self) -> int:
        return sum(self.statuses.values())


def books(database: Database, site_id: int) -> Books:
    """Return the site's books at this moment."""
    return database.read(lambda unit: _books(unit, site_id))


def faults(database: Database, site_id: int) -> list[str]:
    """Return what does not agree; [] for sound books. At any moment, under way or not."""
    return database.read(lambda unit: _faults(unit, site_id))


def _books(unit: Unit, site_id: int) -> Books:
    statuses = select(comments.c.status, func.count()).where(comments.c.site_id == site_id).group_by(comments.c.status)
    counted = select(func.coalesce(func.sum(article_threads.c.published), 0)).where(
        article_threads.c.site_id == site_id
    )
    shown = select(func.count()).select_from(published).where(published.c.site_id == site_id)
    logged = select(func.count()).select_from(decisions).where(decisions.c.site_id == site_id)
    return Books(
        statuses=dict(tuple(row) for row in unit.execute(statuses)),
        shown=unit.execute(shown).scalar_one(),
        counted=unit.execute(counted).scalar_one(),
        decisions=unit.execute(logged).scalar_one(),
    )


# Each names the comments for which something does not agree.
_QUESTIONS = {
    "is published and not approved, or no longer": (
        "SELECT p.comment_id FROM published p JOIN comments c ON c.id = p.comment_id WHERE p.site_id = :site "
        "AND (c.status <> 'approved' OR c.publish_at IS NOT NULL OR c.wire IS NOT NULL)"
    ),
    "is approved and not published": (
        "SELECT c.id FROM comments c LEFT JOIN published p ON p.comment_id = c.id WHERE c.site_id = :site "
        "AND c.status = 'approved' AND c.publish_at IS NULL AND c.wire IS NULL AND p.comment_id IS NULL"
    ),
    "shows another text than it has": (
        "SELECT c.id FROM comments c JOIN published p ON p.comment_id = c.id WHERE c.site_id = :site "
        "AND (p.text <> c.text OR p.revision <> c.revision)"
    ),
    "has another version than its log has entries": (
        "SELECT c.id FROM comments c LEFT JOIN decisions d ON d.comment_id = c.id WHERE c.site_id = :site "
        "GROUP BY c.id, c.version HAVING COUNT(d.id) <> c.version - 1 OR COALESCE(MAX(d.version), 1) <> c.version"
    ),
    "stands elsewhere than its log says": (
        "SELECT c.id FROM comments c JOIN decisions d ON d.comment_id = c.id AND d.version = c.version "
        "WHERE c.site_id = :site AND d.new_status <> c.status"
    ),
    "has a log with a gap": (
        "SELECT d.comment_id FROM decisions d JOIN decisions e ON e.comment_id = d.comment_id "
        "AND e.version = d.version + 1 WHERE d.site_id = :site AND e.old_status <> d.new_status"
    ),
    "is held with no harm, or harms and is not held": (
        "SELECT c.id FROM comments c WHERE c.site_id = :site AND (c.status = 'held') <> (c.harm IS NOT NULL)"
    ),
    "is claimed and not held": (
        "SELECT c.id FROM comments c JOIN claims l ON l.comment_id = c.id "
        "WHERE c.site_id = :site AND c.status <> 'held'"
    ),
    "is deleted and has its text": (
        "SELECT c.id FROM comments c WHERE c.site_id = :site AND c.status = 'deleted' AND c.text <> ''"
    ),
    "stands under an article with another count": (
        "SELECT t.article_id FROM article_threads t LEFT JOIN published p ON p.site_id = t.site_id "
        "AND p.article_id = t.article_id WHERE t.site_id = :site GROUP BY t.article_id, t.published "
        "HAVING COUNT(p.comment_id) <> t.published"
    ),
}


def _faults(unit: Unit, site_id: int) -> list[str]:
    found = []
    for what, query in _QUESTIONS.items():
        for (name,) in unit.execute(text(query), {"site": site_id}):
            found.append(f"{name} {what}")
    seen = _books(unit, site_id)
    if seen.shown != seen.counted:
        found.append(f"{seen.shown} are shown, {seen.counted} are counted")
    if set(seen.statuses) - {status.value for status in Status}:
        found.append(f"strange statuses: {seen.statuses}")
    return found

"""Who has claimed which comment."""

from __future__ import annotations

from moderation.wiring import Parts
from runtime.clock import SECOND
from store import claims
from store.claims import Claim
from store.comments import StoredComment


def claim(parts: Parts, site_id: int, comment_id: str, holder: str) -> Claim:
    """Claim a held comment, or keep it longer. Raises CommentNotFound, NotHeld, ClaimHeld."""
    now = parts.clock()
    end = until(parts, now)
    return parts.database.write(lambda unit: claims.claim(unit, site_id, comment_id, holder, now=now, until=end))


def claim_next(parts: Parts, site_id: int, holder: str, *, limit: int) -> tuple[list[StoredComment], int]:
    """Take the most pressing held comments that nobody else has; return them and until when (microseconds)."""
    now = parts.clock()
    end = until(parts, now)
    taken = parts.database.write(lambda unit: claims.claim_next(unit, site_id, holder, limit=limit, now=now, until=end))
    return taken, end


def release(parts: Parts, site_id: int, comment_id: str, holder: str) -> None:
    """Give a comment back, where the holder has it. Raises CommentNotFound."""
    parts.database.write(lambda unit: claims.release(unit, site_id, comment_id, holder))


def until(parts: Parts, now: int) -> int:
    """Return when a claim of this moment ends. Microseconds."""
    return now + parts.settings.claim_seconds * SECOND

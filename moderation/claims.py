"""Who has which comment in hand."""

from __future__ import annotations

from moderation.services import Services
from runtime.clock import SECOND
from store import claims
from store.claims import Lease
from store.rows import StoredComment


def claim(services: Services, site_id: int, comment_id: str, holder: str) -> Lease:
    """Take a held comment in hand, or keep it longer. Raises CommentNotFound, NotHeld, ClaimHeld."""
    now = services.clock()
    until = now + services.settings.claim_seconds * SECOND
    return services.database.write(lambda unit: claims.claim(unit, site_id, comment_id, holder, now=now, until=until))


def claim_next(services: Services, site_id: int, holder: str, *, limit: int) -> tuple[list[StoredComment], int]:
    """Take the most pressing held comments that nobody else has; return them and until when (microseconds)."""
    now = services.clock()
    until = now + services.settings.claim_seconds * SECOND
    taken = services.database.write(
        lambda unit: claims.claim_next(unit, site_id, holder, limit=limit, now=now, until=until)
    )
    return taken, until


def release(services: Services, site_id: int, comment_id: str, holder: str) -> None:
    """Give a comment back, where the holder has it. Raises CommentNotFound."""
    services.database.write(lambda unit: claims.release(unit, site_id, comment_id, holder))

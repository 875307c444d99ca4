"""Reports over Akismet's wire: what moderators elsewhere say was missed or wrong, and what was counted."""

from __future__ import annotations

import structlog

from moderation.foreign import feedback
from moderation.foreign.akismet import Submitted, month_of
from moderation.wiring import Parts
from policy.decide import unscored
from policy.errors import ClaimHeld, CommentNotFound, MoveNotAllowed, StaleDecision
from policy.reasons import reason
from policy.states import Actor, Status
from policy.wires import Wire
from runtime import metrics
from store import akismet, comments, decisions
from store.akismet import Check, Usage
from store.unit import Unit

log = structlog.get_logger()


def report(parts: Parts, site_id: int, said: Submitted, *, spam: bool, given_by: str) -> bool:
    """Take down that a comment is spam, or is not: a label, and a person's decision on the comment where we have it.

    Each counts once, the latest word stands; return False where the same was said before. Raises DatabaseUnavailable.
    """
    known = parts.database.read(lambda unit: _check_of(unit, parts, site_id, said))
    new = feedback.take(
        parts,
        site_id,
        wire=Wire.AKISMET,
        token=said.fingerprint(parts) if known is None else known.comment_id,
        values={"spam": float(spam)},
        text=said.text if known is None else None,
        language=said.language,
        given_by=given_by,
        comment_id=None if known is None else known.comment_id,
    )
    if not new:
        return False
    month = month_of(parts)
    was_wrong = known is None or (known.told == "true") != spam

    def work(unit: Unit) -> None:
        if known is not None:  # they know their own decision
            akismet.tell(unit, [known.guid], "true" if spam else "false")
        if was_wrong:
            akismet.count(unit, site_id, month, said.blog, "missed_spam" if spam else "false_positives")

    parts.database.write(work)  # before the decision, of which they would else be told
    if known is not None and _decide(parts, site_id, known, spam=spam, person=f"{given_by} (akismet)"):
        parts.teller.ring()
    return True


def usage(parts: Parts, site_id: int, *, since: str, until: str) -> Usage:
    """Return what was counted of the site from one month to another (YYYY-MM), both counted."""
    return parts.database.read(lambda unit: akismet.usage(unit, site_id, since=since, until=until))


def usage_by_blog(parts: Parts, site_id: int, month: str, *, containing: str) -> list[Usage]:
    """Return what was counted of each blog in a month whose address contains that."""
    return parts.database.read(lambda unit: akismet.usage_by_blog(unit, site_id, month, containing=containing))


def _check_of(unit: Unit, parts: Parts, site_id: int, said: Submitted) -> Check | None:
    by_guid = akismet.by_guid(unit, site_id, said.guid) if said.guid is not None else None
    return by_guid or akismet.by_fingerprint(unit, site_id, said.fingerprint(parts))


def _decide(parts: Parts, site_id: int, known: Check, *, spam: bool, person: str) -> bool:
    """Decide on the comment as its site's moderators did; return False where it stands so, or a colleague has it."""
    status, code = (Status.REJECTED, "person-spam") if spam else (Status.APPROVED, "person-approved")
    now = parts.clock()

    def work(unit: Unit) -> None:
        seen = comments.by_id(unit, site_id, known.comment_id)
        decisions.decide(
            unit,
            site_id,
            seen.id,
            status,
            version=seen.version,
            person=person,
            reasons=[unscored(reason(code)).to_mapping()],
            note=None,
            now=now,
        )

    try:
        parts.database.write(work)
    except (MoveNotAllowed, StaleDecision, ClaimHeld, CommentNotFound) as error:
        log.info("report_decides_nothing", wire=Wire.AKISMET, error=type(error).__name__)
        return False
    metrics.count_decisions([status], by=Actor.PERSON)
    return True

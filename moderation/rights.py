"""Readers' rights: all that is kept of one author, to take away, and its erasure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from moderation.wiring import Parts
from policy.states import Actor, Status
from runtime import metrics
from store import appeals, comments, edits, reports, revisions
from store.appeals import Appeal
from store.comments import StoredComment
from store.reads import history
from store.reads.history import LoggedDecision
from store.reports import Report
from store.revisions import EarlierText
from store.unit import Unit

AT_ONCE: Final = 100  # comments, in one transaction
MOST: Final = 1_000  # comments in one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """All that is kept of one comment: the texts before this one, every decision, and the appeals against them."""

    comment: StoredComment
    earlier: list[EarlierText]
    decisions: list[LoggedDecision]
    appeals: list[Appeal]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorData:
    """All that is kept of an author: comments, newest first, and reports they made. more: there are further ones."""

    author_id: str
    comments: list[OwnRecord]
    reports: list[Report]
    more: bool


def export(parts: Parts, site_id: int, author_id: str) -> AuthorData:
    """Return all that is kept of the author, up to MOST comments; nothing of one who never wrote."""

    def work(unit: Unit) -> AuthorData:
        found = comments.of_author(unit, site_id, author_id, article_id=None, most=MOST + 1, everywhere=True)
        return AuthorData(
            author_id=author_id,
            comments=[
                OwnRecord(
                    comment=one,
                    earlier=revisions.of_comment(unit, one.id),
                    decisions=history.log_of(unit, site_id, one.id),
                    appeals=appeals.of_comment(unit, one.id),
                )
                for one in found[:MOST]
            ],
            reports=reports.by_reporter(unit, site_id, author_id),
            more=len(found) > MOST,
        )

    return parts.database.read(work)


def erase(parts: Parts, site_id: int, author_id: str) -> int:
    """Delete all comments of the author and what they wrote in reports and appeals; return how many comments.

    What others answered stays, without what it answers. Bit by bit, each comment whole: asked again after an
    interruption it goes on where it stopped.
    """
    erased = 0
    while True:
        now = parts.clock()

        def work(unit: Unit, now: int = now) -> int:
            found = comments.of_author(unit, site_id, author_id, article_id=None, most=AT_ONCE, everywhere=True)
            for one in found:
                edits.delete(unit, site_id, one.id, now=now)
            if len(found) < AT_ONCE:
                reports.forget_reporter(unit, site_id, author_id)
            return len(found)

        gone = parts.database.write(work)
        metrics.count_decisions([Status.DELETED] * gone, by=Actor.AUTHOR)
        erased += gone
        if gone < AT_ONCE:
            break
    parts.teller.ring()
    return erased

"""Readers' rights: all that is kept of one author, to take away, and its erasure."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from moderation.store_parts import StoreParts
from policy.states import Actor, Status
from runtime import metrics
from store import appeals, comments, edits, erasure, reports, revisions
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


def export(parts: StoreParts, site_id: int, author_id: str, *, most: int = MOST) -> AuthorData:
    """Return all that is kept of the author, up to `most` comments; nothing of one who never wrote."""

    def work(unit: Unit) -> AuthorData:
        found = comments.of_author(unit, site_id, author_id, article_id=None, most=most + 1, everywhere=True)
        return AuthorData(
            author_id=author_id,
            comments=[
                OwnRecord(
                    comment=one,
                    earlier=revisions.of_comment(unit, one.id),
                    decisions=history.log_of(unit, site_id, one.id),
                    appeals=appeals.of_comment(unit, one.id),
                )
                for one in found[:most]
            ],
            reports=reports.by_reporter(unit, site_id, author_id),
            more=len(found) > most,
        )

    return parts.database.read(work)


def erase(parts: StoreParts, site_id: int, author_id: str, *, keeps_ban: bool = False) -> int:
    """Erase the author from every table; return how many comments that took away.

    Comments go through the door, so the world outside hears that they are deleted; rows and log entries that remain
    name a pseudonym made for this, and hold no text. What others answered stays, without what it answers. Bit by bit,
    each comment whole: asked again after an interruption it goes on where it stopped. keeps_ban: where moderators
    banned or suspended the author, the id stays with that alone, or erasing oneself would undo it.
    """
    erased = 0
    pseudonym = f"erased-{secrets.token_hex(8)}"
    while True:
        now = parts.clock()

        def work(unit: Unit, now: int = now) -> int:
            found = comments.of_author(unit, site_id, author_id, article_id=None, most=AT_ONCE, everywhere=True)
            erasure.forget_texts(unit, site_id, [one.id for one in found])
            for one in found:
                edits.delete(unit, site_id, one.id, now=now)
            return len(found)

        gone = parts.database.write(work)
        metrics.count_decisions([Status.DELETED] * gone, by=Actor.AUTHOR)
        erased += gone
        if gone < AT_ONCE:
            break

    def unname(unit: Unit) -> int:
        return erasure.unname(unit, site_id, author_id, pseudonym, now=parts.clock(), limit=AT_ONCE)

    while parts.database.write(unname):
        pass
    parts.database.write(lambda unit: erasure.forget_author(unit, site_id, author_id, pseudonym, keeps_ban=keeps_ban))
    parts.database.scrub()
    return erased

"""Why a comment was refused, as its author is owed it: the facts of a statement of reasons, out of the decision record.

Its parts are those of Regulation (EU) 2022/2065 (Digital Services Act), article 17(3): what was done, on which facts,
whether by machine, on which ground, and what can be done about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from moderation.wiring import Parts
from policy.errors import NotRefused
from policy.states import Actor, Status
from store import appeals, articles, comments, reports
from store.appeals import Appeal
from store.articles import Article
from store.comments import StoredComment
from store.reads import history
from store.unit import Unit


class Restriction(StrEnum):
    """What was done to the comment."""

    NOT_PUBLISHED = "not-published"  # it never stood on the page
    TAKEN_DOWN = "taken-down"  # it did, and was taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The facts of one refusal. decided_at: microseconds. by_machine: no person took the decision.

    read_by_machine: a classifier read it. reported: readers had reported it. codes: of the grounds, strongest first.
    appeal: the author's latest word against it, None where there is none yet.
    """

    comment: StoredComment
    article: Article
    restriction: Restriction
    decided_at: int
    by_machine: bool
    read_by_machine: bool
    reported: bool
    codes: tuple[str, ...]
    appeal: Appeal | None


def statement(parts: Parts, site_id: int, comment_id: str) -> Statement:
    """Return the facts of a comment's refusal. Raises CommentNotFound, NotRefused."""

    def work(unit: Unit) -> Statement:
        seen = comments.by_id(unit, site_id, comment_id)
        if seen.status is not Status.REJECTED:
            raise NotRefused(comment_id)
        log = history.log_of(unit, site_id, comment_id)
        last = log[-1]
        was_shown = any(one.old_status == Status.APPROVED for one in log if one.revision == seen.revision)
        return Statement(
            comment=seen,
            article=articles.by_id(unit, site_id, seen.article_id),
            restriction=Restriction.TAKEN_DOWN if was_shown else Restriction.NOT_PUBLISHED,
            decided_at=seen.decided_at or last.decided_at,
            by_machine=last.actor == Actor.MACHINE,
            read_by_machine=seen.model is not None,
            reported=bool(reports.of_comment(unit, site_id, comment_id)),
            codes=tuple(dict.fromkeys(str(one["code"]) for one in seen.reasons)),
            appeal=appeals.latest_of(unit, [comment_id]).get(comment_id),
        )

    return parts.database.read(work)

"""Comments as readers of a page see them: those of all, and those of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moderation.articles import Talk
from moderation.readers import Own
from policy.decide import Verdict
from policy.kinds import Kind, kind_of
from policy.states import Status
from runtime.clock import iso
from store.accept import NewComment
from store.comments import StoredComment
from store.reads.conversations import Conversation
from store.reads.threads import PublishedComment

Say = Callable[[str], str]  # a reason's code -> its sentence in the reader's language


def talk(one: Talk) -> dict[str, Any]:
    """Return a page of conversations."""
    return {
        "count": one.head.count,
        "version": one.head.version,
        "open": one.is_open,
        "conversations": [conversation(each) for each in one.conversations],
        "linked": conversation(one.linked) if one.linked else None,
    }


def conversation(one: Conversation) -> dict[str, Any]:
    """Return a comment with the answers below it."""
    return {**_shown(one.first), "orphaned": one.orphaned, "replies": [_shown(reply) for reply in one.replies]}


def _shown(one: PublishedComment) -> dict[str, Any]:
    return {
        "id": one.comment_id,
        "parent": one.parent_id,
        "name": one.author_name or None,
        "text": one.text,
        "language": one.language,
        "edited": one.revision > 1,
        "created_at": iso(one.created_at),
    }


def own(one: Own, say: Say) -> dict[str, Any]:
    """Return one of a reader's own comments, with what became of an appeal."""
    may = ["edit", "delete", *(["appeal"] if one.may_appeal else [])]
    appeal = one.appeal
    told = (appeal.outcome or "open") if appeal and (one.is_appealed or appeal.outcome == "overturned") else None
    return {**mine(one.comment, say), "may": may, "appeal": told}


def mine(one: StoredComment | NewComment, say: Say) -> dict[str, Any]:
    """Return a comment as its author sees it: where it stands, and why. reasons: sentences, the strongest first."""
    stored = one if isinstance(one, StoredComment) else None
    status = Status.PENDING if stored is None else stored.status
    # A person's approval waits to be published until it can no longer be undone.
    if stored is not None and status is Status.APPROVED and stored.published_at is None:
        status = Status.HELD
    told = status in (Status.HELD, Status.REJECTED)
    codes = [why["code"] for why in stored.reasons] if stored is not None and told else []
    return {
        "id": one.id,
        "article": one.article_id,
        "parent": one.parent_id,
        "name": one.author_name,
        "text": one.text,
        "status": status,
        "reasons": [{"code": code, "message": say(code)} for code in dict.fromkeys(codes) if _is_for_authors(code)],
        "edited": stored is not None and stored.revision > 1,
        "created_at": iso(one.created_at),
        "decided_at": iso(stored.decided_at) if stored is not None else None,
        "may": ["edit", "delete", *(["appeal"] if status is Status.REJECTED else [])],
        "appeal": None,
    }


def warning(verdict: Verdict, say: Say) -> dict[str, Any]:
    """Return how a text reads before it is sent. warn: whether its author should think again."""
    reasons = [one.to_mapping() for one in verdict.reasons]
    warn = verdict.status is not Status.APPROVED and kind_of(reasons) is not Kind.ORDER
    codes = [one["code"] for one in reasons if _is_for_authors(one["code"])] if warn else []
    return {
        "warn": warn,
        "status": verdict.status,
        "reasons": [{"code": code, "message": say(code)} for code in dict.fromkeys(codes)],
    }


def _is_for_authors(code: str) -> bool:
    # That a person decided says nothing of why; and what keeps programs out is not told to them.
    return code not in ("person-approved", "person-held", "person-undone", "author-edited", "sent-after-warning")

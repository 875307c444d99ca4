"""All that is kept of an author, as data to take away."""

from __future__ import annotations

from typing import Any

from moderation.rights import AuthorData, OwnRecord
from policy.states import Actor
from runtime.clock import iso
from store.reads.history import LoggedDecision


def author_data(one: AuthorData) -> dict[str, Any]:
    """Return all that is kept of an author. Moderators are not named in it."""
    return {
        "author": one.author_id,
        "comments": [_comment(each) for each in one.comments],
        "more": one.more,
        "reports": [
            {"comment": each.comment_id, "reason": each.reason, "note": each.note, "created_at": iso(each.created_at)}
            for each in one.reports
        ],
    }


def _comment(one: OwnRecord) -> dict[str, Any]:
    kept = one.comment
    return {
        "id": kept.id,
        "external_id": kept.external_id,
        "article": kept.article_id,
        "parent_id": kept.parent_id,
        "wire": kept.wire,
        "name": kept.author_name,
        "url": kept.author_url,
        "text": kept.text,
        "language": kept.language,
        "status": kept.status,
        "scores": kept.scores,
        "created_at": iso(kept.created_at),
        "published_at": iso(kept.published_at),
        "earlier_texts": [
            {"revision": each.revision, "text": each.text, "replaced_at": iso(each.replaced_at)} for each in one.earlier
        ],
        "decisions": [_decision(each) for each in one.decisions],
        "appeals": [
            {
                "text": each.text,
                "created_at": iso(each.created_at),
                "outcome": each.outcome,
                "settled_at": iso(each.settled_at),
            }
            for each in one.appeals
        ],
    }


def _decision(one: LoggedDecision) -> dict[str, Any]:
    return {
        "status": one.new_status,
        "by": Actor(one.actor),
        "reasons": [each["code"] for each in one.reasons],
        "model": one.model,
        "policy": one.policy,
        "decided_at": iso(one.decided_at),
    }

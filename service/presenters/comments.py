"""Comments, verdicts and decisions as they are shown."""

from __future__ import annotations

from typing import Any

from moderation.explain import Explained
from moderation.judging import Checked
from runtime.clock import iso
from service.presenters.audience import Audience
from service.presenters.evidence import signals
from service.presenters.explanations import in_short
from store.accept import NewComment
from store.comments import StoredComment
from store.reads.history import LoggedDecision
from store.reads.threads import PublishedComment


def comment(one: StoredComment | NewComment, audience: Audience) -> dict[str, Any]:
    """Return a comment with where it stands and why."""
    return _pending(one) if isinstance(one, NewComment) else _stored(one, audience)


def _stored(one: StoredComment, audience: Audience) -> dict[str, Any]:
    return {
        "id": one.id,
        "external_id": one.external_id,
        "article": one.article_id,
        "status": one.status,
        "version": one.version,
        "revision": one.revision,
        "language": one.language or one.language_hint,
        "text": one.text,
        "author": {"id": one.author_id, "name": one.author_name, "url": one.author_url},
        "parent_id": one.parent_id,
        "wire": one.wire,
        "created_at": iso(one.created_at),
        "decided_at": iso(one.decided_at),
        "published_at": iso(one.published_at),
        "reasons": audience.reasons(one.reasons),
        "scores": one.scores,
        "model": one.model,
        "policy": one.policy,
    }


def _pending(one: NewComment) -> dict[str, Any]:
    return {
        "id": one.id,
        "external_id": one.external_id,
        "article": one.article_id,
        "status": "pending",
        "version": 1,
        "revision": 1,
        "language": one.language_hint,
        "text": one.text,
        "author": {"id": one.author_id, "name": one.author_name, "url": one.author_url},
        "parent_id": one.parent_id,
        "wire": one.wire,
        "created_at": iso(one.created_at),
        "decided_at": None,
        "published_at": None,
        "reasons": [],
        "scores": {},
        "model": None,
        "policy": None,
    }


def published(one: PublishedComment) -> dict[str, Any]:
    """Return a comment as readers of the article see it."""
    return {
        "id": one.comment_id,
        "parent_id": one.parent_id,
        "author": {"id": one.author_id, "name": one.author_name, "url": one.author_url},
        "text": one.text,
        "language": one.language,
        "revision": one.revision,
        "created_at": iso(one.created_at),
        "published_at": iso(one.published_at),
    }


def verdict(checked: Checked, audience: Audience) -> dict[str, Any]:
    """Return a verdict on a text that was not kept."""
    return {
        "status": checked.verdict.status,
        "language": checked.verdict.language,
        "reasons": audience.reasons(reason.to_mapping() for reason in checked.verdict.reasons),
        "scores": checked.verdict.scores,
        "model": checked.model,
        "policy": checked.policy,
    }


def comment_explanation(explained: Explained | None, one: StoredComment, audience: Audience) -> dict[str, Any] | None:
    """Return why a stored comment stands where it stands, None when that could not be said."""
    reasons = audience.reasons(one.reasons)
    return _explanation(explained, reasons, name=one.author_name, decided_by=one.model)


def verdict_explanation(
    explained: Explained | None, checked: Checked, audience: Audience, *, name: str | None
) -> dict[str, Any] | None:
    """Return why a text got the verdict, None when that could not be said. name: shown beside it."""
    reasons = audience.reasons(reason.to_mapping() for reason in checked.verdict.reasons)
    return _explanation(explained, reasons, name=name, decided_by=checked.model)


def _explanation(
    explained: Explained | None, reasons: list[dict[str, Any]], *, name: str | None, decided_by: str | None
) -> dict[str, Any] | None:
    if explained is None:
        return None
    found = signals(reasons, explained, name=name, decided_by=decided_by)
    return {**in_short(explained, decided_by=decided_by), "signals": found}


def decision(one: LoggedDecision, audience: Audience) -> dict[str, Any]:
    """Return one entry of the decision log."""
    return {
        "id": one.id,
        "version": one.version,
        "revision": one.revision,
        "old_status": one.old_status,
        "new_status": one.new_status,
        "by": one.actor,
        "actor": one.actor_id,
        "reasons": audience.reasons(one.reasons),
        "scores": one.scores or {},
        "model": one.model,
        "policy": one.policy,
        "text": one.text,
        "note": one.note,
        "decided_at": iso(one.decided_at),
    }

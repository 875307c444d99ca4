"""A change in the words of the wire: the body of a webhook, and the comment in it."""

from __future__ import annotations

from typing import Any, Protocol

import orjson

from policy.states import Status
from runtime.clock import iso
from store.reads.changes import Change

THIN = ("id", "external_id", "article", "status", "version", "revision", "parent_id")


class Message(Protocol):
    """A delivery, on its way or in the log. comment_id: None for a test event."""

    @property
    def id(self) -> int: ...
    @property
    def comment_id(self) -> str | None: ...
    @property
    def version(self) -> int: ...
    @property
    def event(self) -> str: ...
    @property
    def created_at(self) -> int: ...


def comment(change: Change) -> dict[str, Any]:
    """Return the comment as it stood after the change, without what fired a reason."""
    return {
        "id": change.comment_id,
        "external_id": change.external_id,
        "article": change.article_id,
        "status": change.status,
        "version": change.version,
        "revision": change.revision,
        "language": change.language,
        "text": change.text,
        "author": {"id": change.author_id, "name": change.author_name, "url": change.author_url},
        "parent_id": change.parent_id,
        "wire": change.wire,
        "created_at": iso(change.created_at),
        "decided_at": None if change.status == Status.PENDING else iso(change.at),
        "published_at": iso(change.published_at),
        "reasons": [{**one, "detail": None} for one in change.reasons],
        "scores": change.scores,
        "model": change.model,
        "policy": change.policy,
    }


def message_id(comment_id: str, version: int) -> str:
    """Return the id of the one event that made this version: the same whenever and wherever it is sent."""
    return f"msg_{comment_id.replace('-', '')}_{version}"


def id_of(delivery: Message) -> str:
    """Return the id of a delivery's message."""
    if delivery.comment_id is None:
        return f"msg_test_{delivery.id}"
    return message_id(delivery.comment_id, delivery.version)


def body(delivery: Message, change: Change | None, *, thin: bool) -> bytes:
    """Return the body of a webhook. change: None for a test event."""
    if change is None:
        data: dict[str, Any] = {"message": "This endpoint hears Prohori."}
    else:
        whole = comment(change)
        data = {name: whole[name] for name in THIN} if thin else whole
        data["by"] = change.by
        data["appeal"] = change.appeal
    return orjson.dumps({"type": delivery.event, "timestamp": iso(delivery.created_at), "data": data})

"""Endpoints, the article store, what is on its way there, and changes, as they are shown. No secret is."""

from __future__ import annotations

from typing import Any

from moderation.delivery import payload
from runtime.clock import iso
from service.presenters.audience import Audience
from store.delivery_log import LoggedDelivery
from store.destinations import Destination
from store.reads.changes import Change


def endpoint(one: Destination, *, secret: str | None = None) -> dict[str, Any]:
    """Return an endpoint and how it is doing; secret: only where it has just been made."""
    shown = {
        "id": one.id,
        "url": one.url,
        "events": one.settings["events"],
        "description": one.settings.get("description"),
        "payload": one.settings["payload"],
        "timeout_seconds": one.settings.get("timeout_seconds"),
        "concurrency": one.settings.get("concurrency"),
        **_health(one),
    }
    return shown if secret is None else {**shown, "secret": secret}


def outside_store(one: Destination | None) -> dict[str, Any]:
    """Return where a site's comments are published beside the built-in store, and how that is doing."""
    if one is None:
        return {"kind": "builtin"}
    return {"kind": one.kind.value, "url": one.url, **one.settings, **_health(one)}


def _health(one: Destination) -> dict[str, Any]:
    return {
        "enabled": one.disabled_at is None,
        "disabled_because": one.disabled_because,
        "disabled_at": iso(one.disabled_at),
        "failures": one.failures,
        "failing_since": iso(one.failing_since),
        "last_success_at": iso(one.last_success_at),
        "created_at": iso(one.created_at),
    }


def delivery(one: LoggedDelivery, body: bytes) -> dict[str, Any]:
    """Return a delivery with its request and all answers."""
    return {
        **_delivery(one),
        "request": {
            "method": "POST",
            "url": one.url,
            "headers": {"content-type": "application/json", "webhook-id": payload.id_of(one)},
            "body": body.decode(),
        },
    }


def dead_letter(one: LoggedDelivery) -> dict[str, Any]:
    """Return a delivery that was given up."""
    return {**_delivery(one), "destination": {"id": one.destination_id, "kind": one.kind.value, "url": one.url}}


def _delivery(one: LoggedDelivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "message_id": payload.id_of(one),
        "type": one.event,
        "comment": one.comment_id,
        "version": one.version,
        "state": one.state,
        "created_at": iso(one.created_at),
        "next_try_at": iso(one.due_at) if one.state == "open" else None,
        "attempts": one.attempts,
        "first_tried_at": iso(one.first_tried_at),
        "last_tried_at": iso(one.last_tried_at),
        "reason": one.last_error,
        "tries": [
            {
                "at": iso(each.tried_at),
                "milliseconds": each.milliseconds,
                "status": each.status,
                "error": each.error,
                "answer": each.answer,
            }
            for each in one.tries
        ],
    }


def change(one: Change, audience: Audience) -> dict[str, Any]:
    """Return a change of state, with the comment as it stood after it."""
    return {
        "type": one.event,
        "at": iso(one.at),
        "by": one.by,
        "appeal": one.appeal,
        "message_id": payload.message_id(one.comment_id, one.version),
        "comment": {**payload.comment(one), "reasons": audience.reasons(one.reasons)},
    }

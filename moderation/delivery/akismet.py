"""Akismet's callback: a later verdict, told to the site that asked for the check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import orjson

from moderation.delivery_parts import DeliveryParts
from policy.events import COMMENT_APPROVED, COMMENT_HELD, COMMENT_REJECTED, DECISION_UNDONE
from policy.kinds import is_spam
from policy.states import Status
from runtime.outbound import signing
from store import akismet, destinations
from store.akismet import Check, Told
from store.deliveries import Delivery
from store.destinations import Destination, Kind
from store.reads.changes import Change
from store.unit import Unit

PAYLOAD: Final = "akismet"  # of an endpoint that hears Akismet's callbacks in place of webhooks
MOST: Final = 20  # such endpoints of a site
_EVENTS: Final = [COMMENT_APPROVED, COMMENT_REJECTED, COMMENT_HELD, DECISION_UNDONE]


class Verdict(NamedTuple):
    """A verdict to be told. body: of the callback."""

    guid: str
    told: Told
    body: bytes


def register(parts: DeliveryParts, unit: Unit, site_id: int, url: str, key: str, *, now: int) -> None:
    """Have later verdicts told there, with that key; on a host that the site registered.

    It is an endpoint like others: seen, paused and repeated as they are.
    """
    by = hashlib.sha256(key.encode()).hexdigest()
    known = [one for one in destinations.endpoints(unit, site_id) if one.settings.get("payload") == PAYLOAD]
    same = next((one for one in known if one.url == url), None)
    if same is None and len(known) < MOST:
        settings = {"events": _EVENTS, "payload": PAYLOAD, "description": "Akismet's callback", "key": by}
        secrets = parts.box.seal({"secret": signing.new_secret(), "key": key})
        destinations.add(unit, site_id, kind=Kind.WEBHOOK, url=url, settings=settings, secrets=secrets, now=now)
    elif same is not None and same.settings.get("key") != by:
        secrets = parts.box.seal({**parts.box.open(same.secrets), "key": key})
        destinations.change(unit, same.id, settings={**same.settings, "key": by}, secrets=secrets)


def speaks_akismet(endpoint: Destination) -> bool:
    """Return whether an endpoint hears Akismet's callbacks."""
    return endpoint.settings.get("payload") == PAYLOAD


def ready(
    unit: Unit, endpoint: Destination, key: str, taken: Sequence[Delivery], found: dict[tuple[str, int], Change]
) -> dict[int, Any]:
    """Return what is to be told, by the id of the delivery; what its caller knows already is left out."""
    checks = akismet.latest_of(unit, [one.comment_id for one in taken if one.comment_id])
    said: dict[int, Any] = {}
    for one in taken:
        change = found.get((one.comment_id or "", one.version))
        check = checks.get(one.comment_id or "")
        told = None if change is None else _told(change)
        if check is None or told is None or told == check.told or check.callback != endpoint.url:
            continue
        said[one.id] = Verdict(check.guid, told, body(check, told, key))
    return said


def told_guid(guid: str) -> str:
    """Return the guid of a check as its caller knows it: what it kept is compared letter by letter."""
    return guid.replace("-", "")


def body(check: Check, told: Told, key: str) -> bytes:
    """Return the callback's body. The author's address is not in it: we do not have it."""
    told_of = {"guid": told_guid(check.guid), "result": told}
    numbers = {"comment_post_ID": check.post_id, "comment_parent": check.parent_id}
    about = {**told_of, **{name: value for name, value in numbers.items() if value is not None}}
    return orjson.dumps({"key": key, "endpoint": "comment-check", "comments": [about]})


def shown(unit: Unit, comment_id: str | None, change: Change | None) -> bytes:
    """Return the body that a delivery carries or carried, its key hidden; empty for what nobody was told."""
    checks = akismet.latest_of(unit, [comment_id]) if comment_id is not None else {}
    told = None if change is None else _told(change)
    return b"" if told is None or not checks else body(checks[comment_id or ""], told, "...")


def settle(unit: Unit, sent: Sequence[Verdict]) -> None:
    """Note what the callers know now."""
    for one in sent:
        akismet.tell(unit, [one.guid], one.told)


def _told(change: Change) -> Told | None:
    """Return the verdict that a change is, None where it is none yet."""
    if change.status == Status.APPROVED:
        return "false"
    if change.status == Status.REJECTED or (change.status == Status.HELD and is_spam(change.reasons)):
        return "true"
    return None

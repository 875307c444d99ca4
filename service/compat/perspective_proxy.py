"""Google's Perspective behind our wire, until its last day: it answers, and both scores are kept to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
import structlog
from flask import Response

from moderation.foreign.ask import Answer
from moderation.foreign.in_time import Deadline, NotInTime
from moderation.foreign.leaving import keep_pairs, upstream_key
from moderation.wiring import Parts
from policy.perspective import LABEL_OF
from policy.wires import PerspectiveSettings
from runtime import metrics
from runtime.clock import SECOND
from runtime.outbound.client import CallFailed, OutboundRefused
from service.compat.google import CONTENT_TYPE
from service.security.identity import Identity
from store.pairs import Pair

ANSWERED_BY: Final = "X-Prohori-Answered-By"
THEM, US = "perspective", "prohori"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A request on its way to Google. begun: its answer; deadline: by when we must have it."""

    begun: Future[dict[str, Any] | None]
    deadline: Deadline


def forward(parts: Parts, who: Identity, settings: PerspectiveSettings, body: Mapping[str, Any]) -> Forwarded | None:
    """Send the request on; None where the site does not ask for that, or Google's last day is over."""
    if not settings.proxy:
        return None
    if today(parts) > settings.until:
        metrics.PROXIED.labels("ended").inc()
        return None
    key = upstream_key(parts, who.label or "")
    if key is None:
        metrics.PROXIED.labels("failed").inc()
        log.warning("perspective_key_missing")
        return None
    seconds = settings.milliseconds / 1000
    return Forwarded(
        parts.in_time.call(lambda: _call(parts, key, orjson.dumps(dict(body)), seconds)),
        Deadline(settings.milliseconds),
    )


def today(parts: Parts) -> date:
    """Return the present day, UTC."""
    return datetime.fromtimestamp(parts.clock() / SECOND, UTC).date()


def answer_of(
    parts: Parts, who: Identity, sent: Forwarded | None, ours: Answer, said: Mapping[str, Any]
) -> Response | None:
    """Return Google's answer as it came, None where there is none in time; both scores are kept."""
    if sent is None:
        return None
    try:
        theirs = sent.deadline.wait(sent.begun)
    except NotInTime:
        theirs = None
    metrics.PROXIED.labels("failed" if theirs is None else "answered").inc()
    if theirs is None:
        return None
    pairs = _pairs(theirs, ours, said)
    if pairs:
        keep_pairs(parts, who.site_id, pairs)
    response = Response(orjson.dumps(theirs), content_type=CONTENT_TYPE)
    response.headers[ANSWERED_BY] = THEM
    return response


def _call(parts: Parts, key: str, body: bytes, seconds: float) -> dict[str, Any] | None:
    url = f"{parts.settings.perspective_url}/v1alpha1/comments:analyze"
    headers = {"Content-Type": "application/json", "X-Goog-Api-Key": key}
    try:
        answer = parts.delivery.client.call("POST", url, headers=headers, body=body, seconds=seconds)
        found = orjson.loads(answer.body) if answer.status == 200 else None
    except (CallFailed, OutboundRefused, orjson.JSONDecodeError) as error:
        log.warning("perspective_failed", error=type(error).__name__)
        return None
    if not isinstance(found, dict):
        log.warning("perspective_failed", status=answer.status)
        return None
    return found


def _pairs(theirs: Mapping[str, Any], ours: Answer, said: Mapping[str, Any]) -> list[Pair]:
    """Return both scores of each attribute that both answered; the text only where it may be kept."""
    text = None if said["doNotStore"] or not ours.settings.keep else said["comment"]["text"]
    pairs = []
    scores = theirs.get("attributeScores")
    for name, given in (scores if isinstance(scores, dict) else {}).items():
        value = given.get("summaryScore", {}).get("value") if isinstance(given, dict) else None
        score = ours.scores.get(LABEL_OF.get(name, ""))
        if isinstance(value, int | float) and 0 <= value <= 1 and score is not None:
            pairs.append(Pair(name, ours.language, float(value), score, text))
    return pairs

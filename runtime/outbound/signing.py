"""Signatures as Standard Webhooks 1.0 has them, by the project's own library; two while a secret is being changed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

from runtime.clock import SECOND

PREFIX = "whsec_"
SECRET_BYTES = 32
LEAST_BYTES, MOST_BYTES = 24, 64  # what the specification asks of a secret


def new_secret() -> str:
    """Return a new secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Return whether text is a secret: whsec_ and 24 to 64 bytes in base64."""
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and LEAST_BYTES <= len(raw) <= MOST_BYTES


def valid_secrets(kept: Mapping[str, Any], *, now: int) -> list[str]:
    """Return the secrets to sign with: the present one, and the one before it until its time is over."""
    found = [str(kept["secret"])]
    if kept.get("previous") and kept.get("previous_until", 0) > now:
        found.append(str(kept["previous"]))
    return found


def headers(message_id: str, body: bytes, with_secrets: Sequence[str], *, now: int) -> dict[str, str]:
    """Return the three header fields that let a receiver check who sent this, and when. now: microseconds."""
    when = datetime.fromtimestamp(now // SECOND, UTC)
    text = body.decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(now // SECOND),
        "webhook-signature": " ".join(Webhook(one).sign(message_id, when, text) for one in with_secrets),
    }

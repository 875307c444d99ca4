"""How the desk's own script asks: for a part of a page, or for an answer in JSON."""

from __future__ import annotations

from flask import request


def is_fetch() -> bool:
    """Return whether the desk's script asks, not a form or a link."""
    return request.headers.get("X-Requested-With") == "desk"

"""What a call may end with instead of an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


class Unreachable(Exception):
    """The service could not be reached, or did not answer in time, after all tries."""


class Problem(Exception):
    """The service refused a call (RFC 9457). Program against `type`, a path such as "/problems/article-closed".

    status: of HTTP. errors: each wrong field, as {"pointer": "/text", "message": "must not be empty"}.
    request_id: by which the service's logs know the call. retry_after: seconds after which to try again, or None.
    """

    def __init__(self, status: int, said: Mapping[str, Any], *, retry_after: float | None = None) -> None:
        self.status = status
        self.type = str(said.get("type", "about:blank"))
        self.title = str(said.get("title", f"HTTP status {status}"))
        self.detail = str(said.get("detail", ""))
        self.errors: Sequence[Mapping[str, str]] = said.get("errors", [])
        self.request_id = said.get("request_id")
        self.retry_after = retry_after
        super().__init__(f"{status} {self.title}: {self.detail}" if self.detail else f"{status} {self.title}")


def said_in(body: bytes) -> Mapping[str, Any]:
    """Return the problem document of a body; empty where a proxy's page stands in its place."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}

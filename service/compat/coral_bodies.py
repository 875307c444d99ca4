"""What Coral sends to an external moderation phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields

from service.compat.bodies import Lenient, Text, faults


class CoralRefused(Exception):
    """What came is none of Coral's requests. status: of the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class _Comment(Lenient):
    body = Text(required=True)
    parentID = fields.String(load_default=None, allow_none=True)


class _Author(Lenient):
    id = Text(required=True)
    role = fields.String(load_default="COMMENTER")


class _Story(Lenient):
    id = Text(required=True)
    url = Text(load_default=None, allow_none=True)


class _Phase(Lenient):
    action = fields.String(load_default="NEW")
    comment = fields.Nested(_Comment, required=True)
    author = fields.Nested(_Author, required=True)
    story = fields.Nested(_Story, required=True)
    tenantID = Text(load_default="")
    tenantDomain = Text(load_default="")


_PHASE: Final = _Phase()


def read_phase(body: object) -> dict[str, Any]:
    """Return the fields of a request. Raises CoralRefused, naming the first wrong field."""
    if not isinstance(body, Mapping):
        raise CoralRefused(400, "the body must be an object")
    try:
        said: dict[str, Any] = _PHASE.load(body)
    except ValidationError as error:
        path, why = next(faults(error))
        raise CoralRefused(400, f"{path}: {why}") from error
    if said["story"]["url"] is not None and not said["story"]["url"].startswith(("http://", "https://")):
        said["story"]["url"] = None
    return said

"""Authors as moderators see them, and how they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from policy.states import Status
from policy.trust import Standing
from runtime.clock import moment_of
from service.api.schemas.fields import Flag
from service.api.schemas.texts import CleanString

STANDINGS = [one.value for one in Standing]
LONGEST = timedelta(days=3660)


class Coming(fields.AwareDateTime):
    """A moment with a time zone (RFC 3339) that is still to come, within ten years, as microseconds since 1970."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # type: ignore[override]
        when = super()._deserialize(value, attr, data, **kwargs)
        now = datetime.now(UTC)
        try:
            fits = now < when <= now + LONGEST
        except OverflowError:
            fits = False
        if not fits:
            raise ValidationError("must lie ahead, within ten years")
        return moment_of(when)


class StandingIn(Schema):
    """How an author shall stand; null takes back what was said before."""

    standing = fields.String(required=True, allow_none=True, validate=validate.OneOf(STANDINGS))
    until = Coming(allow_none=True, metadata={"description": "End of a suspension; no other standing has one"})
    note = CleanString(max_length=2000, lines=True, allow_none=True)
    person = CleanString(max_length=254, min_length=1, metadata={"description": "Who says so; default: the key's name"})
    clear = Flag(
        load_default=False,
        metadata={"description": "Also reject the author's open comments; with null: bring those back"},
    )

    @validates_schema
    def fits_the_standing(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a suspension without an end, an end of anything else, and clearing for one who is trusted."""
        suspended = data["standing"] == Standing.SUSPENDED
        if suspended and data.get("until") is None:
            raise ValidationError({"until": ["is needed: a suspension has an end"]})
        if not suspended and data.get("until") is not None:
            raise ValidationError({"until": ["goes with suspended only"]})
        if data["standing"] == Standing.TRUSTED and data["clear"]:
            raise ValidationError({"clear": ["goes with banned, suspended or null"]})


class StandingChange(Schema):
    """One change of an author's standing; null: taken back."""

    standing = fields.String(required=True, allow_none=True, validate=validate.OneOf(STANDINGS))
    until = fields.DateTime(required=True, allow_none=True)
    person = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    bulk = fields.UUID(
        required=True, allow_none=True, metadata={"description": "The work on the author's open comments"}
    )
    created_at = fields.DateTime(required=True)


class AuthorRecord(Schema):
    """What is known of an author; standing: as it holds now."""

    id = fields.String(required=True)
    created_at = fields.DateTime(required=True, metadata={"description": "When the first comment came"})
    counts = fields.Dict(
        keys=fields.String(validate=validate.OneOf([one.value for one in Status if one is not Status.DELETED])),
        values=fields.Integer(),
        required=True,
    )
    standing = fields.String(required=True, allow_none=True, validate=validate.OneOf(STANDINGS))
    until = fields.DateTime(required=True, allow_none=True)
    standings = fields.List(fields.Nested(StandingChange), required=True)

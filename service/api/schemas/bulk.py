"""Work on many comments as asked for and as returned."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from policy.reasons import REASONS
from service.api.schemas.comments import FITTING, PERSON_REASONS
from service.api.schemas.texts import CleanString
from store.bulk import BulkAction, BulkState

BULK_LIMIT = 10_000
ACTIONS = [one.value for one in BulkAction]


class BulkItem(Schema):
    """A comment, and its version that the person saw."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1))


class BulkIn(Schema):
    """One action on many comments."""

    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    reason = fields.String(required=True, validate=validate.OneOf(PERSON_REASONS))
    note = CleanString(max_length=2000, lines=True, allow_none=True)
    comments = fields.List(fields.Nested(BulkItem), required=True, validate=validate.Length(min=1, max=BULK_LIMIT))
    person = CleanString(max_length=254, min_length=1, metadata={"description": "Who decided; default: the key's name"})

    @validates_schema
    def reason_fits_action(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a reason that does not go with the action, and a comment that is named twice."""
        fits = FITTING[data["action"]]
        if data["reason"] not in fits:
            raise ValidationError({"reason": [f"is no reason to {data['action']}; use {', '.join(fits)}"]})
        if len({one["id"] for one in data["comments"]}) < len(data["comments"]):
            raise ValidationError({"comments": ["names a comment twice"]})


class BulkUndoIn(Schema):
    """Who takes it back."""

    person = CleanString(max_length=254, min_length=1, metadata={"description": "Default: the key's name"})


class Bulk(Schema):
    """Work on many comments and how far it is: total less moved and skipped is to be done."""

    id = fields.UUID(required=True)
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    reason = fields.String(required=True, validate=validate.OneOf([one.code for one in REASONS]))
    note = fields.String(required=True, allow_none=True)
    person = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([one.value for one in BulkState]))
    total = fields.Integer(required=True)
    moved = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    undone = fields.Integer(required=True)
    kept = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    undone_by = fields.String(required=True, allow_none=True)

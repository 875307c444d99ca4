"""Changes as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.events import EVENTS
from policy.states import Actor
from service.api.schemas.comments import Comment


class ChangesQuery(Schema):
    """Where to go on."""

    after = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the answer before"})
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=1000))


class ChangedComment(Comment):
    """A comment as it stood after a change. text: null when it was erased since."""

    text = fields.String(required=True, allow_none=True)


class Change(Schema):
    """One change of state."""

    type = fields.String(required=True, validate=validate.OneOf(EVENTS))
    at = fields.DateTime(required=True)
    appeal = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What the change made of the author's appeal: upheld, overturned or withdrawn"},
    )
    by = fields.String(required=True, validate=validate.OneOf([one.value for one in Actor]))
    message_id = fields.String(required=True, metadata={"description": "The webhook-id of the same event"})
    comment = fields.Nested(ChangedComment, required=True)


class Changes(Schema):
    """Changes in their order. next: to go on from, also when there is nothing yet."""

    changes = fields.List(fields.Nested(Change), required=True)
    next = fields.String(required=True)

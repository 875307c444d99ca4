"""Endpoints, deliveries and dead letters as asked for and as returned."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from policy.events import EVENTS
from runtime.outbound.signing import is_secret
from service.api.schemas.fields import Flag, Moment
from service.api.schemas.texts import CleanString

STATES = ["open", "done", "dead", "dropped"]


def _number(least: int, most: int, description: str) -> fields.Integer:
    return fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(min=least, max=most),
        metadata={"description": description},
    )


def _events() -> fields.List[str]:
    return fields.List(fields.String(validate=validate.OneOf(EVENTS)), validate=validate.Length(min=1, max=len(EVENTS)))


class EndpointChange(Schema):
    """What may be changed of an endpoint."""

    url = CleanString(min_length=1, max_length=2048, metadata={"description": "Where events are posted; https"})
    events = _events()
    description = CleanString(max_length=200, allow_none=True)
    payload = fields.String(
        validate=validate.OneOf(["full", "thin"]),
        metadata={"description": "full: with the whole comment; thin: ids and states alone, no text, no names"},
    )
    timeout_seconds = _number(1, 60, "For one attempt; null: the instance's default")
    concurrency = _number(1, 32, "Attempts beside each other; null: the instance's default")
    enabled = Flag(metadata={"description": "false: nothing is sent, and nothing kept for later"})


class EndpointIn(EndpointChange):
    """A new endpoint."""

    url = CleanString(
        required=True, min_length=1, max_length=2048, metadata={"description": "Where events are posted; https"}
    )
    secret = CleanString(
        min_length=1, max_length=200, metadata={"description": "whsec_ and 24 to 64 bytes in base64; default: made"}
    )

    class Meta:
        exclude = ("enabled",)

    @validates_schema
    def secret_is_one(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what cannot be a secret of Standard Webhooks."""
        if "secret" in data and not is_secret(data["secret"]):
            raise ValidationError({"secret": ["must be whsec_ followed by 24 to 64 bytes in base64"]})


class Health(Schema):
    """How a destination is doing. failures: since the last success."""

    enabled = fields.Boolean(required=True)
    disabled_because = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["paused", "gone", "failing"])
    )
    disabled_at = fields.DateTime(required=True, allow_none=True)
    failures = fields.Integer(required=True)
    failing_since = fields.DateTime(required=True, allow_none=True)
    last_success_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)


class Endpoint(Health):
    """An endpoint and how it is doing."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(validate=validate.OneOf(EVENTS)), required=True)
    description = fields.String(required=True, allow_none=True)
    payload = fields.String(required=True, validate=validate.OneOf(["full", "thin", "akismet"]))
    timeout_seconds = fields.Integer(required=True, allow_none=True)
    concurrency = fields.Integer(required=True, allow_none=True)


class EndpointWithSecret(Endpoint):
    """An endpoint with its secret, which is shown only now."""

    secret = fields.String(required=True)


class Endpoints(Schema):
    """A site's endpoints."""

    endpoints = fields.List(fields.Nested(Endpoint), required=True)


class ReplayIn(Schema):
    """What is to be sent again: a period, or one message."""

    since = Moment(metadata={"description": "Events that happened at this moment or later"})
    until = Moment(metadata={"description": "and up to this one; default: now"})
    message_id = CleanString(
        min_length=1, max_length=80, metadata={"description": "The webhook-id of one event, as the log shows it"}
    )

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse neither, and both."""
        if ("since" in data) == ("message_id" in data):
            raise ValidationError({"since": ["give either since or message_id"]})
        if "until" in data and ("since" not in data or data["until"] < data["since"]):
            raise ValidationError({"until": ["must be later than since"]})


class Number(Schema):
    """How many it was."""

    number = fields.Integer(required=True)


class LogQuery(Schema):
    """Which page of the log."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the page before"})
    state = fields.String(validate=validate.OneOf(STATES))


class DeadQuery(Schema):
    """Which page of the dead letters."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the page before"})


class Try(Schema):
    """One attempt. status: of the answer, null when there was none. answer: its beginning."""

    at = fields.DateTime(required=True)
    milliseconds = fields.Integer(required=True)
    status = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)


class DeliveryHead(Schema):
    """What is, or was, on its way."""

    id = fields.Integer(required=True)
    message_id = fields.String(required=True, metadata={"description": "The webhook-id: the same in every attempt"})
    type = fields.String(required=True)
    comment = fields.UUID(required=True, allow_none=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    created_at = fields.DateTime(required=True)
    next_try_at = fields.DateTime(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    first_tried_at = fields.DateTime(required=True, allow_none=True)
    last_tried_at = fields.DateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    tries = fields.List(fields.Nested(Try), required=True)


class SentRequest(Schema):
    """The request as it is sent; time and signature are those of each attempt."""

    method = fields.String(required=True)
    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    body = fields.String(required=True)


class Delivery(DeliveryHead):
    """A delivery to an endpoint."""

    request = fields.Nested(SentRequest, required=True)


class Deliveries(Schema):
    """A page of the log, newest first."""

    deliveries = fields.List(fields.Nested(Delivery), required=True)
    next = fields.String(required=True, allow_none=True)


class DestinationName(Schema):
    """Where it was to go."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["webhook", "http", "wordpress", "table"]))
    url = fields.String(required=True)


class DeadLetter(DeliveryHead):
    """A delivery that was given up."""

    destination = fields.Nested(DestinationName, required=True)


class DeadLetters(Schema):
    """A page of dead letters, newest first."""

    dead = fields.List(fields.Nested(DeadLetter), required=True)
    next = fields.String(required=True, allow_none=True)

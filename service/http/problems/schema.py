"""The problem document as OpenAPI shows it."""

from __future__ import annotations

from marshmallow import Schema, fields


class FieldError(Schema):
    """One wrong field."""

    pointer = fields.String(required=True, metadata={"description": "JSON pointer (RFC 6901) to the field"})
    message = fields.String(required=True)


class Problem(Schema):
    """An RFC 9457 problem document."""

    type = fields.String(required=True, metadata={"description": "/problems/<name>: a page that explains it"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(FieldError))
    request_id = fields.String()

"""All that is kept of an author, and what its erasure answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.reports import REPORT_REASONS
from policy.states import Actor, Status


class EarlierText(Schema):
    """A text that an edit replaced."""

    revision = fields.Integer(required=True)
    text = fields.String(required=True)
    replaced_at = fields.DateTime(required=True)


class OwnDecision(Schema):
    """A decision on a comment; moderators are not named."""

    status = fields.String(required=True, validate=validate.OneOf([one.value for one in Status]))
    by = fields.String(required=True, validate=validate.OneOf([one.value for one in Actor]))
    reasons = fields.List(fields.String(), required=True)
    model = fields.String(required=True, allow_none=True)
    policy = fields.Integer(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True)


class OwnAppeal(Schema):
    """An appeal and what became of it."""

    text = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    outcome = fields.String(required=True, allow_none=True)
    settled_at = fields.DateTime(required=True, allow_none=True)


class OwnComment(Schema):
    """A comment with all that is kept of it."""

    id = fields.UUID(required=True)
    external_id = fields.String(required=True, allow_none=True)
    article = fields.String(required=True)
    parent_id = fields.UUID(required=True, allow_none=True)
    wire = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    language = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf([one.value for one in Status]))
    scores = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    created_at = fields.DateTime(required=True)
    published_at = fields.DateTime(required=True, allow_none=True)
    earlier_texts = fields.List(fields.Nested(EarlierText), required=True)
    decisions = fields.List(fields.Nested(OwnDecision), required=True)
    appeals = fields.List(fields.Nested(OwnAppeal), required=True)


class OwnReport(Schema):
    """A report that the author made."""

    comment = fields.UUID(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REPORT_REASONS))
    note = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)


class AuthorData(Schema):
    """All that is kept of an author. more: there are further comments."""

    author = fields.String(required=True)
    comments = fields.List(fields.Nested(OwnComment), required=True)
    more = fields.Boolean(required=True)
    reports = fields.List(fields.Nested(OwnReport), required=True)


class Erased(Schema):
    """How many comments were erased."""

    comments = fields.Integer(required=True)

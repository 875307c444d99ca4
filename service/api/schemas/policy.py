"""A site's rules as returned. What is sent is checked by policy.ruleset, which names every fault."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.ruleset import MAX_NEW_AUTHOR_COMMENTS, Mode
from policy.signals import LABELS


class Threshold(Schema):
    """From hold on a person looks, from reject on the machine rejects; null: never."""

    hold = fields.Float(validate=validate.Range(min=0, max=1))
    reject = fields.Float(allow_none=True, validate=validate.Range(min=0, max=1))


class RulesIn(Schema):
    """The rules wanted; what is left out takes the shipped default."""

    mode = fields.String(validate=validate.OneOf([mode.value for mode in Mode]))
    new_author_comments = fields.Integer(strict=True, validate=validate.Range(min=1, max=MAX_NEW_AUTHOR_COMMENTS))
    thresholds = fields.Nested(
        Schema.from_dict({label: fields.Nested(Threshold) for label in LABELS}, name="Thresholds")
    )


class Rules(RulesIn):
    """The rules that hold. version 0 is what we ship."""

    version = fields.Integer(required=True)
    author = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True, allow_none=True)

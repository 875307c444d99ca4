"""A site's rules as returned. What is sent is checked by policy.ruleset, which names every fault."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.actions import Action
from policy.labels import LABELS
from policy.ruleset import MAX_LANGUAGES, MAX_NEW_AUTHOR_COMMENTS, Mode
from service.api.schemas.fields import language


class Threshold(Schema):
    """From hold on a person looks, from reject on the machine rejects; null: never."""

    hold = fields.Float(validate=validate.Range(min=0, max=1))
    reject = fields.Float(allow_none=True, validate=validate.Range(min=0, max=1))


Thresholds = Schema.from_dict({label: fields.Nested(Threshold) for label in LABELS}, name="Thresholds")


def _action(*known: Action) -> fields.String:
    return fields.String(validate=validate.OneOf([one.value for one in known or Action]))


def _count(least: int, most: int) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(min=least, max=most))


class Links(Schema):
    """What becomes of comments with many or shortened links; links to hosts of `allow` do not count."""

    action = _action()
    most = _count(0, 100)
    most_new = _count(0, 100)
    shorteners = _action()
    allow = fields.List(fields.String(), validate=validate.Length(max=200))


class Repeats(Schema):
    """What becomes of the same text again, or nearly the same."""

    action = _action()
    own = _count(1, 1_000)
    own_short = _count(1, 1_000)
    others = _count(1, 1_000)
    others_words = _count(4, 1_000)
    hours = _count(1, 720)


class Rate(Schema):
    """What becomes of a comment of a writer in a hurry."""

    action = _action()
    posts = _count(1, 100)
    minutes = _count(1, 1_440)


class Record(Schema):
    """What becomes of a comment of a writer whose latest ones were rejected."""

    action = _action()
    rejected = _count(1, 10)


class Names(Schema):
    """What becomes of a comment whose display name is unfit: held, or nothing."""

    action = _action(Action.OFF, Action.HOLD)
    hold = fields.Float(validate=validate.Range(min=0, max=1))


class RulesIn(Schema):
    """The rules wanted; what is left out takes the shipped default."""

    mode = fields.String(validate=validate.OneOf([mode.value for mode in Mode]))
    new_author_comments = fields.Integer(strict=True, validate=validate.Range(min=1, max=MAX_NEW_AUTHOR_COMMENTS))
    thresholds = fields.Nested(Thresholds)
    languages = fields.Dict(
        keys=language(),
        values=fields.Nested(Thresholds),
        validate=validate.Length(max=MAX_LANGUAGES),
        metadata={"description": "Language tag (BCP 47) to what holds for texts in it; what is left out is as above."},
    )
    links = fields.Nested(Links)
    repeats = fields.Nested(Repeats)
    rate = fields.Nested(Rate)
    record = fields.Nested(Record)
    names = fields.Nested(Names)


class Rules(RulesIn):
    """The rules that hold. version 0 is what we ship."""

    version = fields.Integer(required=True)
    author = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True, allow_none=True)

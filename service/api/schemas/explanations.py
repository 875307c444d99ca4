"""Why a comment got its scores, as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.signals import LABELS
from service.api.schemas.comments import Comment, Verdict
from service.explanations import WORDS


class ExplainQuery(Schema):
    """Whether to explain."""

    explain = fields.Boolean(
        load_default=False,
        metadata={"description": "true: also the words that weighed; needs the scope moderate instead of read"},
    )


class Word(Schema):
    """A part of the text, and what it added to the logit. start, end: code points; *_utf16: UTF-16 code units."""

    text = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    start_utf16 = fields.Integer(required=True)
    end_utf16 = fields.Integer(required=True)
    weight = fields.Float(required=True)


class LabelExplanation(Schema):
    """intercept + the weights of contributions + rest = logit; probability = 1 / (1 + exp(-logit))."""

    intercept = fields.Float(required=True)
    logit = fields.Float(required=True)
    probability = fields.Float(required=True, validate=validate.Range(min=0, max=1))
    contributions = fields.List(fields.Nested(Word), required=True, validate=validate.Length(max=WORDS))
    rest = fields.Float(required=True, metadata={"description": "Sum of the weights of all lighter words"})


class Explanation(Schema):
    """Why a text got its scores: for the labels that fired, else for the two highest."""

    model = fields.String(required=True, metadata={"description": "The classifier that explains: the one loaded now"})
    same_model = fields.Boolean(
        required=True, metadata={"description": "Whether the verdict that stands is by this very classifier"}
    )
    labels = fields.Dict(
        keys=fields.String(validate=validate.OneOf(LABELS)), values=fields.Nested(LabelExplanation), required=True
    )


class ExplainedVerdict(Verdict):
    """A verdict; with explain, why. explanation is null when the text could not be explained."""

    explanation = fields.Nested(Explanation, allow_none=True)


class ExplainedComment(Comment):
    """A comment; with explain, why. explanation is null when the text could not be explained."""

    explanation = fields.Nested(Explanation, allow_none=True)

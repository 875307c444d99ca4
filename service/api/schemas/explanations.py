"""Why a comment got its scores, as returned."""

from __future__ import annotations

from typing import get_args

from marshmallow import Schema, fields, validate

from policy.labels import LABELS
from policy.reason import Group
from policy.reasons import REASONS
from service.api.schemas.comments import Comment, Verdict
from service.presenters.explanations import WORDS


class ExplainQuery(Schema):
    """Whether to explain."""

    explain = fields.Boolean(
        load_default=False,
        metadata={"description": "true: also the words that weighed; needs the scope moderate instead of read"},
    )


class Span(Schema):
    """A part of a text. start, end: code points, end not included; *_utf16: UTF-16 code units."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    start_utf16 = fields.Integer(required=True)
    end_utf16 = fields.Integer(required=True)


class Part(Span):
    """What a part of a word, or one word of a pair, added to the logit. It cuts no letter from its signs."""

    weight = fields.Float(required=True)


class Word(Part):
    """A word, or a pair of neighbouring words beyond what they weigh alone, and what it added to the logit."""

    text = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["word", "pair"]))
    parts = fields.List(
        fields.Nested(Part), required=True, metadata={"description": "In order; their weights add up to the weight"}
    )


class LabelExplanation(Schema):
    """intercept + the weights of contributions + rest = logit; probability = 1 / (1 + exp(-logit))."""

    intercept = fields.Float(required=True)
    logit = fields.Float(required=True)
    probability = fields.Float(required=True, validate=validate.Range(min=0, max=1))
    contributions = fields.List(fields.Nested(Word), required=True, validate=validate.Length(max=WORDS))
    part = fields.Nested(
        Span,
        required=True,
        allow_none=True,
        metadata={"description": "The worst part of the text, which counts beside the whole; null if it has no parts"},
    )
    rest = fields.Float(required=True, metadata={"description": "Sum of the weights of all that is lighter"})


class Signal(Schema):
    """A reason of the verdict as something to show. threshold to limit, and spans, are for those who see detail."""

    code = fields.String(required=True, validate=validate.OneOf([one.code for one in REASONS]))
    kind = fields.String(required=True, validate=validate.OneOf(get_args(Group)))
    label = fields.String(required=True, allow_none=True, metadata={"description": "If kind is classifier: see labels"})
    score = fields.Float(required=True, allow_none=True, validate=validate.Range(min=0, max=1))
    threshold = fields.Float(
        required=True, allow_none=True, metadata={"description": "The hold or reject that the score reached"}
    )
    margin = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "logit of the label - logit of the threshold; null unless the same model explains"},
    )
    count = fields.Integer(required=True, allow_none=True, metadata={"description": "What a rule counted"})
    limit = fields.Integer(required=True, allow_none=True, metadata={"description": "From which count on it fires"})
    field = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["text", "author.name", "author.url"])
    )
    spans = fields.List(
        fields.Nested(Span), required=True, metadata={"description": "Where in the field a rule found it"}
    )


class Explanation(Schema):
    """Why a text got its scores: for the labels that fired, else for the two highest."""

    model = fields.String(required=True, metadata={"description": "The classifier that explains: the one loaded now"})
    same_model = fields.Boolean(
        required=True, metadata={"description": "Whether the verdict that stands is by this very classifier"}
    )
    labels = fields.Dict(
        keys=fields.String(validate=validate.OneOf(LABELS)), values=fields.Nested(LabelExplanation), required=True
    )
    signals = fields.List(
        fields.Nested(Signal), required=True, metadata={"description": "One for each of reasons, in their order"}
    )


class ExplainedVerdict(Verdict):
    """A verdict; with explain, why. explanation is null when the text could not be explained."""

    explanation = fields.Nested(Explanation, allow_none=True)


class ExplainedComment(Comment):
    """A comment; with explain, why. explanation is null when the text could not be explained."""

    explanation = fields.Nested(Explanation, allow_none=True)

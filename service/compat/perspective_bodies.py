"""What Perspective's clients send, and what is wrong with it in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields

from policy.perspective import LABEL_OF, NOT_COMPUTED
from service.compat.bodies import LONGEST_TEXT, Lenient, Text, faults
from service.compat.google import GoogleError, invalid

_UNSET: Final = "SCORE_TYPE_UNSPECIFIED"
_PROBABILITY: Final = "PROBABILITY"
_TEXT_TYPES: Final = ("PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED")


class _Entry(Lenient):
    text = Text(load_default="")
    type = fields.String(load_default="PLAIN_TEXT")


class _Article(Lenient):
    article = fields.Nested(_Entry)
    parentComment = fields.Nested(_Entry)


class _Context(Lenient):
    entries = fields.List(fields.Nested(_Entry))
    articleAndParentComment = fields.Nested(_Article)


class _Attribute(Lenient):
    scoreType = fields.String(load_default=_PROBABILITY, allow_none=True)
    scoreThreshold = fields.Float(load_default=None, allow_none=True)


class _Score(Lenient):
    value = fields.Float(required=True)
    type = fields.String()


class _Span(Lenient):
    begin = fields.Integer()
    end = fields.Integer()
    score = fields.Nested(_Score)


class _Given(Lenient):
    summaryScore = fields.Nested(_Score)
    spanScores = fields.List(fields.Nested(_Span))


class _Body(Lenient):
    comment = fields.Nested(_Entry, load_default=lambda: {"text": "", "type": "PLAIN_TEXT"})
    context = fields.Nested(_Context, load_default=None, allow_none=True)
    languages = fields.List(fields.String(), load_default=list)
    clientToken = fields.String(load_default=None, allow_none=True)
    sessionId = fields.String(load_default=None, allow_none=True)
    communityId = fields.String(load_default=None, allow_none=True)


class Analyze(_Body):
    """A request to analyze."""

    requestedAttributes = fields.Dict(
        keys=fields.String(), values=fields.Nested(_Attribute, allow_none=True), load_default=dict
    )
    spanAnnotations = fields.Boolean(load_default=False)
    doNotStore = fields.Boolean(load_default=False)


class Suggest(_Body):
    """A request to learn from a score."""

    attributeScores = fields.Dict(keys=fields.String(), values=fields.Nested(_Given), load_default=dict)


_ANALYZE = Analyze()
_SUGGEST = Suggest()


def read_analyze(body: object, *, strict: bool) -> dict[str, Any]:
    """Return the fields of a request to analyze. Raises GoogleError, for the first fault."""
    said = _read(_ANALYZE, body, strict)
    if not said["requestedAttributes"]:
        raise invalid("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    for name, wanted in said["requestedAttributes"].items():
        _check_attribute(name)
        score_type = (wanted or {}).get("scoreType") or _PROBABILITY
        if score_type not in (_PROBABILITY, _UNSET):
            raise invalid(f"Requested score type {score_type[:40]} is not supported by attribute {name}")
    return said


def read_suggest(body: object, *, strict: bool) -> dict[str, Any]:
    """Return the fields of a request to learn. Raises GoogleError, for the first fault."""
    said = _read(_SUGGEST, body, strict)
    if not said["attributeScores"]:
        raise invalid("Missing attribute_scores", "NO_REQUESTED_ATTRIBUTES")
    for name, given in said["attributeScores"].items():
        _check_attribute(name)
        value = given.get("summaryScore", {}).get("value")
        if value is None or not 0 <= value <= 1:
            raise invalid(f"Invalid value at 'attribute_scores[{name}].summary_score.value': from 0 to 1")
    return said


def threshold_of(wanted: Mapping[str, Any] | None) -> float:
    """Return the score below which the attribute is left out of the answer."""
    return (wanted or {}).get("scoreThreshold") or 0.0


def _check_attribute(name: str) -> None:
    if name not in LABEL_OF and name not in NOT_COMPUTED:
        raise invalid(f"Unknown requested attribute: {name[:80]}")


def _read(schema: _Body, body: object, strict: bool) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise invalid("Invalid JSON payload received. The body must be an object.")
    if strict:
        _refuse_unknown(schema, body)
    try:
        said: dict[str, Any] = schema.load(body)
    except ValidationError as error:
        path, why = next(faults(error))
        raise GoogleError(400, f"Invalid value at '{path}': {why}") from error
    _check_text(said["comment"])
    context = said["context"] or {}
    if context.get("entries") and context.get("articleAndParentComment"):
        raise invalid("Both entries and article_and_parent_comment were populated in context")
    return said


def _check_text(comment: Mapping[str, str]) -> None:
    if comment["type"] not in _TEXT_TYPES:
        known = comment["type"] == "HTML"
        raise invalid("Currently, only 'PLAIN_TEXT' comments are supported" if known else "Unknown text type")
    if not comment["text"].strip():
        raise invalid("Comment must be non-empty.", "COMMENT_EMPTY")
    if len(comment["text"].encode("utf-8", "replace")) > LONGEST_TEXT:
        raise invalid("Comment text too long.", "COMMENT_TOO_LONG")


def _refuse_unknown(schema: Schema, body: Mapping[str, Any]) -> None:
    for name, value in body.items():
        field = schema.fields.get(name)
        if field is None:
            raise GoogleError(400, f'Invalid JSON payload received. Unknown name "{name[:80]}": Cannot find field.')
        if isinstance(field, fields.Nested) and isinstance(value, Mapping):
            _refuse_unknown(field.schema, value)

"""Appeals and statements of reasons as sent and as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from moderation.statements import Restriction
from service.api.schemas.fields import SiteId
from service.api.schemas.texts import CleanString
from service.presenters.statements import LANGUAGES

LONGEST = 2_000
OUTCOMES = ["upheld", "overturned", "withdrawn"]


class AppealIn(Schema):
    """What an author says against a refusal."""

    author = SiteId(required=True, metadata={"description": "The site's own id of the author, who alone may appeal"})
    text = CleanString(min_length=1, max_length=LONGEST, lines=True, required=True)


class Appeal(Schema):
    """An appeal as it was first made, and what became of it; outcome is null while it is open."""

    id = fields.UUID(required=True)
    comment = fields.UUID(required=True)
    text = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    outcome = fields.String(required=True, allow_none=True, validate=validate.OneOf(OUTCOMES))
    settled_at = fields.DateTime(required=True, allow_none=True)


class StatementQuery(Schema):
    """In which language; left out: what Accept-Language prefers."""

    lang = fields.String(validate=validate.OneOf(LANGUAGES))


class StatementFacts(Schema):
    """On which facts."""

    revision = fields.Integer(required=True)
    written_at = fields.DateTime(required=True)
    reported = fields.Boolean(required=True)
    model = fields.String(required=True, allow_none=True)
    policy = fields.Integer(required=True, allow_none=True)


class Automated(Schema):
    """Whether a machine read it, and whether it decided."""

    detection = fields.Boolean(required=True)
    decision = fields.Boolean(required=True)


class Ground(Schema):
    """One ground: a reason's code, and its sentence."""

    code = fields.String(required=True)
    message = fields.String(required=True)


class Redress(Schema):
    """What the author can do: change the text, and appeal where that was not done yet."""

    edit = fields.Boolean(required=True)
    appeal = fields.Boolean(required=True)
    appealed_at = fields.DateTime(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class Statement(Schema):
    """A statement of reasons: what was done, on which facts, whether by machine, on which ground, and what redress."""

    comment = fields.UUID(required=True)
    article = fields.String(required=True)
    restriction = fields.String(required=True, validate=validate.OneOf([one.value for one in Restriction]))
    decided_at = fields.DateTime(required=True)
    facts = fields.Nested(StatementFacts, required=True)
    automated = fields.Nested(Automated, required=True)
    grounds = fields.List(fields.Nested(Ground), required=True)
    redress = fields.Nested(Redress, required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    text = fields.String(required=True)

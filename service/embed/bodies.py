"""What a reader's page sends."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from service.api.schemas.fields import ArticleId, Flag
from service.api.schemas.texts import CleanString, CommentText
from service.security.readers import LONGEST_NAME
from store.reads.conversations import ORDERS

PAGE = 20


class TalkQuery(Schema):
    """Which page of the conversations."""

    order = fields.String(load_default="newest", validate=validate.OneOf(ORDERS))
    cursor = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(min=1, max=50))
    comment = fields.UUID(metadata={"description": "Also the conversation in which this comment stands"})
    lang = fields.String(metadata={"description": "bn or en"})


class MineQuery(Schema):
    """Under which article; left out: all."""

    article = ArticleId()
    lang = fields.String(metadata={"description": "bn or en"})


class LanguageQuery(Schema):
    """In which language to answer."""

    lang = fields.String(metadata={"description": "bn or en"})


class Proof(Schema):
    """What meets a challenge."""

    seed = fields.String(required=True, validate=validate.Length(max=120))
    number = fields.String(required=True, validate=validate.Length(max=20))


class Written(Schema):
    """What a reader wrote, sent to be checked or to be posted."""

    text = CommentText(required=True)
    name = CleanString(max_length=LONGEST_NAME, allow_none=True)


class WrittenForm(Written):
    """A comment by a plain form. website: no person sees that field."""

    class Meta:
        """A form may hold more."""

        unknown = EXCLUDE

    parent = fields.UUID(load_default=None)
    form = CleanString(max_length=100, load_default="")
    website = fields.String(load_default="")


class WrittenIn(Written):
    """A comment. id: made by the page, so that what is sent twice is posted once. form: as the thread gave it.

    insisted: the reader was warned. url: where the article stands.
    """

    id = fields.UUID(allow_none=True)
    parent = fields.UUID(allow_none=True)
    form = CleanString(max_length=100, load_default="")
    website = fields.String(load_default="", metadata={"description": "A field that no person sees: leave it empty"})
    insisted = Flag(load_default=False)
    proof = fields.Nested(Proof, allow_none=True)
    url = CleanString(max_length=2000, allow_none=True)


class RewrittenIn(Schema):
    """Another text for a comment of one's own."""

    text = CommentText(required=True)
    insisted = Flag(load_default=False)

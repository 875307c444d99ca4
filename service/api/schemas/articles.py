"""Articles as described and as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.fields import Moment, WebAddress, language
from service.api.schemas.texts import CleanString


class ArticleIn(Schema):
    """What the site says of an article; a PUT replaces all of it."""

    url = WebAddress(allow_none=True)
    title = CleanString(max_length=500, allow_none=True)
    language = language(allow_none=True)
    section = CleanString(max_length=200, allow_none=True)
    tags = fields.List(CleanString(max_length=100, min_length=1), validate=validate.Length(max=50))
    summary = CleanString(max_length=20_000, lines=True, allow_none=True)
    comments = fields.String(load_default="open", validate=validate.OneOf(["open", "closed"]))
    published_at = Moment(allow_none=True, metadata={"description": "From when days are counted until it closes"})


class Article(Schema):
    """An article with the number of comments shown under it."""

    id = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    section = fields.String(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    summary = fields.String(required=True, allow_none=True)
    comments = fields.String(required=True, validate=validate.OneOf(["open", "closed"]))
    comment_count = fields.Integer(required=True)
    published_at = fields.DateTime(required=True, allow_none=True)
    closes_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "When it takes no more comments, by the site's rules"}
    )
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)

"""Lists and their paging."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from service.api.schemas.comments import STATUSES, Comment, Decision, PublishedComment
from service.api.schemas.fields import ArticleId
from service.problems import Problem


class PageQuery(Schema):
    """Which page."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the page before"})
    order = fields.String(load_default="oldest", validate=validate.OneOf(["oldest", "newest"]))


class QueueQuery(PageQuery):
    """Which page of which status, in which order."""

    status = fields.String(load_default="held", validate=validate.OneOf(STATUSES))
    order = fields.String(
        validate=validate.OneOf(["priority", "oldest", "newest"]),
        metadata={"description": "Default: `priority` for `held`, `oldest` for every other status"},
    )

    @validates_schema
    def only_held_comments_have_a_priority(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse priority for what is not held: nobody expects harm of it in store."""
        if data.get("order") == "priority" and data["status"] != "held":
            raise ValidationError({"order": ["priority orders what is held; use oldest or newest with this status"]})

    @post_load
    def choose_order(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the query with the order that its status has by default."""
        return {"order": "priority" if data["status"] == "held" else "oldest", **data}


class Thread(Schema):
    """A page of the thread under an article."""

    count = fields.Integer(required=True)
    comments = fields.List(fields.Nested(PublishedComment), required=True)
    next = fields.String(required=True, allow_none=True)


class Queue(Schema):
    """A page of what waits for a moderator."""

    comments = fields.List(fields.Nested(Comment), required=True)
    next = fields.String(required=True, allow_none=True)


class History(Schema):
    """The decision log of a comment, oldest first."""

    decisions = fields.List(fields.Nested(Decision), required=True)


class BatchResult(Schema):
    """What became of one comment of a batch: 202 or 200 with the comment, else the problem's status and the problem."""

    status = fields.Integer(required=True)
    comment = fields.Nested(Comment)
    problem = fields.Nested(Problem)


class BatchOut(Schema):
    """What became of each, in the order sent."""

    results = fields.List(fields.Nested(BatchResult), required=True)


class CountsQuery(Schema):
    """Which articles: the parameter may be repeated, up to 200 times."""

    article = fields.List(ArticleId(), required=True, validate=validate.Length(min=1, max=200))


class Counts(Schema):
    """How many comments are shown under each article."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)

"""Lists and their paging."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from policy.reasons import REASONS
from service.api.schemas.comments import Comment, Decision, PublishedComment
from service.api.schemas.fields import ArticleId, Moment, SiteId, language
from service.api.schemas.texts import CleanString
from service.http.problems.schema import Problem
from store.reads.filters import Filters, Tab

# Names on the wire -> names of store.reads.filters.Filters.
FILTERS = {
    "section": "section",
    "language": "language",
    "reason": "reason",
    "author": "author_id",
    "article": "article_id",
    "since": "since",
    "until": "until",
    "search": "search",
    "escalated": "escalated",
}


class PageQuery(Schema):
    """Which page."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(validate=validate.Length(max=200), metadata={"description": "`next` of the page before"})
    order = fields.String(load_default="oldest", validate=validate.OneOf(["oldest", "newest"]))


class QueueCountsQuery(Schema):
    """What the queue is narrowed down to; what is left out asks nothing."""

    section = CleanString(min_length=1, max_length=200, metadata={"description": "of the article"})
    language = language(metadata={"description": "of the comment"})
    reason = fields.String(
        validate=validate.OneOf([one.code for one in REASONS]), metadata={"description": "of what was decided"}
    )
    author = SiteId(metadata={"description": "the site's id of the author"})
    article = ArticleId(metadata={"description": "the site's id of the article"})
    since = Moment(metadata={"description": "written at this moment or later"})
    until = Moment(metadata={"description": "written before this moment"})
    search = CleanString(
        min_length=1,
        max_length=200,
        metadata={"description": "part of the text, of the author's or the article's names, or a whole comment id"},
    )
    escalated = fields.Boolean(load_default=False, metadata={"description": "only what a senior was asked to look at"})

    @validates_schema
    def a_time_must_not_end_before_it_begins(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a span in which nothing can lie."""
        if "since" in data and "until" in data and data["since"] >= data["until"]:
            raise ValidationError({"until": ["must be later than since"]})

    @post_load
    def gather_filters(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the query with all that narrows it as `filters`."""
        asked = {FILTERS[name]: data.pop(name) for name in FILTERS if name in data}
        return {**data, "filters": Filters(tab=Tab(data.get("status", Tab.HELD)), **asked)}


class QueueQuery(QueueCountsQuery, PageQuery):
    """Which page of which comments, in which order."""

    status = fields.String(
        load_default="held", validate=validate.OneOf([one.value for one in Tab if one is not Tab.DELETED])
    )
    total = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Whether to count; default: for what waits, where a filter asks nothing slow"},
    )
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


class TabCount(Schema):
    """How many there are. more: there may be more than number."""

    number = fields.Integer(required=True)
    more = fields.Boolean(required=True)


class QueueCounts(Schema):
    """How many comments stand in each tab; escalated: of those held."""

    held = fields.Nested(TabCount, required=True)
    reported = fields.Nested(TabCount, required=True)
    appealed = fields.Nested(TabCount, required=True)
    approved = fields.Nested(TabCount, required=True)
    rejected = fields.Nested(TabCount, required=True)
    escalated = fields.Nested(TabCount, required=True)


class Thread(Schema):
    """A page of the thread under an article."""

    count = fields.Integer(required=True)
    comments = fields.List(fields.Nested(PublishedComment), required=True)
    next = fields.String(required=True, allow_none=True)


class Queue(Schema):
    """A page of what waits for a moderator. total: of all pages, null where it was not counted."""

    total = fields.Nested(TabCount, required=True, allow_none=True)

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

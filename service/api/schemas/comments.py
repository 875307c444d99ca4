"""Comments as posted and as returned."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from policy.labels import LABELS
from policy.reasons import REASONS
from policy.states import Status
from policy.wires import Wire
from service.api.schemas.fields import ArticleId, Flag, IpAddress, PastMoment, SiteId, WebAddress, language
from service.api.schemas.texts import CleanString, CommentText

BATCH_LIMIT = 1_000
STATUSES = [status.value for status in Status if status is not Status.DELETED]
PERSON_REASONS = [one.code for one in REASONS if one.code.startswith("person-")]
FITTING = {  # the reasons of each action, the usual one of those that have one first
    "approve": ["person-approved", "person-other"],
    "reject": [code for code in PERSON_REASONS if code not in ("person-approved", "person-held", "person-undone")],
    "hold": ["person-held", "person-other"],
}
LONGEST_UNDO = 60  # seconds


class AuthorIn(Schema):
    """The author. email and ip are kept as keyed hashes only; user_agent is not kept."""

    id = SiteId(required=True)
    name = CleanString(max_length=200, allow_none=True)
    email = CleanString(max_length=254, allow_none=True)
    url = WebAddress(allow_none=True)
    ip = IpAddress(allow_none=True)
    user_agent = CleanString(max_length=1000, allow_none=True)


class CommentIn(Schema):
    """A comment to be judged."""

    id = SiteId(allow_none=True, metadata={"description": "The site's own id: posting it again is safe"})
    text = CommentText(required=True)
    author = fields.Nested(AuthorIn, required=True)
    parent_id = fields.UUID(allow_none=True, metadata={"description": "Our id of the comment replied to"})
    language = language(allow_none=True)
    created_at = PastMoment(allow_none=True)


class BatchItem(CommentIn):
    """A comment of a batch, with the article it stands under."""

    article = ArticleId(required=True)


class BatchIn(Schema):
    """Up to 1,000 comments. Each is judged by itself, so they are checked one by one."""

    comments = fields.List(
        fields.Raw(allow_none=True, metadata={"description": "A comment with its article, as in BatchItem"}),
        required=True,
        validate=validate.Length(min=1, max=BATCH_LIMIT),
    )


class EditIn(Schema):
    """The new text. version: of the comment that was read; another change since then is refused."""

    text = CommentText(required=True)
    version = fields.Integer(allow_none=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1))


class CheckIn(Schema):
    """A text to be judged and forgotten."""

    text = CommentText(required=True)
    author = fields.Nested(AuthorIn, allow_none=True)
    article = ArticleId(allow_none=True)
    language = language(allow_none=True)
    explain = Flag(load_default=False, metadata={"description": "true: also the words that weighed"})
    store = Flag(
        load_default=False,
        validate=validate.Equal(False, error="must be false: nothing is kept; POST a comment to have it kept"),
    )


class DecisionIn(Schema):
    """A person's decision on the version that person saw."""

    action = fields.String(required=True, validate=validate.OneOf(list(FITTING)))
    reason = fields.String(
        validate=validate.OneOf(PERSON_REASONS),
        metadata={"description": "Required to approve and to reject"},
    )
    note = CleanString(max_length=2000, lines=True, allow_none=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1))
    person = CleanString(max_length=254, min_length=1, metadata={"description": "Who decided; default: the key's name"})
    undo_seconds = fields.Integer(
        load_default=0,
        strict=True,
        validate=validate.Range(min=0, max=LONGEST_UNDO),
        metadata={"description": "How long what is approved is held back from publication"},
    )

    @validates_schema
    def reason_fits_action(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse an approval for a reason to reject, and the other way round."""
        fits = FITTING[data["action"]]
        if "reason" not in data and data["action"] in ("approve", "reject"):
            raise ValidationError({"reason": ["Missing data for required field."]})
        if data.get("reason", fits[0]) not in fits:
            raise ValidationError({"reason": [f"is no reason to {data['action']}; use {', '.join(sorted(fits))}"]})

    @post_load
    def choose_reason(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the decision with the reason that its action has by default."""
        return {"reason": FITTING[data["action"]][0], **data}


class Author(Schema):
    """The author as shown."""

    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)


class Reason(Schema):
    """Why a comment stands where it stands."""

    code = fields.String(required=True, validate=validate.OneOf([one.code for one in REASONS]))
    label = fields.String(required=True, allow_none=True)
    score = fields.Float(required=True, allow_none=True)
    message = fields.String(required=True)
    detail = fields.Dict(
        keys=fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "What fired it and where; null unless the key has the scope moderate or admin"},
    )


def scores() -> fields.Dict:
    """Return the field of the probabilities by label."""
    return fields.Dict(
        keys=fields.String(validate=validate.OneOf(LABELS)),
        values=fields.Float(validate=validate.Range(min=0, max=1)),
        required=True,
    )


class Verdict(Schema):
    """A verdict with its reasons and what it was reached by."""

    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    language = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(Reason), required=True)
    scores = scores()
    model = fields.String(required=True, allow_none=True)
    policy = fields.Integer(required=True, allow_none=True)


class Comment(Verdict):
    """A comment, where it stands and why."""

    id = fields.UUID(required=True)
    external_id = fields.String(required=True, allow_none=True)
    article = fields.String(required=True)
    version = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    text = fields.String(required=True)
    author = fields.Nested(Author, required=True)
    parent_id = fields.UUID(required=True, allow_none=True)
    wire = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(list(Wire)),
        metadata={"description": "The foreign wire by which it came; null for this API"},
    )
    created_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    published_at = fields.DateTime(required=True, allow_none=True)


class PublishedComment(Schema):
    """A comment as readers see it."""

    id = fields.UUID(required=True)
    parent_id = fields.UUID(required=True, allow_none=True)
    author = fields.Nested(Author, required=True)
    text = fields.String(required=True)
    language = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    published_at = fields.DateTime(required=True)


class Decision(Schema):
    """One entry of a comment's decision log."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    by = fields.String(required=True, validate=validate.OneOf(["machine", "person", "author"]))
    actor = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(Reason), required=True)
    scores = scores()
    model = fields.String(required=True, allow_none=True)
    policy = fields.Integer(required=True, allow_none=True)
    text = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What it was about: the text of that revision; null where it is no longer kept"},
    )
    note = fields.String(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True)

"""Comments: posting, reading, editing, deleting, checking."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import ValidationError

from moderation import comments
from moderation.explain import explain_comment, explain_verdict
from moderation.judging import check as check_text
from moderation.submit import Posted, Submitted, submit, submit_many
from policy.errors import DomainError, Fault
from policy.states import Status
from service import presenters
from service.api.schemas.comments import BatchIn, BatchItem, CheckIn, Comment, CommentIn, EditIn
from service.api.schemas.explanations import ExplainedComment, ExplainedVerdict, ExplainQuery
from service.api.schemas.pages import BatchOut
from service.http.auth import needs, requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.language import audience
from service.http.problems.catalogue import CATALOGUE
from service.http.problems.forms import document
from service.http.problems.problem import Problem, Refusal, faults_of, of_domain

blp = ApiBlueprint("comments", __name__, url_prefix="/v1", description="What readers write")

_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\d+", re.IGNORECASE)
_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key with the same request names the same comment for a day",
}
_PREFER_HEADER = {
    "in": "header",
    "name": "Prefer",
    "schema": {"type": "string", "example": "wait=5"},
    "description": "wait=N: the comment is judged before the answer",
}
_BATCH_ITEM = BatchItem()


@blp.route("/articles/<article:article>/comments", methods=["POST"])
@requires("submit")
@blp.doc(parameters=[_KEY_HEADER, _PREFER_HEADER])
@blp.arguments(CommentIn())
@blp.response(202, Comment, description="Stored durably; the verdict follows")
@blp.alt_response(200, schema=Comment, description="Decided already: the same was sent before, or Prefer: wait")
@blp.problems(409)
def post_comment(body: dict[str, Any], article: str) -> Response:
    """Post a comment under an article."""
    wait = _WAIT.search(request.headers.get("Prefer", "")) is not None
    done = submit(parts(), identity().site_id, _posted(body, article), wait=wait, idempotency_key=_idempotency_key())
    response = json_response(presenters.comment(done.comment, audience()), 200 if done.decided else 202)
    response.headers["Location"] = f"/v1/comments/{done.comment.id}"
    if wait and done.decided:
        response.headers["Preference-Applied"] = "wait"
    return response


@blp.route("/comments/batch", methods=["POST"])
@requires("submit")
@blp.arguments(BatchIn())
@blp.response(200, BatchOut)
def post_batch(body: dict[str, Any]) -> Response:
    """Post up to 1,000 comments; each gets a result of its own."""
    results: list[dict[str, Any] | None] = [None] * len(body["comments"])
    good: list[tuple[int, Posted]] = []
    for place, item in enumerate(body["comments"]):
        try:
            read = _BATCH_ITEM.load(item)
            good.append((place, _posted(read, read["article"])))
        except ValidationError as error:
            messages = error.normalized_messages()  # type: ignore[no-untyped-call]
            refused = document(Problem(CATALOGUE["invalid-input"], faults=list(faults_of(messages))))
            results[place] = {"status": refused["status"], "problem": refused}
    done = submit_many(parts(), identity().site_id, [posted for _, posted in good])
    for (place, _), one in zip(good, done, strict=True):
        results[place] = _batch_result(one)
    return json_response({"results": results})


@blp.route("/comments/<uuid:comment_id>", methods=["GET"])
@requires("read", "moderate")
@blp.arguments(ExplainQuery(), location="query")
@blp.response(200, ExplainedComment)
@blp.problems(404)
def get_comment(query: dict[str, Any], comment_id: UUID) -> Response:
    """Return a comment, where it stands and why; with explain=true also the words that weighed."""
    needs("moderate" if query["explain"] else "read")
    found = comments.show(parts(), identity().site_id, str(comment_id))
    answer = presenters.comment(found, audience())
    if query["explain"]:
        explained = explain_comment(parts(), found)
        answer["explanation"] = presenters.comment_explanation(explained, found, audience())
    return json_response(answer)


@blp.route("/comments/<uuid:comment_id>", methods=["PATCH"])
@requires("submit")
@blp.arguments(EditIn())
@blp.response(202, Comment, description="Pending again; shown again once approved")
@blp.alt_response(200, schema=Comment, description="It has this text already, and stands as it stood")
@blp.problems(404, 409)
def edit_comment(body: dict[str, Any], comment_id: UUID) -> Response:
    """Give a comment a new text; the same text changes nothing."""
    return _edited(str(comment_id), body)


@blp.route("/comments/<uuid:comment_id>", methods=["DELETE"])
@requires("submit")
@blp.response(204)
@blp.problems(404)
def delete_comment(comment_id: UUID) -> None:
    """Delete a comment: retracted, its text and its author's details gone."""
    comments.delete(parts(), identity().site_id, str(comment_id))


@blp.route("/comments/by-external-id/<site_id:external_id>", methods=["GET"])
@requires("read")
@blp.response(200, Comment)
@blp.problems(404)
def get_external_comment(external_id: str) -> Response:
    """Return the comment that the site itself calls so, where it stands and why."""
    found = comments.show_external(parts(), identity().site_id, external_id)
    return json_response(presenters.comment(found, audience()))


@blp.route("/comments/by-external-id/<site_id:external_id>", methods=["PATCH"])
@requires("submit")
@blp.arguments(EditIn())
@blp.response(202, Comment, description="Pending again; shown again once approved")
@blp.alt_response(200, schema=Comment, description="It has this text already, and stands as it stood")
@blp.problems(404, 409)
def edit_external_comment(body: dict[str, Any], external_id: str) -> Response:
    """Give the comment that the site itself calls so a new text; the same text changes nothing."""
    return _edited(comments.show_external(parts(), identity().site_id, external_id).id, body)


@blp.route("/comments/by-external-id/<site_id:external_id>", methods=["DELETE"])
@requires("submit")
@blp.response(204)
@blp.problems(404)
def delete_external_comment(external_id: str) -> None:
    """Delete the comment that the site itself calls so: retracted, its text and its author's details gone."""
    comments.delete(parts(), identity().site_id, comments.show_external(parts(), identity().site_id, external_id).id)


@blp.route("/check", methods=["POST"])
@requires("submit")
@blp.arguments(CheckIn())
@blp.response(200, ExplainedVerdict)
def check(body: dict[str, Any]) -> Response:
    """Judge a text at once; nothing of it is kept. With explain also the words that weighed."""
    author = body.get("author") or {}
    checked = check_text(parts(), identity().site_id, body["text"], author=author, language=body.get("language"))
    answer = presenters.verdict(checked, audience())
    if body["explain"]:
        explained = explain_verdict(parts(), body["text"], checked.verdict)
        answer["explanation"] = presenters.verdict_explanation(explained, checked, audience(), name=author.get("name"))
    return json_response(answer)


def _edited(comment_id: str, body: dict[str, Any]) -> Response:
    edited = comments.edit(parts(), identity().site_id, comment_id, body["text"], version=body.get("version"))
    return json_response(presenters.comment(edited, audience()), 202 if edited.status is Status.PENDING else 200)


def _posted(body: dict[str, Any], article: str) -> Posted:
    parent = body.get("parent_id")
    return Posted(
        article=article,
        id=body.get("id"),
        text=body["text"],
        author=body["author"],
        parent_id=None if parent is None else str(parent),
        language=body.get("language"),
        created_at=body.get("created_at"),
    )


def _batch_result(one: Submitted | DomainError) -> dict[str, Any]:
    if isinstance(one, DomainError):
        refused = document(of_domain(one))
        return {"status": refused["status"], "problem": refused}
    return {
        "status": 200 if one.decided else 202,
        "comment": presenters.comment(one.comment, audience()),
    }


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= 255 and key.isprintable()):
        fault = Fault("/Idempotency-Key", "must be 1 to 255 printable characters")
        raise Refusal("invalid-input", "The header Idempotency-Key is not right.", [fault])
    return key

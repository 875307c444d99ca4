"""Errors as RFC 9457 problem documents: every kind has a name, a status, and a page that explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, g
from flask_smorest import Api
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from policy import errors
from runtime.clock import iso
from service.http.json import json_response
from store.rulesets import RulesetMoved
from store.unit import DatabaseUnavailable

PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = 5

_SURROGATE = re.compile("[\ud800-\udfff]")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. help: what the caller can do, for the page /problems/<name>."""

    name: str
    status: int
    title: str
    help: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "malformed-json",
            400,
            "The body is not JSON",
            "Send one JSON value in UTF-8; the detail says where it breaks.",
        ),
        Kind("bad-request", 400, "The request cannot be read", "Check the request line, header fields and encoding."),
        Kind(
            "missing-key",
            401,
            "A key is needed",
            "Send the header 'Authorization: Bearer <key>'. `prohori keys create` makes one.",
        ),
        Kind("wrong-key", 401, "The key is not valid", "Check for a cut-off key; it may have expired or been revoked."),
        Kind("missing-scope", 403, "The key may not do this", "Use a key with the scope named in the detail."),
        Kind("entry-not-found", 404, "No such entry", "It was removed, never existed, or belongs to another site."),
        Kind("not-found", 404, "There is nothing here", "Check the path. Ids of another site are not found either."),
        Kind("article-not-found", 404, "No such article", "Describe it first with PUT, or post a comment under it."),
        Kind("comment-not-found", 404, "No such comment", "It was deleted, never existed, or belongs to another site."),
        Kind("author-not-found", 404, "No such writer", "Nobody of that id has written on this site."),
        Kind("bulk-not-found", 404, "No such work", "It never existed, or belongs to another site."),
        Kind("method-not-allowed", 405, "This method does not work here", "The header Allow names those that do."),
        Kind(
            "article-closed",
            409,
            "The article takes no comments",
            "PUT the article with comments 'open' to allow them again.",
        ),
        Kind(
            "duplicate-comment",
            409,
            "The id is taken by another comment",
            "Ids are for ever: use a new one for new content.",
        ),
        Kind("entry-exists", 409, "The entry is on the list already", "Remove it first to give it another action."),
        Kind("list-full", 409, "The list is full", "A site may have 5,000 entries, 100 of them patterns. Remove some."),
        Kind(
            "idempotency-mismatch",
            409,
            "The Idempotency-Key was used for another request",
            "Use a new key for each new request.",
        ),
        Kind("nothing-to-undo", 409, "There is nothing to undo", "Only the last change can be undone, by who made it."),
        Kind(
            "claim-held", 409, "Somebody else has it in hand", "Take another comment, or wait until their time is over."
        ),
        Kind("not-held", 409, "The comment is not held", "Only a comment that waits for a person can be claimed."),
        Kind("stale-decision", 409, "Somebody was faster", "Read the comment again; the detail says what stands now."),
        Kind(
            "move-not-allowed",
            409,
            "The comment cannot change that way",
            "docs/api.md has the table of allowed changes.",
        ),
        Kind(
            "policy-moved", 409, "The rules were changed at the same moment", "Read them again, then repeat the change."
        ),
        Kind("body-too-large", 413, "The body is too large", "At most 1 MiB is read; split a batch."),
        Kind("unsupported-encoding", 415, "Compressed bodies are not read", "Send the body without Content-Encoding."),
        Kind(
            "unsupported-media-type", 415, "The body must be JSON", "Send the header 'Content-Type: application/json'."
        ),
        Kind("invalid-input", 422, "Some fields are not right", "`errors` names each field and what is wrong with it."),
        Kind(
            "parent-not-found",
            422,
            "The comment replied to is not there",
            "parent_id must be our id of a comment under the same article.",
        ),
        Kind(
            "invalid-policy",
            422,
            "The rules are not right",
            "`errors` names each fault; docs/policy.md explains the form.",
        ),
        Kind("too-many-requests", 429, "Too many requests with this key", "Wait as long as Retry-After says."),
        Kind(
            "internal-error",
            500,
            "Something broke on our side",
            "Nothing was half-stored. Report the request_id to whoever runs this service.",
        ),
        Kind("backlog-full", 503, "Too many comments are waiting", "Nothing was stored. Try again after Retry-After."),
        Kind(
            "database-unavailable",
            503,
            "The database cannot be reached",
            "Nothing was stored. Try again after Retry-After.",
        ),
        Kind("not-ready", 503, "The service is not ready", "`errors` names what fails."),
    )
}
_BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large",
              415: "unsupported-media-type", 422: "invalid-input"}  # fmt: skip
_BY_ERROR: dict[type[Exception], str] = {
    errors.ArticleNotFound: "article-not-found",
    errors.CommentNotFound: "comment-not-found",
    errors.AuthorNotFound: "author-not-found",
    errors.BulkNotFound: "bulk-not-found",
    errors.ArticleClosed: "article-closed",
    errors.DuplicateComment: "duplicate-comment",
    errors.IdempotencyMismatch: "idempotency-mismatch",
    errors.StaleDecision: "stale-decision",
    errors.MoveNotAllowed: "move-not-allowed",
    errors.NothingToUndo: "nothing-to-undo",
    errors.ClaimHeld: "claim-held",
    errors.NotHeld: "not-held",
    errors.ParentNotFound: "parent-not-found",
    errors.RulesetInvalid: "invalid-policy",
    errors.EntryInvalid: "invalid-input",
    errors.EntryExists: "entry-exists",
    errors.EntryNotFound: "entry-not-found",
    errors.ListFull: "list-full",
    errors.BacklogFull: "backlog-full",
    RulesetMoved: "policy-moved",
    DatabaseUnavailable: "database-unavailable",
}


class Refusal(Exception):
    """A request refused by the HTTP layer itself. kind: a name in KINDS; detail: one sentence for the caller."""

    def __init__(self, kind: str, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors or []


class FieldError(Schema):
    """One wrong field."""

    pointer = fields.String(required=True, metadata={"description": "JSON pointer (RFC 6901) to the field"})
    message = fields.String(required=True)


class Problem(Schema):
    """An RFC 9457 problem document."""

    type = fields.String(required=True, metadata={"description": "/problems/<name>: a page that explains it"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(FieldError))
    request_id = fields.String()


class ProblemApi(Api):  # type: ignore[misc] # flask-smorest carries no types
    """Api whose errors are RFC 9457 problem documents."""

    ERROR_SCHEMA = Problem

    def _register_responses(self) -> None:
        # flask-smorest describes errors with the content type of successes; ours have their own.
        usual: str = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Return the problem for an error that Flask, webargs or flask-smorest raised."""
        status = error.code or 500
        data: Mapping[str, Any] = getattr(error, "data", None) or {}
        name = _BY_STATUS.get(status, "internal-error" if status >= 500 else "bad-request")
        faults = list(_faults(data.get("messages") or {}))
        detail = one_sentence(faults) if faults else (error.description or "")
        # headers is None on validation errors.
        headers = dict(data.get("headers") or {})
        if status == 405 and getattr(error, "valid_methods", None):
            headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        return _answer(problem(name, detail, faults, status=status), headers)


def problem(
    name: str, detail: str, faults: list[dict[str, str]] | None = None, *, status: int | None = None
) -> dict[str, Any]:
    """Return the problem document of that kind."""
    kind = KINDS[name]
    body: dict[str, Any] = {"type": f"/problems/{name}", "title": kind.title, "status": status or kind.status}
    if detail:
        body["detail"] = _sayable(detail)
    if faults:
        body["errors"] = [{**fault, "pointer": _sayable(fault["pointer"])} for fault in faults]
    body["request_id"] = g.request_id
    return body


def _sayable(text: str) -> str:
    """Return text that JSON can carry: the name of an unknown field may hold half a surrogate pair."""
    return _SURROGATE.sub("\ufffd", text)


def problem_of(error: Exception) -> dict[str, Any]:
    """Return the problem document for an error of the domain or the store."""
    return problem(_BY_ERROR[type(error)], _detail(error), _pointers(error))


def register_problems(app: Flask) -> None:
    """Answer every error of the domain, the store and our own with its problem, and bugs with a silent 500."""

    def known(error: Exception) -> Response:
        headers = {}
        if isinstance(error, errors.BacklogFull):
            headers["Retry-After"] = str(error.retry_after_seconds)
        elif isinstance(error, DatabaseUnavailable):
            headers["Retry-After"] = str(RETRY_SECONDS)
        return _answer(problem_of(error), headers)

    def refused(error: Refusal) -> Response:
        headers = {"WWW-Authenticate": 'Bearer realm="prohori"'} if KINDS[error.kind].status == 401 else {}
        return _answer(problem(error.kind, error.detail, error.errors), headers)

    def broken(error: Exception) -> Response:
        log.error("request_failed", exc_info=error)
        return _answer(problem("internal-error", ""), {})

    for type_ in _BY_ERROR:
        app.register_error_handler(type_, known)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(Exception, broken)


def _answer(body: dict[str, Any], headers: Mapping[str, str]) -> Response:
    response = json_response(body, int(body["status"]), headers)
    response.content_type = PROBLEM_TYPE
    return response


def _detail(error: Exception) -> str:
    if isinstance(error, errors.StaleDecision):
        by = f" by {error.decided_by}" if error.decided_by else ""
        return f"The comment is now {error.current_status}{by}, version {error.current_version}."
    if isinstance(error, errors.MoveNotAllowed) and error.old == error.new:
        return f"The comment is {error.old} already."
    if isinstance(error, errors.MoveNotAllowed):
        return f"A comment that is {error.old} cannot become {error.new} this way."
    if isinstance(error, errors.ClaimHeld):
        return f"{error.holder} has the comment in hand until {iso(error.until)}."
    if isinstance(error, errors.EntryInvalid):
        return one_sentence(_pointers(error))
    return KINDS[_BY_ERROR[type(error)]].help


def _pointers(error: Exception) -> list[dict[str, str]]:
    if isinstance(error, errors.RulesetInvalid | errors.EntryInvalid):
        return [{"pointer": fault.pointer, "message": fault.message} for fault in error.faults]
    if isinstance(error, errors.ParentNotFound):
        return [{"pointer": "/parent_id", "message": "is not a comment under this article"}]
    if isinstance(error, errors.DuplicateComment):
        return [{"pointer": "/id", "message": "was used before"}]
    return []


def faults_of(messages: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return marshmallow's nested messages as pointers and sentences."""
    return list(_walk(messages, ""))


def _faults(by_location: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    # webargs nests by location (json, query, ...); the pointer starts within it.
    for messages in by_location.values():
        yield from _walk(messages, "")


def _walk(messages: Any, pointer: str) -> Iterator[dict[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else "/" + re.sub(r"[~/]", lambda m: {"~": "~0", "/": "~1"}[m[0]], str(name))
            yield from _walk(inner, pointer + step)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield {"pointer": pointer, "message": str(message)}


def one_sentence(faults: list[dict[str, str]]) -> str:
    """Return the first fault in words, and how many more there are."""
    first = faults[0]
    more = f" ({len(faults) - 1} more in errors)" if len(faults) > 1 else ""
    return f"{first['pointer'] or 'The body'}: {first['message']}{more}"

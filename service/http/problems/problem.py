"""One problem that a request met, whatever form its answer takes, and how errors become one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask import request
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from policy import delivery_errors, errors
from policy.errors import Fault, pointer_part
from runtime.clock import iso
from service.http.problems.catalogue import CATALOGUE, ProblemType

RETRY_SECONDS: Final = 5
_IN_ARTICLES: Final = re.compile(r"/(?:v1|embed/[^/]+)/articles/.+/.")

BY_STATUS: Final = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "unsupported-media-type",
    422: "invalid-input",
}
BY_ERROR: Final[dict[type[errors.DomainError], str]] = {
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
    errors.NothingToAppeal: "nothing-to-appeal",
    errors.NotRefused: "not-refused",
    errors.AppealOfOwnDecision: "appeal-of-own-decision",
    errors.ParentNotFound: "parent-not-found",
    errors.RulesetInvalid: "invalid-policy",
    errors.EntryInvalid: "invalid-input",
    errors.EntryExists: "entry-exists",
    errors.EntryNotFound: "entry-not-found",
    errors.ListFull: "list-full",
    delivery_errors.EndpointNotFound: "endpoint-not-found",
    delivery_errors.EndpointDisabled: "endpoint-disabled",
    delivery_errors.TooManyEndpoints: "too-many-endpoints",
    delivery_errors.DestinationInvalid: "invalid-destination",
    delivery_errors.DeadLetterNotFound: "dead-letter-not-found",
    delivery_errors.NoOutsideStore: "no-outside-store",
    delivery_errors.ChangesForgotten: "changes-forgotten",
    errors.BacklogFull: "backlog-full",
    errors.RulesetMoved: "policy-moved",
    errors.DatabaseUnavailable: "database-unavailable",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. faults: each wrong field with its JSON pointer. headers: that any form of the answer carries."""

    type: ProblemType
    detail: str = ""
    faults: Sequence[Fault] = ()
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.status:
            object.__setattr__(self, "status", self.type.status)


class Refusal(Exception):
    """A request refused by the HTTP layer itself. kind: a name in CATALOGUE; detail: one sentence for the caller."""

    def __init__(self, kind: str, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.faults = faults


def of_domain(error: errors.DomainError) -> Problem:
    """Return the problem that an error of the domain is."""
    headers = {}
    if isinstance(error, errors.BacklogFull):
        headers["Retry-After"] = str(error.retry_after_seconds)
    elif isinstance(error, errors.DatabaseUnavailable):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Problem(CATALOGUE[BY_ERROR[type(error)]], _detail(error), _faults(error), headers=headers)


def of_refusal(refusal: Refusal) -> Problem:
    """Return the problem that a refusal of the HTTP layer is."""
    found = CATALOGUE[refusal.kind]
    headers = {"WWW-Authenticate": 'Bearer realm="prohori"'} if refusal.kind in ("missing-key", "wrong-key") else {}
    return Problem(found, refusal.detail, refusal.faults, headers=headers)


def of_http(error: HTTPException) -> Problem:
    """Return the problem for an error that Flask, webargs or flask-smorest raised."""
    status = error.code or 500
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    name = BY_STATUS.get(status, "internal-error" if status >= 500 else "bad-request")
    # webargs nests by location (json, query, ...); the pointer starts within it.
    faults = [fault for messages in (data.get("messages") or {}).values() for fault in faults_of(messages)]
    detail = one_sentence(faults) if faults else (_more_of(error) or error.description or "")
    headers = dict(data.get("headers") or {})  # None on validation errors
    allowed = getattr(error, "valid_methods", None)
    if status == 405 and allowed:
        headers["Allow"] = ", ".join(sorted(allowed))
    return Problem(CATALOGUE[name], detail, faults, status, headers)


def _more_of(error: HTTPException) -> str:
    """Return what we can say beyond the library's own sentence, or nothing."""
    if isinstance(error, RequestEntityTooLarge) and request.max_content_length:
        return f"The body is larger than the {request.max_content_length:,} bytes that are read; split it."
    if isinstance(error, NotFound) and request.url_rule is None and _IN_ARTICLES.match(request.path):
        return "There is nothing here. An article's id must not contain a slash, nor %2F."
    return ""


def faults_of(messages: Any, pointer: str = "") -> Iterator[Fault]:
    """Yield marshmallow's nested messages as pointers and sentences."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else f"/{pointer_part(name)}"
            yield from faults_of(inner, pointer + step)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield Fault(pointer, str(message))


def one_sentence(faults: Sequence[Fault]) -> str:
    """Return the first fault in words, and how many more there are."""
    first = faults[0]
    more = f" ({len(faults) - 1} more in errors)" if len(faults) > 1 else ""
    return f"{first.pointer or 'The body'}: {first.message}{more}"


def _detail(error: errors.DomainError) -> str:
    if isinstance(error, errors.StaleDecision):
        by = f" by {error.decided_by}" if error.decided_by else ""
        return f"The comment is now {error.current_status}{by}, version {error.current_version}."
    if isinstance(error, errors.MoveNotAllowed) and error.old == error.new:
        return f"The comment is {error.old} already."
    if isinstance(error, errors.MoveNotAllowed):
        return f"A comment that is {error.old} cannot become {error.new} this way."
    if isinstance(error, errors.ClaimHeld):
        return f"{error.holder} has claimed the comment until {iso(error.until)}."
    if isinstance(error, errors.EntryInvalid | delivery_errors.DestinationInvalid):
        return one_sentence(error.faults)
    return CATALOGUE[BY_ERROR[type(error)]].help


def _faults(error: errors.DomainError) -> Sequence[Fault]:
    if isinstance(error, errors.RulesetInvalid | errors.EntryInvalid | delivery_errors.DestinationInvalid):
        return error.faults
    if isinstance(error, errors.ParentNotFound):
        return [Fault("/parent_id", "is not a comment under this article")]
    if isinstance(error, errors.DuplicateComment):
        return [Fault("/id", "was used before")]
    return []

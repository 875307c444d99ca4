"""Akismet: is a comment spam, and what moderators say of the answer. Everything is answered 200, in plain text."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Request, Response, request

from moderation.delivery.akismet import told_guid
from moderation.foreign import akismet
from moderation.foreign.akismet_reports import report
from runtime.ids import new_id
from service.compat.akismet_bodies import Fields, Invalid, fields_of, host_of, is_test, submitted
from service.compat.named import name_judge
from service.http.auth import requires
from service.http.context import identity, parts, web
from service.http.problems.problem import Problem
from service.security.credentials import host_label

blp = Blueprint("akismet", __name__, url_prefix="/1.1")
log = structlog.get_logger()

THANKS: Final = "Thanks for making the web a better place."
ALWAYS_SPAM: Final = frozenset({"viagra-test-123", "akismet-guaranteed-spam"})  # authors
ALWAYS_SPAM_EMAIL: Final = "akismet-guaranteed-spam@example.com"
NOT_THIS_SITE: Final = 10404
_LOOKS_LIKE_A_KEY: Final = re.compile(r"[0-9a-f]{12}|[0-9a-f]{48}")
_ALERTS: Final = {NOT_THIS_SITE: "This key belongs to another site."}


def key_of(request: Request) -> str | None:
    """Return the key of the body, else that of the host name; empty where both stand there and differ."""
    try:
        said = fields_of(request)
    except Invalid:
        return None
    in_body = said.get("api_key") or said.get("key")
    label = host_label(request)
    in_host = label.lower() if label and _LOOKS_LIKE_A_KEY.fullmatch(label.lower()) else None
    if in_body and in_host and in_body.strip().lower() != in_host:
        return ""
    return (in_body or in_host or "").strip() or None


def plain(text: str) -> Response:
    """Return an answer as Akismet's clients compare it, byte for byte."""
    return Response(text, content_type="text/plain; charset=utf-8")


@blp.errorhandler(Invalid)
def invalid(error: Invalid) -> Response:
    """Answer that a call makes no sense, and why."""
    response = plain("invalid")
    response.headers["X-akismet-debug-help"] = error.why
    if error.alert is not None:
        response.headers["X-akismet-alert-code"] = str(error.alert)
        response.headers["X-akismet-alert-msg"] = _ALERTS[error.alert]
    return response


def akismet_form(problem: Problem) -> Response:
    """Return any problem as Akismet's clients expect it: 200 and `invalid`. They then hold the comment."""
    response = invalid(Invalid(" ".join((problem.detail or problem.type.title).split())))
    for name, value in problem.headers.items():
        if name != "WWW-Authenticate":
            response.headers[name] = value
    return response


@blp.route("/verify-key", methods=["POST"])
@requires("submit", read_key=key_of)
def verify_key() -> Response:
    """Return whether the key is valid for the blog."""
    blog_of(fields_of(request))
    return plain("valid")


@blp.route("/comment-check", methods=["POST"])
@requires("submit", read_key=key_of)
def comment_check() -> Response:
    """Return whether a comment is spam."""
    said = fields_of(request)
    blog = blog_of(said)
    if "user_ip" not in said:
        raise Invalid("Missing required field: user_ip.")
    if _is_trusted(said):
        log.info("akismet_role_trusted", key=identity().id)
        return _verdict(new_id(), spam=False)
    if said.get("comment_author") in ALWAYS_SPAM or said.get("comment_author_email") == ALWAYS_SPAM_EMAIL:
        return _verdict(new_id(), spam=True)
    comment = submitted(said, blog=blog, key=key_of(request) or "", callback=_callback(said))
    if not comment.text:
        return _verdict(new_id(), spam=False)
    found = akismet.check(parts(), identity().site_id, comment)
    response = _verdict(found.guid, spam=found.spam)
    if found.discard:
        response.headers["X-akismet-pro-tip"] = "discard"
    if found.recheck_after is not None:
        response.headers["X-akismet-recheck-after"] = str(found.recheck_after)
    elif found.held:
        response.headers["X-akismet-error"] = "held"
        response.headers["X-akismet-debug-help"] = "A moderator looks at this comment; hold it meanwhile."
    return name_judge(response, found.answer)


@blp.route("/submit-spam", methods=["POST"])
@requires("submit", read_key=key_of)
def submit_spam() -> Response:
    """Take down that a comment is spam."""
    return _report(spam=True)


@blp.route("/submit-ham", methods=["POST"])
@requires("submit", read_key=key_of)
def submit_ham() -> Response:
    """Take down that a comment is no spam."""
    return _report(spam=False)


def blog_of(said: Fields) -> str:
    """Return the blog's address as counted; the key's own site where none is named. Raises Invalid."""
    given = said.get("blog", "").strip()
    if not given:
        return ""
    host = host_of(given)
    site_id, origins = identity().site_id, web().origins
    own = origins.hosts(site_id)
    if (own and host not in own) or (not own and origins.elsewhere(host, site_id)):
        raise Invalid("The key does not belong to this blog", NOT_THIS_SITE)
    return given[:500]


def _report(*, spam: bool) -> Response:
    said = fields_of(request)
    blog = blog_of(said)
    comment = submitted(said, blog=blog, key="", callback=None)
    if not is_test(said):
        report(parts(), identity().site_id, comment, spam=spam, given_by=identity().name)
    return plain(THANKS)


def _verdict(guid: str, *, spam: bool) -> Response:
    response = plain("true" if spam else "false")
    response.headers["X-akismet-guid"] = told_guid(guid)
    return response


def _is_trusted(said: Fields) -> bool:
    roles = {one.strip().lower() for one in said.get("user_role", "").split(",")}
    return "administrator" in roles


def _callback(said: Fields) -> str | None:
    """Return where a later verdict may be told: an address on a host that the site registered, else None."""
    address = said.get("callback", "").strip()
    try:
        parts_ = urlsplit(address)
        host = parts_.netloc.lower()
        fits = parts_.scheme in ("http", "https") and parts_.port != 0
    except ValueError:
        return None
    if not fits or host not in web().origins.hosts(identity().site_id) or len(address) > 2_000:
        return None
    return address

"""What happens around every request: an id, one log line, one count, headers that every answer carries."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import structlog
from flask import Flask, Response, g, request
from uuid_utils import uuid7

from runtime import metrics, origin, tracing
from service.http.bodies import read_to_end
from service.http.cors import allow_origin
from service.http.problems.problem import Refusal

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUEST_ID_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")

SWAGGER_UI = "swagger_ui"
UNREADABLE = "\ufffd"  # stands in a path for what is not UTF-8

# Pages load nothing but what is ours, run no script that stands in them, and stand in no frame.
_OF_PAGES = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Swagger UI's own page has its script and its styles in it.
_OF_LIBRARY_PAGES = {
    **_OF_PAGES,
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "script-src 'self' 'unsafe-inline'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Hook into every request of the application."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID_FORM.fullmatch(given) else str(uuid7())
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    g.span = tracing.begin(request.method, tracing.SpanKind.SERVER, after=request.headers.get("traceparent"))
    origin.begin(origin.made(g.request_id, tracing.traceparent(g.span)))
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    _refuse_broken_utf8()


def _refuse_broken_utf8() -> None:
    """Refuse an address that is not UTF-8: all that cannot be read would be the same id."""
    query = request.query_string
    if UNREADABLE not in request.path and (b"%" not in query or _is_utf8(unquote_to_bytes(query))):
        return
    raise Refusal("bad-request", "The address is not percent-encoded UTF-8: write é as %C3%A9, not as %E9.")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _finish(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in METHODS else "other"  # a caller may invent as many as it likes
    metrics.REQUESTS.labels(method, route, response.status_code).inc()
    log.info(
        "request",
        method=method,
        route=route,
        status=response.status_code,
        ms=round((time.perf_counter() - g.started) * 1000, 2),
    )
    g.span.update_name(f"{method} {route}")
    tracing.end(
        g.span,
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": response.status_code,
            "prohori.request_id": g.request_id,
        },
        failed=response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    response.headers["X-Request-Id"] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    here = f"{request.scheme}://{request.host}"
    if response.location and response.location.startswith(f"{here}/"):
        response.location = response.location.removeprefix(here)  # the caller chose that host
    if not read_to_end(request.input_stream):
        response.headers["Connection"] = "close"
    if response.mimetype == "text/html":
        response.headers.update(_OF_LIBRARY_PAGES if request.blueprint == SWAGGER_UI else _OF_PAGES)
        if g.get("connects"):  # where its script may call beside us
            wider = _OF_PAGES["Content-Security-Policy"].replace("connect-src", f"connect-src {g.connects}")
            response.headers["Content-Security-Policy"] = wider
    if g.get("by_language"):
        response.vary.add("Accept-Language")
    for name, value in g.get("extra_headers", {}).items():
        response.headers[name] = value
    allow_origin(response)
    return response

"""The forms that a problem takes: RFC 9457 for programs, a page for people. A foreign wire brings its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from flask import Response, g, make_response, render_template

from service.http.json import json_response
from service.http.problems.problem import Problem

PROBLEM_TYPE: Final = "application/problem+json"

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

# A problem as the clients of one blueprint expect it.
ErrorForm = Callable[[Problem], Response]


def problem_json(problem: Problem) -> Response:
    """Return the problem as an RFC 9457 document."""
    response = json_response(document(problem), problem.status, problem.headers)
    response.content_type = PROBLEM_TYPE
    return response


def page(problem: Problem) -> Response:
    """Return the problem as a page for people, in words and with a number to ask about."""
    shown = render_template("error.html", problem=problem, detail=_sayable(problem.detail), request_id=g.request_id)
    response = make_response(shown, problem.status)
    response.headers.update(problem.headers)
    return response


def document(problem: Problem) -> dict[str, Any]:
    """Return the fields of the RFC 9457 document."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.type.name}",
        "title": problem.type.title,
        "status": problem.status,
    }
    if problem.detail:
        body["detail"] = _sayable(problem.detail)
    if problem.faults:
        body["errors"] = [{"pointer": _sayable(one.pointer), "message": one.message} for one in problem.faults]
    body["request_id"] = g.request_id
    return body


def _sayable(text: str) -> str:
    """Return text that JSON and UTF-8 can carry: the name of an unknown field may hold half a surrogate pair."""
    return _SURROGATE.sub("\ufffd", text)

"""A problem as the desk tells it: to people as a page, to the desk's script as JSON."""

from __future__ import annotations

from flask import Response, g, make_response, render_template

from service.console.requests import is_fetch
from service.http.problems.forms import problem_json
from service.http.problems.problem import Problem


def desk_form(problem: Problem) -> Response:
    """Return the problem in the form of whoever asked."""
    if is_fetch():
        return problem_json(problem)
    shown = render_template("console/error.html", problem=problem, request_id=g.request_id)
    response = make_response(shown, problem.status)
    response.headers.update(problem.headers)
    return response

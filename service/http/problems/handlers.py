"""Every error becomes a problem, and every problem an answer in the form that its blueprint has."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Flask, Response, request
from flask_smorest import Api
from werkzeug.exceptions import HTTPException

from service.http.problems.catalogue import CATALOGUE
from service.http.problems.forms import PROBLEM_TYPE, ErrorForm, problem_json
from service.http.problems.problem import BY_ERROR, Problem, Refusal, of_domain, of_http, of_refusal
from service.http.problems.schema import Problem as ProblemSchema

log = structlog.get_logger()


class ProblemApi(Api):  # type: ignore[misc] # flask-smorest carries no types
    """Api whose OpenAPI document promises RFC 9457 problems; the answering is register_problems' alone."""

    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        # flask-smorest describes errors with the content type of successes; ours have their own.
        usual: str = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_error_handlers(self) -> None:
        pass


def register_problems(app: Flask, forms: Mapping[str, ErrorForm]) -> None:
    """Answer every error with its problem, and what is a fault of ours with a silent 500.

    forms: of the blueprints, by name, whose clients expect another form than RFC 9457's. Where no route was met, the
    blueprint with the longest matching prefix is asked.
    """
    prefixes = {
        blueprint.url_prefix: forms[name]
        for name, blueprint in app.blueprints.items()
        if name in forms and blueprint.url_prefix
    }

    def answer(problem: Problem) -> Response:
        return _form(forms, prefixes)(problem)

    def broken(error: Exception) -> Response:
        log.error("request_failed", exc_info=error)
        return answer(Problem(CATALOGUE["internal-error"]))

    for type_ in BY_ERROR:  # not the family: an error that no view should meet is a fault of ours
        app.register_error_handler(type_, lambda error: answer(of_domain(error)))
    app.register_error_handler(Refusal, lambda error: answer(of_refusal(error)))
    app.register_error_handler(HTTPException, lambda error: answer(of_http(error)))
    app.register_error_handler(Exception, broken)


def _form(forms: Mapping[str, ErrorForm], prefixes: Mapping[str, ErrorForm]) -> ErrorForm:
    if request.blueprint is not None:
        return forms.get(request.blueprint, problem_json)
    within = [prefix for prefix in prefixes if f"{request.path}/".startswith(f"{prefix}/")]
    return prefixes[max(within, key=len)] if within else problem_json

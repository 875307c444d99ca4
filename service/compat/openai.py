"""OpenAI's moderation: texts in, flags and scores of 13 categories out."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from flask import Blueprint, Response, g, request

from moderation.foreign.ask import Answer, Asked, ask_many
from policy.wires import Wire
from service.compat.bodies import json_of
from service.compat.categories import result_of
from service.compat.named import name_judge
from service.compat.openai_bodies import OpenAIError, read_moderation
from service.http.auth import requires
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.problems.problem import Problem

blp = Blueprint("openai", __name__, url_prefix="/v1/moderations")
_KEY_WANTED: Final = (
    "You didn't provide an API key. Send it in the header 'Authorization: Bearer YOUR_KEY'; "
    "`prohori keys create` makes one."
)


@blp.errorhandler(OpenAIError)
def _refused(error: OpenAIError) -> Response:
    return envelope(error)


@blp.after_request
def _say_limits(response: Response) -> Response:
    """Say how much is left in OpenAI's headers as well."""
    allowance = g.get("allowance")
    if allowance is not None:
        response.headers["x-ratelimit-limit-requests"] = str(allowance.limit)
        response.headers["x-ratelimit-remaining-requests"] = str(allowance.remaining)
        response.headers["x-ratelimit-reset-requests"] = f"{allowance.reset}s"
    return response


@blp.route("", methods=["POST"])
@requires("submit")
def moderate() -> Response:
    """Return one result for each text."""
    said = read_moderation(json_of(request), version=parts().classifier.version)
    asked = [
        Asked(
            wire=Wire.OPENAI,
            text=text,
            once=parts().hasher.content(text.encode()),
            keep=said.store,
        )
        for text in said.texts
        if text.strip()
    ]
    answers = iter(ask_many(parts(), identity().site_id, asked) if asked else [])
    results: list[Answer | None] = [next(answers) if text.strip() else None for text in said.texts]
    judged = [one for one in results if one is not None]
    if any(one.status is None for one in judged):
        raise OpenAIError(503, "The server had no verdict in time. Please retry.", type_="server_error")
    body = {
        "id": f"modr-{uuid4().hex}",
        "model": judged[0].model if judged else parts().classifier.version,
        "results": [result_of(one, own=said.own) for one in results],
    }
    return name_judge(json_response(body), judged[0] if judged else None)


def envelope(error: OpenAIError) -> Response:
    """Return the error as OpenAI's clients read it."""
    body = {"message": error.message, "type": error.type, "param": error.param, "code": error.code}
    # Their SDK asks again after 503, as often as it is told to.
    headers = {"Retry-After": "1"} if error.status == 503 else {}
    return json_response({"error": body}, error.status, headers)


def openai_form(problem: Problem) -> Response:
    """Return any problem in OpenAI's form."""
    response = envelope(_error_of(problem))
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def _error_of(problem: Problem) -> OpenAIError:
    said = problem.detail or problem.type.title
    match problem.type.name:
        case "missing-key":
            return OpenAIError(401, _KEY_WANTED)
        case "wrong-key":
            return OpenAIError(401, "Incorrect API key provided.", code="invalid_api_key")
        case "missing-scope":
            return OpenAIError(403, said, type_="insufficient_permissions")
        case "too-many-requests":
            return OpenAIError(429, said, type_="requests", code="rate_limit_exceeded")
        case "malformed-json":
            return OpenAIError(400, f"We could not parse the JSON body of your request: {said}")
    return OpenAIError(problem.status, said, type_="server_error" if problem.status >= 500 else "invalid_request_error")

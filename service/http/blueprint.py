"""The blueprint of all API views: JSON bodies read strictly, unknown fields refused wherever they stand."""

from __future__ import annotations

import functools
from typing import Any

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from service.http.json import MalformedJson, read_json
from service.http.problems.problem import Refusal, faults_of, one_sentence
from service.http.problems.schema import Problem


class StrictParser(FlaskParser):
    """Reads queries, and refuses parameters that nobody asked for."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}


def json_body(req: Request) -> Any:
    """Return the value of a JSON body. Refuses other encodings and types with 415, broken JSON with 400."""
    encoding = req.headers.get("Content-Encoding")
    if encoding and encoding != "identity":
        raise Refusal("unsupported-encoding", f"The body is sent as '{encoding[:40]}'; send it as it is.")
    if req.content_type != "application/json" and not req.is_json:
        raise Refusal("unsupported-media-type", "The body must be sent as application/json.")
    try:
        return read_json(whole_body(req))
    except MalformedJson as error:
        raise Refusal("malformed-json", f"The body is not JSON: {error}") from error


def whole_body(req: Request) -> bytes:
    """Return the body. Werkzeug takes what came when it ends early, and cuts a chunked one off at the limit."""
    body = req.get_data(cache=False)
    declared = req.content_length
    if declared is None and req.max_content_length is not None and len(body) >= req.max_content_length:
        raise RequestEntityTooLarge
    if declared is not None and len(body) < declared:
        raise Refusal("bad-request", "The body ended before the length that Content-Length declared.")
    return body


def _loaded(schema: Schema) -> Any:
    try:
        return schema.load(json_body(request))
    except ValidationError as error:
        faults = list(faults_of(error.normalized_messages()))  # type: ignore[no-untyped-call]
        raise Refusal("invalid-input", one_sentence(faults), faults) from error


class ApiBlueprint(Blueprint):  # type: ignore[misc] # flask-smorest carries no types
    """A blueprint whose views take strict JSON and answer problems."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Schema, *, location: str = "json", **options: Any) -> Any:
        """Return a decorator that gives the view what schema reads of the request, and documents it.

        A JSON body is read here, not by webargs: its detours cost as much as the reading itself.
        """
        by_webargs = super().arguments(schema, location=location, **options)
        if location != "json":
            return by_webargs

        def decorate(view: Any) -> Any:
            @functools.wraps(by_webargs(view))  # for what it documents
            def read(*args: Any, **kwargs: Any) -> Any:
                return view(_loaded(schema), *args, **kwargs)

            return read

        return decorate

    def problems(self, *statuses: int) -> Any:
        """Return a decorator that documents the problems a view may answer, beside those that any may."""

        def document(view: Any) -> Any:
            for status in reversed(statuses):
                view = self.alt_response(status, schema=Problem, content_type="application/problem+json")(view)
            return view

        return document

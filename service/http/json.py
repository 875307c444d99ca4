"""JSON in and out on the hot path, by orjson."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response


class MalformedJson(ValueError):
    """Raised when a body is not JSON; the message says where and why."""


def read_json(body: bytes) -> Any:
    """Return the value of a JSON body. Raises MalformedJson.

    orjson refuses lone surrogates as a syntax fault; they are read here, so that the field's own check can name it.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if b"\\u" not in body:
            raise MalformedJson(str(error)) from error
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedJson(str(error) or "nested too deeply") from error


def _refuse(constant: str) -> None:
    raise MalformedJson(f"{constant} is not JSON")


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer whose body is value as JSON."""
    return Response(orjson.dumps(value), status=status, headers=headers, content_type="application/json")

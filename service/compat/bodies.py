"""Bodies of foreign wires: read leniently, for their clients send what ours must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Request
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from service.http.blueprint import whole_body
from service.http.json import MalformedJson, read_json
from service.http.problems.problem import Refusal

# What no database can carry, and no page should, becomes another character, so that offsets stay as they are.
_UNFIT: Final = dict.fromkeys((*range(0xD800, 0xE000), 0x202D, 0x202E), "\ufffd") | {
    code: " " for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r"
}
LONGEST_TEXT: Final = 20_480  # bytes


class Lenient(Schema):
    """A shape of which fields that are not known are left aside."""

    class Meta:
        unknown = EXCLUDE


class Text(fields.String):
    """Text as it can be stored: whatever a client sends, as long as it is text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return clean(super()._deserialize(value, attr, data, **kwargs))


def clean(text: str) -> str:
    """Return the text without what cannot be stored; as long as before."""
    return text if text.isprintable() else text.translate(_UNFIT)


def fitted(text: str) -> str:
    """Return the text, or of one over LONGEST_TEXT bytes its beginning and its end, where spam hides."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2 - 1
    return encoded[:half].decode("utf-8", "ignore") + "\n" + encoded[-half:].decode("utf-8", "ignore")


def json_of(request: Request, body: bytes | None = None) -> Any:
    """Return the value of a JSON body, whatever its Content-Type says. Refuses broken JSON with malformed-json.

    body: where it was read before.
    """
    encoding = request.headers.get("Content-Encoding")
    if encoding and encoding != "identity":
        raise Refusal("unsupported-encoding", f"The body is sent as '{encoding[:40]}'; send it as it is.")
    try:
        return read_json(whole_body(request) if body is None else body)
    except MalformedJson as error:
        raise Refusal("malformed-json", str(error)) from error


def faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield the path to each wrong field, with dots, and what is wrong with it."""
    yield from _faults(error.normalized_messages(), "")  # type: ignore[no-untyped-call]


def _faults(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name in ("_schema", "value", "key") else f"{path}.{name}" if path else str(name)
            yield from _faults(inner, here)
    else:
        yield path, " ".join(map(str, messages)) if isinstance(messages, list) else str(messages)

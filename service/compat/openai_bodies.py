"""What OpenAI's clients send to have moderated, and what is wrong with it in their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.compat.bodies import LONGEST_TEXT, clean

DEFAULT_MODEL: Final = "omni-moderation-latest"
# Names that OpenAI's clients ask for; we answer in their place, with one classifier.
THEIR_MODELS: Final = frozenset(
    {
        DEFAULT_MODEL,
        "omni-moderation-2024-09-26",
        "text-moderation-latest",
        "text-moderation-stable",
        "text-moderation-007",
    }
)
OUR_MODEL: Final = "prohori"  # answers our own labels beside their categories
MOST_TEXTS: Final = 1_000


class OpenAIError(Exception):
    """An error in OpenAI's form. param: the field it is about."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        type_: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code
        self.type = type_


@dataclass(frozen=True, slots=True)
class Moderation:
    """A request. texts: one for each result. own: our own labels are asked for. store: we may keep it."""

    texts: tuple[str, ...]
    own: bool
    store: bool


def read_moderation(body: object, *, version: str) -> Moderation:
    """Return the fields of a request. version: of the classifier, by which it may be asked for. Raises OpenAIError."""
    if not isinstance(body, Mapping):
        raise OpenAIError(400, "We could not parse the JSON body of your request: it must be an object.")
    model = body.get("model")
    if model is not None and not isinstance(model, str):
        raise OpenAIError(400, "Invalid type for 'model': expected a string.", param="model", code="invalid_type")
    known = {*THEIR_MODELS, OUR_MODEL, version, None}
    if model not in known:
        message = f"The model '{str(model)[:80]}' does not exist or you do not have access to it."
        raise OpenAIError(404, message, param="model", code="model_not_found")
    store = body.get("store", True)
    if not isinstance(store, bool):
        raise OpenAIError(400, "Invalid type for 'store': expected true or false.", param="store", code="invalid_type")
    return Moderation(_texts(body.get("input")), model == OUR_MODEL, store)


def _texts(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return (_text(given, "input"),)
    if not isinstance(given, list) or not given:
        what = "an array with something in it" if given == [] else "a string or an array"
        raise OpenAIError(400, f"Invalid 'input': expected {what}.", param="input")
    if len(given) > MOST_TEXTS:
        raise OpenAIError(400, f"Invalid 'input': at most {MOST_TEXTS} strings at a time.", param="input")
    if all(isinstance(one, str) for one in given):
        return tuple(_text(one, f"input[{place}]") for place, one in enumerate(given))
    if all(isinstance(one, Mapping) for one in given):
        return (_text("\n".join(_part(one, f"input[{place}]") for place, one in enumerate(given)), "input"),)
    raise OpenAIError(400, "Invalid 'input': expected strings alone, or parts alone.", param="input")


def _part(part: Mapping[str, Any], where: str) -> str:
    if part.get("type") == "image_url":
        # Silence would read as "the image is fine".
        raise OpenAIError(400, f"Images are not moderated here: {where} is one. Send text alone.", param="input")
    if part.get("type") != "text" or not isinstance(part.get("text"), str):
        message = f"Invalid value: '{where}' must be a part of the type 'text' with a string in 'text'."
        raise OpenAIError(400, message, param="input")
    return str(part["text"])


def _text(text: str, where: str) -> str:
    size = len(text.encode("utf-8", "replace"))
    if size > LONGEST_TEXT:
        message = f"Invalid '{where}': string too long. Expected at most {LONGEST_TEXT} bytes in UTF-8, got {size}."
        raise OpenAIError(400, message, param="input", code="string_above_max_length")
    return clean(text)

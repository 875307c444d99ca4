"""Text as people send it: what no database or page can carry is refused by name."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from marshmallow import ValidationError, fields

MAX_TEXT_BYTES: Final = 20_480
# Unicode's Stream-Safe Text Format allows 30 (UAX #15, section 13); no language needs more, "Zalgo" does.
MAX_MARKS_IN_A_ROW: Final = 30

_MARKS = frozenset(chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) in ("Mn", "Me"))
_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_OVERRIDES = frozenset("\u202d\u202e")
_CONTROLS = frozenset(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) - frozenset("\t\n\r")
_FORBIDDEN = _SURROGATES | _OVERRIDES | _CONTROLS
# Format characters and fillers that show nothing: a text of these alone is an empty one.
_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u180e\u2800\u3164\ufeff\uffa0") | frozenset(
    map(chr, [*range(0x200B, 0x2010), *range(0x2060, 0x2070)])
)
_LINE_BREAKS = frozenset("\r\n\t\u2028\u2029")


def fault_in(text: str) -> str | None:
    """Return what makes the text unfit to be stored and shown, or None."""
    # Sets, not patterns: this runs for every comment, and a pattern costs a microsecond a character.
    if not text.isprintable() and not _FORBIDDEN.isdisjoint(text):
        return _forbidden_in(text)
    if not text.isascii() and _has_stacked_marks(text):
        return f"has more than {MAX_MARKS_IN_A_ROW} combining marks in a row"
    return None


def _forbidden_in(text: str) -> str:
    if "\x00" in text:
        return "contains a NUL character"
    if not _SURROGATES.isdisjoint(text):
        return "contains half of a surrogate pair, which is no character"
    if not _OVERRIDES.isdisjoint(text):
        return "contains a bidirectional override, which makes text read other than it is"
    return "contains control characters"


def _has_stacked_marks(text: str) -> bool:
    # A run that is too long covers one of every 31 characters, so most texts need no closer look.
    if _MARKS.isdisjoint(text[MAX_MARKS_IN_A_ROW :: MAX_MARKS_IN_A_ROW + 1]):
        return False
    run = 0
    for char in text:
        run = run + 1 if char in _MARKS else 0
        if run > MAX_MARKS_IN_A_ROW:
            return True
    return False


class CleanString(fields.String):
    """A string without forbidden characters, of one line unless lines is True. max_length in characters."""

    def __init__(self, *, max_length: int, min_length: int = 0, lines: bool = False, **kwargs: Any) -> None:
        metadata = {"maxLength": max_length, **({"minLength": min_length} if min_length else {})}
        super().__init__(metadata={**metadata, **kwargs.pop("metadata", {})}, **kwargs)
        self._longest = max_length
        self._shortest = min_length
        self._lines = lines

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > self._longest:
            raise ValidationError(f"is longer than {self._longest} characters")
        if len(text) < self._shortest or (self._shortest and not text.strip()):
            raise ValidationError("must not be empty")
        if not self._lines and not _LINE_BREAKS.isdisjoint(text):
            raise ValidationError("contains line breaks")
        fault = fault_in(text)
        if fault:
            raise ValidationError(fault)
        return text


class CommentText(fields.String):
    """The text of a comment: 1 to 20,480 bytes in UTF-8, not only space."""

    def __init__(self, **kwargs: Any) -> None:
        described = {"minLength": 1, "maxLength": MAX_TEXT_BYTES, "description": "1 to 20,480 bytes in UTF-8"}
        super().__init__(metadata=described, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        fault = fault_in(text)
        if fault:
            raise ValidationError(fault)
        size = len(text.encode())
        if size > MAX_TEXT_BYTES:
            raise ValidationError(f"is {size} bytes long; at most {MAX_TEXT_BYTES} are taken")
        if all(char.isspace() or char in _INVISIBLE for char in text):
            raise ValidationError("must not be empty")
        return text

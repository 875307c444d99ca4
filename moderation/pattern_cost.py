"""What an operator's pattern costs on the texts that it likes least: RE2 bounds the memory of a match, not its time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any, Final

from policy.entries import compile_pattern

LONGEST_TEXT: Final = 20_480  # bytes, of a comment
DEAREST_SECONDS: Final = 0.005  # ordinary patterns take 0.00005, those that count far take 0.1 to 0.8 (measured)
ATTEMPTS: Final = 2  # the quickest counts: a busy machine makes nothing dear
_FILLINGS: Final = ("a", "ক", "0", " .", "ab 0ক১, ")
_LITERALS: Final = re.compile(r"(?:[^\W\d]|[\u0980-\u09ff])+|\d+")


def is_too_dear(pattern: str) -> bool:
    """Return whether a pattern takes longer than DEAREST_SECONDS on some text of the longest that a comment may have.

    Tried on texts of one letter again and again, mixed ones, and the pattern's own words. Raises re2.error.
    """
    compiled = compile_pattern(pattern)
    return any(_seconds(compiled, text) > DEAREST_SECONDS for text in _hostile(pattern))


def _hostile(pattern: str) -> Iterator[bytes]:
    words = _LITERALS.findall(pattern)
    for filling in dict.fromkeys([*_FILLINGS, *words, "".join(words), " ".join(words)]):
        if filling:
            data = filling.encode("utf-8", "replace")
            yield data * (LONGEST_TEXT // len(data))


def _seconds(compiled: Any, text: bytes) -> float:
    least = float("inf")
    for _ in range(ATTEMPTS):
        began = time.perf_counter()
        compiled.search(text)
        least = min(least, time.perf_counter() - began)
        if least <= DEAREST_SECONDS:
            break
    return least

"""Words of a text: runs of letters, marks and digits by Unicode category, so that no Bengali word is cut at a sign."""

from __future__ import annotations

import unicodedata

_MOST = 20_000  # characters remembered: more than any language writes with, fewer than a hostile text can name


class _Separators(dict[int, str]):
    """Each character of a word as itself, any other as a space; worked out when first met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST:
            self.clear()
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LMN" else " "
        return self[code]


_SEPARATORS = _Separators()


def spaced(text: str) -> str:
    """Return the text with a space for each character that belongs to no word; the length stays the same."""
    return text.translate(_SEPARATORS)


def words(text: str) -> list[str]:
    """Return the words of the text in their order."""
    return spaced(text).split()

"""Where a text may be cut so that no letter loses its signs: what a reader sees as one letter stays whole.

After Unicode's UAX #29 (extended grapheme clusters, with conjuncts), as far as comments hold such things: vowel
signs, hasanta and the consonant it binds, joiners, accents, skin tones, flags, emoji made of several, Korean letters.
"""

import unicodedata
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_PLAIN, _LETTER, _EXTENDS, _BINDS, _JOINS, _FLAG = range(6)  # classes of characters
_MOST = 20_000  # characters remembered: fewer than a hostile text can name
_VIRAMA = 9  # canonical combining class of the signs that bind two consonants


def _class(char: str) -> int:
    category = unicodedata.category(char)
    if char == "\u200d":
        return _JOINS
    if unicodedata.combining(char) == _VIRAMA:
        return _BINDS
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return _FLAG
    if category[0] == "M" or char == "\u200c" or "\U0001f3fb" <= char <= "\U0001f3ff" or "\u1160" <= char <= "\u11ff":
        return _EXTENDS
    if "\U000e0020" <= char <= "\U000e007f":
        return _EXTENDS
    return _LETTER if category[0] == "L" or category == "So" else _PLAIN


class _Classes(dict[str, int]):
    """The class of each character, worked out when first met."""

    def __missing__(self, char: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        self[char] = found = _class(char)
        return found


_CLASSES = _Classes()


class Clusters:
    """The places at which a text may be cut. Offsets count code points, 0 to the length of the text."""

    def __init__(self, text: str) -> None:
        cuts = [place for place, cut in enumerate(_cuts(text), start=1) if cut]
        self._edges = np.array([0, *cuts, len(text)], np.intp)

    def begins(self, places: NDArray[np.intp] | np.intp) -> NDArray[np.intp]:
        """For each offset the nearest place that is not after it."""
        return self._edges[np.searchsorted(self._edges, places, "right") - 1]

    def ends(self, places: NDArray[np.intp] | np.intp) -> NDArray[np.intp]:
        """For each offset the nearest place that is not before it."""
        return self._edges[np.searchsorted(self._edges, places)]


def whole_letters(text: str, most: int) -> str:
    """Return the first characters of the text, most of them at the most, without a letter cut from its signs."""
    return text[: int(Clusters(text).begins(np.intp(most)))] if len(text) > most else text


def _cuts(text: str) -> list[bool]:
    """Whether the text may be cut behind each of its characters but the last."""
    classes = [_CLASSES[char] for char in text]
    cuts = []
    flags = 0  # in a row, up to here
    for before, after in pairwise(classes):
        flags = flags + 1 if before == _FLAG else 0
        bound = before in (_BINDS, _JOINS) and after == _LETTER
        paired = after == _FLAG and flags % 2 == 1
        cuts.append(not (bound or paired or after in (_EXTENDS, _BINDS, _JOINS)))
    return cuts

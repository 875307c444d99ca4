"""A comment with the words that weighed: painted in a terminal, marked with their weights where colours are off.

Comment text is hostile: control and direction characters are shown as signs, one for one, and never sent on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from service.explanations import Contribution, Explanation

# From weak to strong. Foreground and background are both set: they are readable on dark and on light terminals.
FOR: Final = (
    "black on #fde0dc",
    "black on #f8b0a6",
    "black on #f07868",
    "white on #c62828",
    "bold white on #8e0000",
)
AGAINST: Final = (
    "black on #dcebfb",
    "black on #a9d0f5",
    "black on #68abe8",
    "white on #1f6fc0",
    "bold white on #0b3f7f",
)
WEIGHS_NOTHING: Final = 0.05  # below it a weight would be shown as 0.0
FULL_STRENGTH: Final = 1.0  # logits; where the heaviest word is lighter, none is painted in the strongest colour

_WORD = re.compile(r"\s*\S+\s*")
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_VIRAMA = 9  # canonical combining class of the signs that bind two consonants
_SUBSTITUTE = "\u2426"
_SIGNS = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), _SUBSTITUTE),
    **dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\ufeff"), _SUBSTITUTE),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2060, 0x2070)], _SUBSTITUTE),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
del _SIGNS[ord("\n")]
_SIGNS[ord("\t")] = " "


def visible(text: str) -> str:
    """Return text of the same length that a terminal can be given: what would steer it is shown as a sign."""
    return text.replace("\r\n", " \n").translate(_SIGNS)


def coloured(console: Console) -> bool:
    """Return whether the console shows colours: it is a terminal, and NO_COLOR is not set."""
    return console.color_system is not None and not console.no_color


def say(console: Console, text: Text) -> None:
    """Print lines that break between words only, however narrow the terminal is; in a file they do not break."""
    for line in text.split("\n", allow_blank=True):
        parts = line.divide(_breaks(line.plain, console.width)) if console.is_terminal else [line]
        for part in parts:
            part.rstrip()
            console.print(part, overflow="ignore", crop=False)


def comment(text: str, one: Explanation, *, colour: bool) -> Text:
    """Return the text with the words that weighed for one label painted, or without colour marked, as in word[+1.2]."""
    words = [word for word in one.contributions if abs(word.weight) >= WEIGHS_NOTHING and word.start < word.end]
    return _paint(text, words) if colour else _mark(text, words)


def legend(label: str, *, colour: bool) -> Text:
    """Return what the colours or the marks mean."""
    if not colour:
        return Text(f"[+1.2] after a word: it weighed 1.2 for {label}; [-1.2]: against it.")
    found = Text(f"for {label} ")
    for styles, word in ((FOR, "  against it "), (AGAINST, "")):
        for style, name in zip(styles, (" weak ", "   ", "   ", "   ", " strong "), strict=True):
            found.append(name, style)
        found.append(word)
    return found


def _breaks(line: str, width: int) -> list[int]:
    """Return where to break the line: before each word that goes beyond the width. Rich would cut long words."""
    breaks = []
    used = 0
    for word in _WORD.finditer(line):
        if used and used + cell_len(word[0].rstrip()) > width:
            breaks.append(word.start())
            used = 0
        used += cell_len(word[0])
    return breaks


def _paint(text: str, words: Sequence[Contribution]) -> Text:
    painted = Text(visible(text))
    heaviest = max((abs(word.weight) for word in words), default=FULL_STRENGTH)
    for word in sorted(words, key=lambda word: abs(word.weight)):  # where two overlap, the heavier is seen
        strength = abs(word.weight) / max(heaviest, FULL_STRENGTH)
        style = (FOR if word.weight > 0 else AGAINST)[ceil(strength * len(FOR)) - 1]
        painted.stylize(style, begin_of_letter(text, word.start), end_of_letter(text, word.end))
    return painted


def _mark(text: str, words: Sequence[Contribution]) -> Text:
    weights: dict[int, float] = {}
    for word in words:
        place = end_of_letter(text, word.end)
        weights[place] = weights.get(place, 0.0) + word.weight
    shown = visible(text)
    marked = []
    for start, end in pairwise([0, *sorted(weights), len(text)]):
        marked.append(shown[start:end])
        if end in weights:
            marked.append(f"[{weights.pop(end):+.1f}]")
    return Text("".join(marked))


def begin_of_letter(text: str, place: int) -> int:
    """Return the place, or the nearest one before it that cuts no letter from its signs."""
    while _joined(text, place):
        place -= 1
    return place


def end_of_letter(text: str, place: int) -> int:
    """Return the place, or the nearest one after it that cuts no letter from its signs."""
    while _joined(text, place):
        place += 1
    return place


def _joined(text: str, place: int) -> bool:
    """Whether what a reader sees as one letter would be cut at that place (after UAX #29, for what comments hold)."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    kind = unicodedata.category(after)
    if kind[0] == "M" or after in (_JOINER, _NON_JOINER) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    return (before == _JOINER or unicodedata.combining(before) == _VIRAMA) and (kind[0] == "L" or kind == "So")

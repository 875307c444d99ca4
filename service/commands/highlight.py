"""A comment with the words that weighed: painted in a terminal, marked with their weights where colours are off.

Comment text is hostile: control and direction characters are shown as signs, one for one, and never sent on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from moderation.explain import Contribution, Explanation

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
FULL_STRENGTH: Final = 1.0  # logits; lighter words never get the strongest colour, and their parts are not told apart

_WORD = re.compile(r"\s*\S+\s*")
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
    """Return the text with what weighed for one label painted, or without colour marked, as in word[+1.2].

    Paint goes to the parts of words that weighed; a mark stands behind the whole word.
    """
    return _paint(text, one.contributions) if colour else _mark(text, one.contributions)


def legend(label: str, *, colour: bool) -> Text:
    """Return what the colours or the marks mean."""
    if not colour:
        return Text(
            f"[+1.2] after a word: it weighed 1.2 for {label}; [-1.2]: against it; "
            "[pair +1.2]: so much more together with the word before."
        )
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


def _paint(text: str, items: Sequence[Contribution]) -> Text:
    painted = Text(visible(text))
    stretches = [one for one in _stretches(items) if abs(one[2]) >= WEIGHS_NOTHING]
    heaviest = max((abs(weight) for *_, weight in stretches), default=FULL_STRENGTH)
    for start, end, weight in stretches:
        strength = abs(weight) / max(heaviest, FULL_STRENGTH)
        painted.stylize((FOR if weight > 0 else AGAINST)[ceil(strength * len(FOR)) - 1], start, end)
    return painted


def _stretches(items: Sequence[Contribution]) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and weight of each stretch: all that lies on it, of words and of pairs, added up."""
    changes: dict[int, float] = {}
    for part in (part for item in items for part in (item.parts if shows_parts(item) else [item])):
        changes[part.start] = changes.get(part.start, 0.0) + part.weight
        changes[part.end] = changes.get(part.end, 0.0) - part.weight
    weight = 0.0
    for start, end in pairwise(sorted(changes)):
        weight += changes[start]
        yield start, end, weight


def shows_parts(item: Contribution) -> bool:
    """Return whether to tell its parts from each other: both words of a pair, and stretches of a word that is heavy."""
    return item.kind == "pair" or abs(item.weight) >= FULL_STRENGTH


def _mark(text: str, items: Sequence[Contribution]) -> Text:
    weights: dict[int, dict[str, float]] = {}
    for item in items:
        at = weights.setdefault(item.end, {})
        at[item.kind] = at.get(item.kind, 0.0) + item.weight
    shown = visible(text)
    marked: list[str] = []
    for start, end in pairwise([0, *sorted(weights.keys() - {len(text)}), len(text)]):
        marked += (shown[start:end], _figures(weights.get(end, {})))
    return Text("".join(marked))


def _figures(weights: Mapping[str, float]) -> str:
    kinds = (("word", ""), ("pair", "pair "))
    figures = [f"{said}{weights[kind]:+.1f}" for kind, said in kinds if abs(weights.get(kind, 0.0)) >= WEIGHS_NOTHING]
    return f"[{', '.join(figures)}]" if figures else ""

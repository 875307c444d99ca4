"""A comment's text cut into pieces that a page can show: what weighed, what is masked, what cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["plain", "for", "against", "masked", "control"]

LEAST_WEIGHT: Final = 0.15  # of a logit: less says nothing to a person
MOST_MARKS: Final = 6  # on one letter; a heap of them would cover the lines above
_STRENGTHS: Final = ((0.66, 3), (0.33, 2), (0.0, 1))  # share of the heaviest word, how strongly it is underlined

# Nine digits or more, as they are written of telephones in either script.
_TELEPHONE: Final = r"(?<![\w@])\+?[(\d০-৯](?:[\s().-]{0,2}[\d০-৯]){8,14}(?!\w)"
_ADDRESS: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PRIVATE: Final = re.compile(f"{_TELEPHONE}|{_ADDRESS}")
_JOINERS: Final = "\u200c\u200d"  # part of how Bengali is written


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text shown in one way.

    strength: 1..3 of what weighed for, 1 of what weighed against. shown: what stands in place of masked text, or of
    what cannot be seen.
    """

    kind: Kind
    text: str
    strength: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What text[start:end] added to the logit; code points."""

    start: int
    end: int
    weight: float


def pieces(text: str, weighed: Iterable[Weighed] = (), *, mask_slurs: bool = False) -> list[Piece]:
    """Return the text in pieces whose texts together are the text.

    Telephone numbers and addresses are masked, and with mask_slurs the words that weighed most. Bidirectional controls,
    other characters that cannot be seen and heaps of combining marks become pieces that name them.
    """
    looks = _looks(text, weighed, mask_slurs)
    found: list[Piece] = []
    for start, end in _stretches(text, looks):
        part, (kind, strength) = text[start:end], looks[start]
        for piece in _visible(part, kind, strength):
            found.append(piece)
    return found


def _looks(text: str, weighed: Iterable[Weighed], mask_slurs: bool) -> list[tuple[Kind, int]]:
    """Return how each character is shown, and how strongly."""
    looks: list[tuple[Kind, int]] = [("plain", 0)] * len(text)
    telling = [one for one in weighed if abs(one.weight) >= LEAST_WEIGHT]
    heaviest = max((one.weight for one in telling), default=0.0)
    for one in telling:
        strength = 1 if one.weight < 0 else next(s for share, s in _STRENGTHS if one.weight >= share * heaviest)
        kind: Kind = "against" if one.weight < 0 else "masked" if mask_slurs and strength == 3 else "for"
        for place in range(max(0, one.start), min(one.end, len(text))):
            if looks[place][1] <= strength or kind != "against":
                looks[place] = (kind, strength)
    for match in _PRIVATE.finditer(text):
        looks[match.start() : match.end()] = [("masked", 0)] * (match.end() - match.start())
    return looks


def _stretches(text: str, looks: Sequence[tuple[Kind, int]]) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(text) + 1):
        # No letter is cut from its signs.
        if place == len(text) or (looks[place] != looks[start] and not unicodedata.combining(text[place])):
            yield start, place
            start = place


def _visible(part: str, kind: Kind, strength: int) -> Iterator[Piece]:
    if kind == "masked":
        yield Piece("masked", part, strength, _masked(part))
        return
    plain: list[str] = []
    heap = 0
    hidden = 0
    for one in part:
        heap = heap + 1 if unicodedata.category(one) in ("Mn", "Me") else 0
        if heap > MOST_MARKS:
            hidden += 1
            continue
        name = _name_of_unseen(one)
        if (name or hidden) and plain:
            yield Piece(kind, "".join(plain), strength)
            plain = []
        if hidden:
            yield Piece("control", "", 0, f"+{hidden}")
            hidden = 0
        if name:
            yield Piece("control", one, 0, name)
        else:
            plain.append(one)
    if plain:
        yield Piece(kind, "".join(plain), strength)
    if hidden:
        yield Piece("control", "", 0, f"+{hidden}")


def _name_of_unseen(one: str) -> str | None:
    category = unicodedata.category(one)
    if one in "\n\t" or one in _JOINERS or category not in ("Cf", "Cc", "Co", "Cn", "Zl", "Zp"):
        return None
    return f"U+{ord(one):04X}"


def _masked(part: str) -> str:
    seen = part[:2] if _PRIVATE.fullmatch(part) else part[:1]
    return seen + "•" * min(6, max(3, len(part) - len(seen)))

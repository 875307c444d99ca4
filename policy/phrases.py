"""Words and phrases that a rule knows by itself, looked for in folded texts at the beginnings of words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from policy.words import spaced

# What stands in a fold (`models.text.characters`) for any link, mail address and telephone number.
LINK: Final = "\ue000"
MAIL: Final = "\ue001"
PHONE: Final = "\ue002"

_INDIC: Final = range(0x0900, 0x0E00)
_WITHOUT_BLANKS: Final = re.compile("[\u2e80-\ud7af]")  # scripts that put no blanks between words
_PARTING: Final = ",.।!?\"'()-:;/|*#"  # marks that people put between words, beside the blank
_START: Final = 3  # characters by which a phrase is looked up


class Place(NamedTuple):
    """Where in a folded text something stands: start, and the end, which is not part of it."""

    start: int
    end: int


class Line:
    """A folded text, made ready for all that is looked for in it: as little as possible, for every comment is one.

    starts: the first three characters of each word, fewer of a shorter one.
    """

    __slots__ = ("_around", "folded", "starts")

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._around = ""
        parted = folded
        for mark in _PARTING:
            if mark in parted:
                parted = parted.replace(mark, " ")
        self.starts = {word[:_START] for word in parted.split()}

    @property
    def around(self) -> str:
        """The words with single characters between them, and a blank before and behind."""
        if not self._around:  # worked out where a start is met: it costs most
            self._around = f" {spaced(self.folded)} "
        return self._around


class Phrases:
    """Any of some phrases; each is met where a word of the text begins with it, so that endings need not be listed.

    "$" at the end of a phrase asks for the end of a word; a first word of one or two letters is met whole only. Phrases
    of scripts without blanks are met anywhere.
    """

    def __init__(self, phrases: str) -> None:
        """phrases: parted by commas and line breaks."""
        listed = [phrase.strip() for phrase in phrases.replace("\n", ",").split(",")]
        self.phrases = tuple(folded(phrase) for phrase in listed if phrase)
        self._inside = tuple(phrase for phrase in self.phrases if _WITHOUT_BLANKS.match(phrase))
        self._by_start: dict[str, list[str]] = {}
        for phrase in self.phrases:
            if phrase not in self._inside:
                needle = f" {phrase.removesuffix('$')}" + " " * phrase.endswith("$")
                self._by_start.setdefault(needle.split()[0][:_START], []).append(needle)
        self._starts = frozenset(self._by_start)

    def find(self, line: Line) -> Place | None:
        """Return where one of them stands in the folded text; None where none does."""
        if not self._starts.isdisjoint(line.starts):
            for start in line.starts & self._starts:
                for needle in self._by_start[start]:
                    place = line.around.find(needle)
                    if place >= 0:
                        return Place(place, place + len(needle.strip()))
        if self._inside and _WITHOUT_BLANKS.search(line.folded):
            for phrase in self._inside:
                place = line.folded.find(phrase)
                if place >= 0:
                    return Place(place, place + len(phrase))
        return None


def folded(phrase: str) -> str:
    """Return a phrase of plain letters in the spelling that folded texts have."""
    return "".join(
        unicodedata.normalize("NFD", char) if ord(char) in _INDIC else char
        for char in unicodedata.normalize("NFKC", phrase).casefold()
    )

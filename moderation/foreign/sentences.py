"""The sentences of a text, each scored by itself, for wires that ask where in a text something stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from moderation.foreign.in_time import Deadline, NotInTime
from moderation.wiring import Parts

MOST: Final = 100  # sentences; what follows goes with the last one
_SENTENCE: Final = re.compile(r"\S[^\n]*?(?:[.!?…।॥]+(?=\s|$)|(?=\n)|$)")


class Scored(NamedTuple):
    """A sentence: text[start:end], in code points, with the probability of each label scored in its language."""

    start: int
    end: int
    scores: Mapping[str, float]


def scored_sentences(parts: Parts, text: str, *, milliseconds: int) -> list[Scored]:
    """Return the sentences of the text with their scores; none where that takes longer."""
    places = sentences(text)
    work = parts.in_time.ask(lambda: parts.classifier.score([text[start:end] for start, end in places]).by_comment())
    try:
        scores = Deadline(milliseconds).result(work)
    except NotInTime:
        return []
    return [Scored(start, end, one) for (start, end), one in zip(places, scores, strict=True)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end: at marks that end one, and at the ends of lines."""
    found = [(one.start(), one.start() + len(one.group().rstrip())) for one in _SENTENCE.finditer(text)]
    if len(found) > MOST:
        found[MOST - 1 :] = [(found[MOST - 1][0], found[-1][1])]
    return found

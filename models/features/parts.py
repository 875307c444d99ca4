"""The parts of a text that are judged by themselves: its sentences and lines, and windows of long ones.

An insult behind fifty calm words is a small share of the whole, and all of its own sentence. A part is a run of
neighbouring words and marks; what is too short to stand alone goes with the sentence before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.features.ngrams import Words, regrouped

SHORTEST = 3  # words and marks of a part: less says too little to stand alone
LONGEST = 24  # a sentence of more is looked at through windows
WINDOW, STEP = 16, 8  # words and marks of a window, and how far it moves: half of it lies over the one before


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of the texts that have several, in their order: the `text` each belongs to, never decreasing, and its
    words from `first` on to the one before `after`. `words`: the same, as if each part were a text."""

    text: NDArray[np.intp]
    first: NDArray[np.intp]
    after: NDArray[np.intp]
    words: Words


def parts_of(found: Words, texts: int, bits: int) -> Parts | None:
    """The parts of those of the texts that have more than one; None where there is none such. bits: as of `found`."""
    spans = list(_spans(found, texts))
    if not spans:
        return None
    text, first, after = np.array(spans, np.intp).T
    return Parts(text, first, after, regrouped(found, first, after, bits))


def _spans(found: Words, texts: int) -> Iterator[tuple[int, int, int]]:
    """The text, the first word and the one behind the last, of each part."""
    edges = np.searchsorted(found.text, np.arange(texts + 1))
    stops = np.flatnonzero(found.stop) + 1  # behind the last word of a sentence
    after_first, before_last = np.searchsorted(stops, edges[:-1], "right"), np.searchsorted(stops, edges[1:])
    for text in np.flatnonzero((np.diff(edges) > LONGEST) | (before_last > after_first)).tolist():
        own = stops[after_first[text] : before_last[text]].tolist()
        cut = parts_between(int(edges[text]), int(edges[text + 1]), own)
        if len(cut) > 1:
            yield from ((text, *span) for span in cut)


def parts_between(begin: int, end: int, stops: Sequence[int]) -> list[tuple[int, int]]:
    """The parts of a text whose words are those from `begin` to the one before `end`; one if it is to stay whole.

    stops: the places behind the last words of its sentences and lines, `end` left out.
    """
    return [part for sentence in _sentences(begin, end, stops) for part in _windows(*sentence)]


def _sentences(begin: int, end: int, stops: Sequence[int]) -> list[tuple[int, int]]:
    sentences: list[tuple[int, int]] = []
    start = begin
    for stop in stops:
        if stop - start >= SHORTEST:
            sentences.append((start, stop))
            start = stop
    if end - start >= SHORTEST or not sentences:
        sentences.append((start, end))
    else:
        sentences[-1] = (sentences[-1][0], end)
    return sentences


def _windows(start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= LONGEST:
        yield start, end
        return
    for first in range(start, end - WINDOW, STEP):
        yield first, first + WINDOW
    yield end - WINDOW, end

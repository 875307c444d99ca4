"""From the weights of n-grams to what each word, part of a word and pair of words of the original added.

A run of characters weighs for the letters that it covers, each alike; a whole word for all of its letters. Letters of
the fold stand for parts of the original: those that stand for overlapping parts, as in "f.u.c.k", count as one piece,
and so do letters with their signs. A word that stands in the text more than once shares its weight among its places.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import fsum

import numpy as np
from numpy.typing import NDArray

from models.features.ngrams import Words, letters_covered, places_of
from models.protocol import Contribution, Part
from models.text.fold import Folded
from models.text.graphemes import Clusters

MOST_PARTS = 12  # a "word" of more has no stem to show: it stands as a whole
HEAVY = 0.4  # of what the heaviest piece of a word weighs by letter: such pieces stand apart from the lighter ones

_Floats = NDArray[np.float64]
_Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Pieces:
    """The pieces of all words in their order: spans in the original, letters of the fold in each; `first` of a word."""

    begin: _Places
    end: _Places
    letters: _Places
    first: _Places


def contributions_of(text: str, folded: Folded, found: Words, weights: _Floats) -> list[list[Contribution]]:
    """For each label the words and pairs of words that weighed, heaviest first.

    found: the words of `folded`, the fold of `text`. weights: of its buckets for each label, (n_buckets, n_labels),
    as they add up to the logit.
    """
    if not len(found.kind):
        return [[] for _ in range(weights.shape[1])]
    pieces, by_letter = _pieces(text, folded, found)
    by_piece = np.add.reduceat(_letter_weights(found, weights[: found.grams])[by_letter], _starts(pieces.letters))
    words = np.add.reduceat(weights[: found.grams], found.gram_starts)[found.kind] / _times(found)[:, None]
    begin, end = pieces.begin[pieces.first], pieces.end[np.append(pieces.first[1:], len(pieces.end)) - 1]
    apart = _stand_apart(pieces, by_piece)
    result = []
    for column in range(weights.shape[1]):
        parts = _parts(pieces, by_piece[:, column], np.flatnonzero(apart[:, column]))
        items = [
            Contribution(text[start:stop], start, stop, weight, "word", of_word)
            for start, stop, weight, of_word in zip(
                begin.tolist(), end.tolist(), words[:, column].tolist(), parts, strict=True
            )
        ]
        items += _pairs(text, found, begin, end, weights[found.grams :, column])
        items.sort(key=lambda item: (-abs(item.weight), item.start))
        result.append(items)
    return result


def _times(found: Words) -> _Places:
    """How often each word stands in the text."""
    return np.bincount(found.kind)[found.kind]


def _pieces(text: str, folded: Folded, found: Words) -> tuple[_Pieces, _Places]:
    """The pieces, and for each of their letters its place among the letters of the distinct words."""
    clusters = Clusters(text)
    length = found.end - found.start
    letters = places_of(found.start, length)
    begin = clusters.begins(np.array(folded.offsets, np.intp)[letters])
    end = clusters.ends(np.array(folded.ends, np.intp)[letters])
    opens = np.ones(len(letters), np.bool_)
    opens[1:] = begin[1:] >= end[:-1]
    first_letters = _starts(length)
    opens[first_letters] = True
    starts = np.flatnonzero(opens)
    after = np.append(starts[1:], len(letters))
    pieces = _Pieces(begin[starts], end[after - 1], after - starts, np.searchsorted(starts, first_letters))
    return pieces, places_of(_starts(_lengths(found))[found.kind], length)


def _letter_weights(found: Words, weights: _Floats) -> _Floats:
    """What each letter of the distinct words adds to the logit, at one place of a word that stands there often."""
    lengths = _lengths(found)
    kind, first, after = letters_covered(found)
    share = weights / ((after - first) * np.bincount(found.kind)[kind])[:, None]
    # Each n-gram begins to weigh at its first letter and ends behind its last; a slot behind each word takes the end.
    slots = int(lengths.sum()) + len(lengths)
    word = _starts(lengths + 1)[kind]
    steps = [np.bincount(word + first, column, slots) - np.bincount(word + after, column, slots) for column in share.T]
    running = np.cumsum(np.array(steps).reshape(-1, slots).T, axis=0)
    result: _Floats = running[places_of(_starts(lengths + 1), lengths)]
    return result


def _lengths(found: Words) -> _Places:
    """The letters of each distinct word."""
    lengths = np.empty(len(found.gram_starts), np.intp)
    lengths[found.kind] = found.end - found.start
    return lengths


def _starts(lengths: _Places) -> _Places:
    """Where ranges of these lengths begin that lie end to end."""
    return np.cumsum(lengths) - lengths


def _stand_apart(pieces: _Pieces, weights: _Floats) -> NDArray[np.bool_]:
    """Which pieces open a part, by label: the first of each word, and those of another strength than the one before."""
    by_letter = weights / pieces.letters[:, None]
    number = np.diff(pieces.first, append=len(pieces.letters))
    limit = HEAVY * np.repeat(np.maximum.reduceat(np.abs(by_letter), pieces.first), number, axis=0)
    strength = np.where(np.abs(by_letter) >= limit, np.sign(by_letter), 0)
    result = np.ones(weights.shape, np.bool_)
    result[1:] = strength[1:] != strength[:-1]
    result[pieces.first] = True
    return result


def _parts(pieces: _Pieces, weights: _Floats, starts: _Places) -> list[tuple[Part, ...]]:
    """The parts of each word for one label. starts: the pieces that open them."""
    after = np.append(starts[1:], len(weights))
    parts = list(
        map(
            Part,
            pieces.begin[starts].tolist(),
            pieces.end[after - 1].tolist(),
            np.add.reduceat(weights, starts).tolist(),
        )
    )
    bounds = [*np.searchsorted(starts, pieces.first).tolist(), len(parts)]
    return [_bounded(parts[start:stop]) for start, stop in pairwise(bounds)]


def _bounded(parts: list[Part]) -> tuple[Part, ...]:
    if len(parts) > MOST_PARTS:
        parts = [Part(parts[0].start, parts[-1].end, fsum(part.weight for part in parts))]
    return tuple(parts)


def _pairs(text: str, found: Words, begin: _Places, end: _Places, weights: _Floats) -> list[Contribution]:
    """The pairs that weigh something for one label. begin, end: of the words in the original."""
    some = np.flatnonzero(weights)
    left, right = found.pair_word[some], found.pair_next[some]
    spans = zip(begin[left].tolist(), end[left].tolist(), begin[right].tolist(), end[right].tolist(), strict=True)
    items = []
    for (start, left_end, right_start, stop), weight in zip(spans, weights[some].tolist(), strict=True):
        parts: tuple[Part, ...] = (Part(start, left_end, weight / 2), Part(right_start, stop, weight / 2))
        if right_start < left_end:  # both in one sign, such as an emoji made of several
            parts = (Part(start, stop, weight),)
        items.append(Contribution(text[start:stop], start, stop, weight, "pair", parts))
    return items

"""A table of weights, and what the words of texts add up to in it.

The table has a row per bucket: for each label idf * weight; beside it stands the idf of each bucket. A text, or a part
of one, is the set of its words and pairs of words, each of them its n-grams; with both sums over all those n-grams,
logit = sum(idf * weight) / sqrt(sum(idf * idf)). Repeating a word changes nothing.

The table holds single bytes, the signed roots of what they stand for: a quarter of the memory of floats, and sums
of integers, which come out the same whatever the order and the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.features.ngrams import Words
from models.features.parts import parts_of
from models.features.single import SingleText

COLUMNS = 8  # labels a bucket has room for
STEPS = 127  # the largest root that a byte holds on both sides of zero
IDF_STEPS = 255

_Floats = NDArray[np.float64]
_Places = NDArray[np.intp]
_Numbers = NDArray[np.integer] | _Floats  # whole ones
_Sums = tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]  # of weights (n, 8), and of squares of idf (n,)


@dataclass(frozen=True, eq=False)
class Quantised:
    """The table as it is kept: `roots` (2**bits, 8) int8 and `scales` (n_labels,), `idf` (2**bits,) uint8 and
    `idf_scale`, which makes its squares those of the idf."""

    roots: NDArray[np.int8]
    scales: _Floats
    idf: NDArray[np.uint8]
    idf_scale: float


class Logits(NamedTuple):
    """Of the whole of each text, and of the worst of its parts, both (texts, n_labels); the same where it has none."""

    whole: _Floats
    worst: _Floats


class Table:
    """Adds up weights that are only read, so processes and threads may share them."""

    def __init__(self, kept: Quantised) -> None:
        # Eight weights as one number: fetched ten times as fast.
        self._weights = kept.roots.view(np.uint64).ravel()
        self._scales = kept.scales
        self._idf = kept.idf
        self._idf_scale = kept.idf_scale
        self.bits = len(kept.idf).bit_length() - 1

    def logits(self, found: Words, texts: int) -> Logits:
        """The logits of the texts, and of the worst part of each."""
        by_kind = self._by_kind(found)
        return self._with_parts(found, texts, lambda words, number: self._logits(words, number, by_kind))

    def rest(self, found: Words, texts: int) -> Logits:
        """The same, when of the whole and of each part the word is left out that weighs most for the label.

        The pairs that the word is in go with it.
        """
        by_kind = self._by_kind(found)
        return self._with_parts(found, texts, lambda words, number: self._without_heaviest(words, number, by_kind))

    def single(self, text: SingleText) -> Logits:
        """The logits of one text."""
        if not text.tokens:
            nothing = np.zeros((1, len(self._scales)))
            return Logits(nothing, nothing)
        weights, squares = self._fetched(text.buckets)
        spelled = len(text.buckets) - text.members.shape[1]
        of_members = np.column_stack((weights[spelled:], squares[spelled:])).astype(np.float64)
        if spelled:
            runs = np.column_stack((weights[:spelled], squares[:spelled]))
            of_members[: len(text.starts)] += np.add.reduceat(runs, text.starts, axis=0, dtype=np.int64)
        sums = text.members @ of_members  # whole numbers far below 2**53: exact in any order
        each = self._scaled(sums[:, :COLUMNS], sums[:, COLUMNS])
        return Logits(each[:1], each[1:].max(axis=0, keepdims=True) if len(each) > 1 else each)

    def weights(self, found: Words) -> _Floats:
        """What each bucket of one text, or of one part of it, adds to the logit of it: (n_buckets, n_labels)."""
        weights, squares = self._fetched(found.buckets)
        return self._scaled(weights, squares.sum(dtype=np.int64))

    def worst(self, found: Words) -> list[tuple[int, int]]:
        """For each label the words, first to the one behind the last, of the worst part of one text; none: no parts."""
        parts = parts_of(found, 1, self.bits)
        if parts is None:
            return []
        number = self._logits(parts.words, len(parts.text), self._by_kind(found)).argmax(axis=0)
        return list(zip(parts.first[number].tolist(), parts.after[number].tolist(), strict=True))

    def _with_parts(self, found: Words, texts: int, logits: Callable[[Words, int], _Floats]) -> Logits:
        whole = logits(found, texts)
        parts = parts_of(found, texts, self.bits)
        if parts is None:
            return Logits(whole, whole)
        worst = whole.copy()
        has, starts = _runs(parts.text)
        worst[has] = np.maximum.reduceat(logits(parts.words, len(parts.text)), starts)
        return Logits(whole, worst)

    def _logits(self, found: Words, texts: int, by_kind: _Sums) -> _Floats:
        return self._scaled(*self._summed(found, texts, by_kind))

    def _summed(self, found: Words, texts: int, by_kind: _Sums) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        weights, squares = by_kind
        pair_weights, pair_squares = self._fetched(found.buckets[found.grams :])
        new = np.flatnonzero(found.first)
        kind = found.kind[new]
        in_words, in_pairs = _runs(found.text[new]), _runs(found.text[found.pair_word])
        return (
            _sums(weights[kind], in_words, texts) + _sums(pair_weights, in_pairs, texts),
            _sums(squares[kind], in_words, texts) + _sums(pair_squares, in_pairs, texts),
        )

    def _without_heaviest(self, found: Words, texts: int, by_kind: _Sums) -> _Floats:
        sums, squares = self._summed(found, texts, by_kind)
        new = np.flatnonzero(found.first)
        by_word = by_kind[0][found.kind[new]].astype(np.int64)
        number = found.text * len(found.identity) + found.kind
        order = np.argsort(number[new])
        place = order[np.searchsorted(number[new][order], number)]  # of each word among the new ones
        pair_weights, _ = self._fetched(found.buckets[found.grams :])
        np.add.at(by_word, place[found.pair_word], pair_weights)
        np.add.at(by_word, place[found.pair_next], pair_weights)
        has, starts = _runs(found.text[new])
        if len(has):
            sums[has] -= np.maximum(np.maximum.reduceat(by_word, starts), 0)
        return self._scaled(sums, squares)

    def _by_kind(self, found: Words) -> _Sums:
        """What the n-grams of each distinct word add up to."""
        weights, squares = self._fetched(found.buckets[: found.grams])
        if not found.grams:
            return weights, squares
        return (
            np.add.reduceat(weights, found.gram_starts, axis=0, dtype=np.int32),
            np.add.reduceat(squares, found.gram_starts),
        )

    def _fetched(self, buckets: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
        """The weights (n, 8) of buckets, and the squares of their idf."""
        places = buckets.astype(np.intp)  # numpy would convert them anyway, twice
        weights = self._weights.take(places).view(np.int8).reshape(-1, COLUMNS).astype(np.int16)
        weights *= np.abs(weights)
        squares = self._idf.take(places).astype(np.int32)
        squares *= squares
        return weights, squares

    def _scaled(self, sums: _Numbers, squares: _Numbers | np.integer) -> _Floats:
        """Sums of weights (n, 8) as logits (n, n_labels); squares: of the idf, one sum for each row or for all."""
        length = np.sqrt(np.maximum(squares, 1) * self._idf_scale)
        result: _Floats = sums[:, : len(self._scales)] * self._scales / np.expand_dims(length, -1)
        return result


def _runs(text: _Places) -> tuple[_Places, _Places]:
    """Which texts have rows, and where those of each begin; `text` never decreases."""
    if not len(text):
        return text, text
    starts = np.flatnonzero(np.concatenate(([True], text[1:] != text[:-1])))
    return text[starts], starts


def _sums(rows: NDArray[np.integer], runs: tuple[_Places, _Places], texts: int) -> NDArray[np.int64]:
    """The rows of each text summed."""
    has, starts = runs
    result = np.zeros((texts, *rows.shape[1:]), np.int64)
    if len(has):
        result[has] = np.add.reduceat(rows, starts, axis=0, dtype=np.int64)
    return result


def quantise(table: NDArray[np.floating], idf: NDArray[np.floating]) -> Quantised:
    """The table in single bytes: weights as signed roots with a scale per label, idf in even steps.

    `table` is (2**bits, n_labels) of idf * weight, at most 8 labels; `idf` (2**bits,), not negative.
    sign(q) * q**2 * scale is the weight again. Roots keep the many small weights apart, which even steps would
    round to nothing beside the few large ones.
    """
    largest = np.abs(table).max(axis=0).astype(np.float64)
    scales = np.where(largest > 0, largest, 1.0) / STEPS**2
    roots = np.zeros((len(table), COLUMNS), np.int8)
    roots[:, : table.shape[1]] = np.sign(table) * np.round(np.sqrt(np.abs(table) / scales))
    step = idf_step(idf)
    return Quantised(roots, scales, np.round(idf / step).astype(np.uint8), step**2)


def idf_step(idf: NDArray[np.floating]) -> float:
    """The unit in which `quantise` keeps idf, so that fitting can use the lengths that scoring will."""
    return float(idf.max()) / IDF_STEPS or 1.0

"""The linear classifier: a table of weights, summed by word and then by comment.

The table has a row per bucket: for each label idf * weight; beside it stands the idf of each bucket. A comment is
the set of its words and pairs of words, each of them its n-grams; with both sums over all those n-grams,
logit = sum(idf * weight) / sqrt(sum(idf * idf)), and the calibration adds the intercept. Repeating a word changes
nothing.

The table holds single bytes, the signed roots of what they stand for: a quarter of the memory of floats, and sums
of integers, which come out the same whatever the order and the machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration, probability
from models.explain import contributions_of
from models.features.fingerprint import fingerprints
from models.features.ngrams import Words, words
from models.features.single import read_single
from models.protocol import Explanation, ModelCard, Scores
from models.text.fold import fold, fold_batch
from models.text.folding import Folding
from models.text.language import detect

COLUMNS = 8  # labels a bucket has room for
STEPS = 127  # the largest root that a byte holds on both sides of zero
IDF_STEPS = 255
_Halves = tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]  # of words, and of pairs
_CHUNK_TEXTS = 512
_CHUNK_CHARACTERS = 40_000  # bounds the working memory, whatever the length of the comments


@dataclass(frozen=True, eq=False)
class Quantised:
    """The table as it is kept: `roots` (2**bits, 8) int8 and `scales` (n_labels,), `idf` (2**bits,) uint8 and
    `idf_scale`, which makes its squares those of the idf."""

    roots: NDArray[np.int8]
    scales: NDArray[np.float64]
    idf: NDArray[np.uint8]
    idf_scale: float


class LinearClassifier(Folding):
    """Scores with a table of weights that is only read, so processes and threads may share it."""

    def __init__(self, kept: Quantised, calibration: Calibration, card: ModelCard) -> None:
        self.card = card
        # Eight weights as one number: fetched ten times as fast.
        self._weights = kept.roots.view(np.uint64).ravel()
        self._scales = kept.scales
        self._idf = kept.idf
        self._idf_scale = kept.idf_scale
        self._bits = len(kept.idf).bit_length() - 1
        self._calibration = calibration

    @property
    def labels(self) -> tuple[str, ...]:
        return self.card.labels

    @property
    def version(self) -> str:
        return self.card.version

    def score(self, texts: Sequence[str]) -> Scores:
        """Calibrated probabilities and the language of each text; any string is accepted."""
        folded = fold_batch(texts)
        logits, prints = self._one(folded[0]) if len(folded) == 1 else self._many(folded)
        languages = tuple(map(detect, texts))
        values = probability(self._calibration.apply(logits, languages))
        return Scores(self.labels, values, languages, tuple(folded), tuple(prints))

    def _one(self, folded: str) -> tuple[NDArray[np.float64], list[int]]:
        buckets, fingerprint = read_single(folded, self._bits)
        if not len(buckets):
            return np.zeros((1, len(self.labels))), [fingerprint]
        weights, squares = self._fetched(buckets)
        sums = np.add.reduceat(weights, [0], axis=0, dtype=np.int64)  # of narrow rows twice as fast as reduce
        return self._scaled(sums) / self._length(squares.sum(dtype=np.int64)), [fingerprint]

    def _many(self, folded: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
        logits, prints = [np.empty((0, len(self.labels)))], []
        for chunk in _chunks(folded):
            found = words(chunk, self._bits)
            logits.append(self._logits(found, len(chunk)))
            prints += fingerprints(found, len(chunk))
        return np.concatenate(logits), prints

    def _logits(self, found: Words, texts: int) -> NDArray[np.float64]:
        (weights, pair_weights), (squares, pair_squares) = self._by_kind_and_pair(found)
        new = np.flatnonzero(found.first)
        kind = found.kind[new]
        in_words, in_pairs = _runs(found.text[new]), _runs(found.text[found.pair_word])
        sums = _sums(weights[kind], in_words, texts) + _sums(pair_weights, in_pairs, texts)
        length = self._length(_sums(squares[kind], in_words, texts) + _sums(pair_squares, in_pairs, texts))
        return self._scaled(sums) / length[:, None]

    def _by_kind_and_pair(self, found: Words) -> tuple[_Halves, _Halves]:
        """What the n-grams of each distinct word add up to, and each pair: weights (n, 8), squares of idf (n,)."""
        weights, squares = self._fetched(found.buckets)
        grams = found.grams
        if not grams:
            return (weights.astype(np.int32), weights), (squares, squares)
        return (
            (np.add.reduceat(weights[:grams], found.gram_starts, axis=0, dtype=np.int32), weights[grams:]),
            (np.add.reduceat(squares[:grams], found.gram_starts), squares[grams:]),
        )

    def _fetched(self, buckets: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
        """The weights (n, 8) of buckets, and the squares of their idf."""
        places = buckets.astype(np.intp)  # numpy would convert them anyway, twice
        weights = self._weights.take(places).view(np.int8).reshape(-1, COLUMNS).astype(np.int16)
        weights *= np.abs(weights)
        squares = self._idf.take(places).astype(np.int32)
        squares *= squares
        return weights, squares

    def _scaled(self, sums: NDArray[np.integer]) -> NDArray[np.float64]:
        return sums[:, : len(self.labels)] * self._scales

    def _length(self, squares: NDArray[np.integer]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = np.sqrt(np.maximum(squares, 1) * self._idf_scale)
        return result

    def explain(self, text: str, labels: Sequence[str]) -> tuple[Explanation, ...]:
        """Why `text` got its score for each of the labels; KeyError if the classifier has no such label.

        The text is folded and hashed once, however many labels are asked for.
        """
        for label in labels:
            if label not in self.labels:
                raise KeyError(label)
        columns = [self.labels.index(label) for label in labels]
        folded = fold(text)
        found = words([folded.text], self._bits)
        weights, squares = self._fetched(found.buckets)
        group = self._calibration.group(detect(text))
        factors = self._calibration.slope[group] / self._length(squares.sum())
        contributions = contributions_of(text, folded, found, (self._scaled(weights) * factors)[:, columns])
        intercepts = self._calibration.offset[group, columns].tolist()
        return tuple(
            Explanation(label, intercept, fsum([intercept, *(item.weight for item in items)]), tuple(items))
            for label, intercept, items in zip(labels, intercepts, contributions, strict=True)
        )


def _runs(text: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which texts have rows, and where those of each begin; `text` never decreases."""
    if not len(text):
        return text, text
    starts = np.flatnonzero(np.concatenate(([True], text[1:] != text[:-1])))
    return text[starts], starts


def _sums(rows: NDArray[np.integer], runs: tuple[NDArray[np.intp], NDArray[np.intp]], texts: int) -> NDArray[np.int64]:
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


def _chunks(folded: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for index, text in enumerate(folded):
        if index > start and (size + len(text) > _CHUNK_CHARACTERS or index - start == _CHUNK_TEXTS):
            yield folded[start:index]
            start, size = index, 0
        size += len(text)
    if start < len(folded):
        yield folded[start:]

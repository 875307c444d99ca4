"""The linear classifier: one gather from a table of weights, summed per comment.

The table has a row per bucket: for each label idf * weight, and in the last column idf * idf. For the set B of
buckets of a comment, logit = intercept + sum(idf * weight) / sqrt(sum(idf * idf)): exactly a linear model on
L2-normalised TF-IDF with presence instead of counts, so that repeating a word changes nothing.

The table holds two-byte integers, to be multiplied by the scale of their column: half the memory of floats, and
sums that come out the same whatever the order.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration, probability
from models.features import Grams, distinct, grams
from models.folding import Folding
from models.language import detect
from models.protocol import Contribution, Explanation, ModelCard, Scores
from models.text import fold, fold_batch

STEPS = 127  # the largest root that a byte holds on both sides of zero
_CHUNK_TEXTS = 512
_CHUNK_CHARACTERS = 40_000  # bounds the working memory, whatever the length of the comments


class LinearClassifier(Folding):
    """Scores with a table of weights that is only read, so processes and threads may share it."""

    def __init__(
        self,
        table: NDArray[np.int8],
        scales: NDArray[np.float64],
        intercepts: NDArray[np.float64],
        calibration: Calibration,
        card: ModelCard,
    ) -> None:
        self.card = card
        self._table = table
        self._scales = scales
        self._bits = int(table.shape[0]).bit_length() - 1
        self._calibration = calibration
        self._intercepts = intercepts

    @property
    def labels(self) -> tuple[str, ...]:
        return self.card.labels

    @property
    def version(self) -> str:
        return self.card.version

    def score(self, texts: Sequence[str]) -> Scores:
        """Calibrated probabilities and the language of each text; any string is accepted."""
        folded = fold_batch(texts)
        parts = [self._logits(chunk) for chunk in _chunks(folded)]
        logits = np.concatenate(parts) if parts else np.empty((0, len(self.labels)))
        languages = tuple(detect(text) for text in texts)
        return Scores(self.labels, probability(self._calibration.apply(logits)), languages, tuple(folded))

    def _logits(self, folded: Sequence[str]) -> NDArray[np.float64]:
        buckets, starts = distinct(grams(folded, self._bits), len(folded), self._bits)
        sums = np.zeros((len(folded), self._table.shape[1]), np.int64)
        filled = np.flatnonzero(np.diff(starts))
        if len(filled):
            rows = _squares(np.take(self._table, buckets, axis=0))
            sums[filled] = np.add.reduceat(rows, starts[filled], axis=0, dtype=np.int64)
        scaled = sums * self._scales
        norm = np.sqrt(scaled[:, -1:])
        return scaled[:, :-1] / np.where(norm > 0, norm, 1.0) + self._intercepts

    def explain(self, text: str, label: str) -> Explanation:
        """The words that weighed for `label`, heaviest first; KeyError if the classifier has no such label.

        The weight of an n-gram is shared evenly by its occurrences, that of a word pair by its two words.
        """
        if label not in self.labels:
            raise KeyError(label)
        column = self.labels.index(label)
        folded = fold(text)
        found = grams([folded.text], self._bits)
        slope, offset = self._calibration.slope[column], self._calibration.offset[column]
        intercept = float(slope * self._intercepts[column] + offset)
        contributions = []
        for weight, first, after in zip(
            self._word_weights(found, column), found.word_start, found.word_end, strict=True
        ):
            start, end = folded.offsets[first], folded.ends[after - 1]
            contributions.append(Contribution(text[start:end], start, end, float(slope * weight)))
        logit = intercept + sum(item.weight for item in contributions)
        contributions.sort(key=lambda item: (-abs(item.weight), item.start))
        return Explanation(label, intercept, logit, tuple(contributions))

    def _word_weights(self, found: Grams, column: int) -> NDArray[np.float64]:
        weights = self._gram_weights(found.bucket.astype(np.intp), column)
        words, own = len(found.word_text), len(weights) - found.pairs
        total = np.bincount(found.word[:own], weights[:own], words)
        first, half = found.word[own:], weights[own:] / 2
        total = total + np.bincount(first, half, words) + np.bincount(first + 1, half, words)
        return total.astype(np.float64)

    def _gram_weights(self, buckets: NDArray[np.intp], column: int) -> NDArray[np.float64]:
        kinds, inverse, counts = np.unique(buckets, return_inverse=True, return_counts=True)
        rows = _squares(self._table[kinds]) * self._scales
        norm = np.sqrt(rows[:, -1].sum()) or 1.0
        shares: NDArray[np.float64] = (rows[:, column] / norm / counts)[inverse]
        return shares


def quantise(table: NDArray[np.floating]) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """The table as signed roots in one byte, and the scale of each column.

    sign(q) * q**2 * scale is the number again. Roots keep the many small weights apart, which even steps would
    round to nothing beside the few large ones.
    """
    largest = np.abs(table).max(axis=0).astype(np.float64)
    scales = np.where(largest > 0, largest, 1.0) / STEPS**2
    roots = np.sqrt(np.abs(table) / scales)
    return (np.sign(table) * np.round(roots)).astype(np.int8), scales


def _squares(roots: NDArray[np.int8]) -> NDArray[np.int16]:
    wide = roots.astype(np.int16)
    wide *= np.abs(wide)
    return wide


def _chunks(folded: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for index, text in enumerate(folded):
        if index > start and (size + len(text) > _CHUNK_CHARACTERS or index - start == _CHUNK_TEXTS):
            yield folded[start:index]
            start, size = index, 0
        size += len(text)
    if start < len(folded):
        yield folded[start:]

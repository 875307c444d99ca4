"""Rows as a sparse matrix of weighted n-grams: the sums of `models.table`, written out feature by feature."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.features.ngrams import Words, words
from models.features.parts import parts_of
from models.text.fold import fold_batch
from models.text.lines import with_lines

_BATCH = 512


def counts(texts: Sequence[str], bits: int) -> sp.csr_matrix:
    """How many of a text's distinct words and pairs have an n-gram in a bucket, shape (n_texts, 2**bits), float32."""
    batches = [texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH)]
    return _stacked([_counts(words(_folded(batch), bits), len(batch), bits) for batch in batches], bits)


def counts_of_parts(texts: Sequence[str], bits: int) -> tuple[sp.csr_matrix, NDArray[np.intp]]:
    """The same of the parts of those texts that have several, and the place of the text that each belongs to."""
    matrices, owners = [], []
    for first in range(0, len(texts), _BATCH):
        batch = texts[first : first + _BATCH]
        parts = parts_of(words(_folded(batch), bits), len(batch), bits)
        if parts is not None:
            matrices.append(_counts(parts.words, len(parts.text), bits))
            owners.append(parts.text + first)
    return _stacked(matrices, bits), np.concatenate(owners) if owners else np.empty(0, np.intp)


def _folded(texts: Sequence[str]) -> list[str]:
    return [*map(with_lines, texts, fold_batch(texts))]


def _stacked(matrices: Sequence[sp.csr_matrix], bits: int) -> sp.csr_matrix:
    return sp.vstack(matrices, format="csr") if matrices else sp.csr_matrix((0, 1 << bits), dtype=np.float32)


def _counts(found: Words, texts: int, bits: int) -> sp.csr_matrix:
    kinds = len(found.gram_starts)
    ends = np.append(found.gram_starts, found.grams)
    spelled = _ones(found.buckets[: found.grams], ends, (kinds, 1 << bits))
    text, kind = found.text[found.first], found.kind[found.first]
    used = sp.csr_matrix((np.ones(len(text), np.float32), (text, kind)), shape=(texts, kinds))
    pair_text = found.text[found.pair_word]
    ends = np.searchsorted(pair_text, np.arange(texts + 1))
    pairs = _ones(found.buckets[found.grams :], ends, (texts, 1 << bits))
    return sp.csr_matrix(used @ spelled + pairs)


def _ones(columns: NDArray[np.uint32], ends: NDArray[np.intp], shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(columns), np.float32), columns.astype(np.int32), ends), shape=shape)


def inverse_frequency(matrix: sp.csr_matrix) -> NDArray[np.float64]:
    """log((1 + n) / (1 + df)) + 1 per bucket, the smoothed idf of scikit-learn."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    result: NDArray[np.float64] = np.log((1 + matrix.shape[0]) / (1 + frequency)) + 1
    return result


def weigh(matrix: sp.csr_matrix, idf: NDArray[np.float64]) -> None:
    """Turns counts into count * idf, divided by the root of sum(count * idf * idf) of the row, in place."""
    per_row = np.diff(matrix.indptr)
    squares = sp.csr_matrix((idf[matrix.indices] ** 2 * matrix.data, matrix.indices, matrix.indptr), matrix.shape)
    lengths = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    matrix.data *= (idf[matrix.indices] / np.repeat(lengths, per_row)).astype(np.float32)

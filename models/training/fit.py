"""Fitting: a logistic regression per label on the hashed TF-IDF that scoring uses."""

import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from models.calibrate import Calibration
from models.features import distinct, grams
from models.linear import STEPS
from models.text import fold_batch
from models.training.read import Row
from models.training.weights import known

# Inverse of the L2 penalty, tried on the development rows; adverts repeat themselves and bear a looser one.
_STRENGTH = {"spam": 10.0}
_USUAL_STRENGTH = 3.0
_BATCH = 256
_HELD_BACK = 20  # one row in so many calibrates a first fit; a second one learns from it too
_WORDS_COUNT = 1.4  # words against the far more numerous n-grams of characters
_RARE = 20  # positives below this: no slope can be learned from the held-back rows
_UNSEEN_LOGIT = -5.0  # the score of a label that no row carries


@dataclass(frozen=True, eq=False)
class Fitted:
    """Table as `models.linear` reads it, intercepts and calibration."""

    table: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    calibration: Calibration


def fit(rows: Sequence[Row], labels: Sequence[str], bits: int, seed: int, progress: Callable[[str], None]) -> Fitted:
    """The fitted table (2**bits, n_labels + 1); the same rows and seed give the same numbers."""
    matrix = presence(rows, bits)
    progress(f"{matrix.shape[0]:,} rows, {matrix.nnz:,} n-grams")
    idf = inverse_frequency(matrix)
    idf[len(idf) // 2 :] *= _WORDS_COUNT
    idf = _as_kept(idf)
    matrix = weigh(matrix, idf)
    held = np.array([zlib.crc32(row.text.encode("utf-8", "replace")) % _HELD_BACK == seed % _HELD_BACK for row in rows])
    table = np.zeros((1 << bits, len(labels) + 1), np.float32)
    table[:, -1] = idf**2
    intercepts, slopes, offsets = np.zeros((3, len(labels)))
    for column, label in enumerate(labels):
        truth, weight = _known(rows, label)
        strength = _STRENGTH.get(label, _USUAL_STRENGTH)
        slopes[column], offsets[column] = _calibrated(matrix, truth, weight, held, strength, seed)
        weights, intercepts[column] = _fit_one(matrix, truth, weight, weight > 0, strength, seed)
        table[:, column] = idf * weights
        progress(f"{label}: {int((weight > 0).sum()):,} rows, {int(truth[weight > 0].sum()):,} positive")
    return Fitted(table, intercepts, Calibration(slopes, offsets))


def _as_kept(idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """The idf as `models.linear.quantise` will keep its square, so that fitting and scoring use one length."""
    step = idf.max() / STEPS
    result: NDArray[np.float64] = np.round(idf / step) * step
    return result


def _calibrated(
    matrix: sp.csr_matrix,
    truth: NDArray[np.int8],
    weight: NDArray[np.float64],
    held: NDArray[np.bool_],
    strength: float,
    seed: int,
) -> tuple[float, float]:
    check = (weight > 0) & held
    positives = int(truth[check].sum())
    if positives < _RARE or int(check.sum()) - positives < _RARE:
        return 1.0, 0.0
    weights, intercept = _fit_one(matrix, truth, weight, (weight > 0) & ~held, strength, seed)
    return _platt(matrix[check] @ weights + intercept, truth[check], weight[check])


def presence(rows: Sequence[Row], bits: int) -> sp.csr_matrix:
    """A 1 for each bucket that occurs in a row, shape (n_rows, 2**bits)."""
    indices, ends, total = [], [np.zeros(1, np.int64)], 0
    for first in range(0, len(rows), _BATCH):
        folded = fold_batch([row.text for row in rows[first : first + _BATCH]])
        buckets, starts = distinct(grams(folded, bits), len(folded), bits)
        indices.append(buckets.astype(np.int32))
        ends.append(starts[1:] + total)
        total += int(starts[-1])
    flat = np.concatenate(indices)
    shape = (len(rows), 1 << bits)
    return sp.csr_matrix((np.ones(len(flat), np.float32), flat, np.concatenate(ends)), shape=shape)


def inverse_frequency(matrix: sp.csr_matrix) -> NDArray[np.float64]:
    """log((1 + n) / (1 + df)) + 1 per bucket, the smoothed idf of scikit-learn."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    result: NDArray[np.float64] = np.log((1 + matrix.shape[0]) / (1 + frequency)) + 1
    return result


def weigh(matrix: sp.csr_matrix, idf: NDArray[np.float64]) -> sp.csr_matrix:
    """The rows times idf, each brought to length 1."""
    weighted = sp.csr_matrix((idf[matrix.indices].astype(np.float32), matrix.indices, matrix.indptr), matrix.shape)
    squares = np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel()
    norms = np.sqrt(np.where(squares > 0, squares, 1.0))
    weighted.data /= np.repeat(norms, np.diff(weighted.indptr)).astype(np.float32)
    return weighted


def _known(rows: Sequence[Row], label: str) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    truth, weight = np.zeros(len(rows), np.int8), np.zeros(len(rows))
    for index, row in enumerate(rows):
        said = known(row, label)
        if said is not None:
            truth[index], weight[index] = said
    return truth, weight


def _fit_one(
    matrix: sp.csr_matrix,
    truth: NDArray[np.int8],
    weight: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    strength: float,
    seed: int,
) -> tuple[NDArray[np.float64], float]:
    coefficients = np.zeros(matrix.shape[1])
    if len(set(truth[chosen])) < 2:
        return coefficients, _UNSEEN_LOGIT
    part = matrix[chosen].astype(np.float64)  # the solver would copy it anyway
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, intercept_scaling=5, max_iter=60, tol=0.02, random_state=seed
    )
    with warnings.catch_warnings():
        # A fixed number of steps is meant: further ones cost time and change no figure.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(part, truth[chosen], sample_weight=weight[chosen])
    return model.coef_[0], float(model.intercept_[0])


def _platt(logits: NDArray[np.float64], truth: NDArray[np.int8], weight: NDArray[np.float64]) -> tuple[float, float]:
    model = LogisticRegression(C=100.0).fit(logits[:, None], truth, sample_weight=weight)
    slope = float(model.coef_[0, 0])
    return (slope, float(model.intercept_[0])) if slope > 0 else (1.0, 0.0)

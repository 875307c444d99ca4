"""How well scores rank and how true they are as probabilities, for one label of some rows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_curve

Truth = NDArray[np.int_]
Values = NDArray[np.float64]

BINS = 15
DRAWS = 500
_SEED = 90
_DRAWS_AT_ONCE = 50  # bounds the working memory
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True)
class Bin:
    """Rows of nearly equal score: their mean score, the share of positives among them, their number."""

    score: float
    positive: float
    rows: int


def roc_auc(truth: Truth, scores: Values) -> float | None:
    """Area under the ROC curve rounded to 4 places, None when only one class is present."""
    if not _both(truth):
        return None
    return round(float(_weighted_aucs(truth, scores, np.ones((1, len(truth))))[0]), 4)


def average_precision(truth: Truth, scores: Values) -> float | None:
    """Area under the curve of precision over recall as the sum over its steps, None with one class only."""
    return round(float(average_precision_score(truth, scores)), 4) if _both(truth) else None


def recall_at(truth: Truth, scores: Values, false_positives: float) -> float | None:
    """The largest share of positives found at a cut that takes at most this share of the negatives."""
    if not _both(truth):
        return None
    wrong, right, _ = roc_curve(truth, scores, drop_intermediate=False)
    return round(float(right[wrong <= false_positives].max()), 4)


def reliability(truth: Truth, scores: Values, bins: int = BINS) -> list[Bin]:
    """The rows by rising score in at most `bins` parts of equal size, to within one row: the reliability curve."""
    order = np.argsort(scores, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [Bin(float(scores[part].mean()), float(truth[part].mean()), len(part)) for part in parts]


def calibration_error(truth: Truth, scores: Values, bins: int = BINS) -> float | None:
    """Expected calibration error, 0..1, over bins of equal mass; None without rows.

    The rows are sorted by score and cut into `bins` (15) parts of equal size; the error is the mean over the parts
    of |mean score - share of positives|, each weighted by its rows. (Naeini et al. 2015, with equal mass instead of
    equal width.) Chance alone adds to it: `chance_error` says how much, `debiased_error` takes it off.
    """
    if not len(truth):
        return None
    parts = reliability(truth, scores, bins)
    return round(sum(part.rows * abs(part.score - part.positive) for part in parts) / len(truth), 4)


def chance_error(scores: Values, bins: int = BINS) -> float | None:
    """What `calibration_error` is expected to be, 0..1, if every score is exactly right; None without rows.

    The share of positives of a part is then spread around the mean score with the variance of its rows; the mean
    distance of a normal spread is sqrt(2 / pi) of its deviation.
    """
    if not len(scores):
        return None
    parts = np.array_split(np.sort(scores), bins)
    spread = sum(math.sqrt(float((part * (1 - part)).sum())) for part in parts)
    return round(math.sqrt(2 / math.pi) * spread / len(scores), 4)


def debiased_error(truth: Truth, scores: Values, bins: int = BINS) -> float | None:
    """`calibration_error` less what chance adds to it, 0..1; None without rows.

    For each part, the distance found is taken for the true one, and what chance adds to such a distance is taken off
    (Kumar et al. 2019, Verified Uncertainty Calibration, for the absolute distance; with equal mass, which Roelofs et
    al. 2022 found less biased). In simulations some three fifths of what
    chance adds are left where scores are right, and up to 0.01 too much is taken off where they are 0.1 off.
    """
    if not len(truth):
        return None
    error = sum(part.rows * _less_chance(part) for part in reliability(truth, scores, bins)) / len(truth)
    return round(max(0.0, error), 4)


def _less_chance(part: Bin) -> float:
    distance = abs(part.score - part.positive)
    deviation = math.sqrt(part.positive * (1 - part.positive) / part.rows)
    if not deviation:
        return distance
    ratio = distance / deviation
    expected = deviation * math.sqrt(2 / math.pi) * math.exp(-(ratio**2) / 2) + distance * math.erf(
        ratio / math.sqrt(2)
    )
    return 2 * distance - expected


def interval(truth: Truth, scores: Values, draws: int = DRAWS) -> tuple[float, float] | None:
    """The 95 % interval of the ROC-AUC, from `resampled_aucs`; None with one class only."""
    if not _both(truth):
        return None
    low, high = np.percentile(resampled_aucs(truth, [scores], draws)[0], _INTERVAL)
    return round(float(low), 4), round(float(high), 4)


def paired_interval(truth: Truth, ours: Values, other: Values, draws: int = DRAWS) -> tuple[float, float] | None:
    """The 95 % interval of ROC-AUC(ours) - ROC-AUC(other), both on the same draws; None with one class only."""
    if not _both(truth):
        return None
    mine, theirs = resampled_aucs(truth, [ours, other], draws)
    low, high = np.percentile(mine - theirs, _INTERVAL)
    return round(float(low), 4), round(float(high), 4)


def resampled_aucs(truth: Truth, scores: Sequence[Values], draws: int = DRAWS, seed: int = _SEED) -> Values:
    """ROC-AUC of each of the `scores` on bootstrap samples of the rows, shape (len(scores), draws).

    Positives and negatives are drawn apart, as many as there are, so that no sample lacks one of them. The same
    seed gives the same samples, whatever the scores.
    """
    chance = np.random.default_rng(seed)
    result = np.empty((len(scores), draws))
    for first in range(0, draws, _DRAWS_AT_ONCE):
        counts = _counts(truth, min(_DRAWS_AT_ONCE, draws - first), chance)
        for row, values in zip(result, scores, strict=True):
            row[first : first + len(counts)] = _weighted_aucs(truth, values, counts)
    return result


def _counts(truth: Truth, draws: int, chance: np.random.Generator) -> Values:
    counts = np.zeros((draws, len(truth)))
    for label in (0, 1):
        members = np.flatnonzero(truth == label)
        drawn = chance.integers(0, len(members), (draws, len(members)))
        flat = (drawn + np.arange(draws)[:, None] * len(members)).ravel()
        counts[:, members] = np.bincount(flat, minlength=draws * len(members)).reshape(draws, len(members))
    return counts


def _weighted_aucs(truth: Truth, scores: Values, counts: Values) -> Values:
    """ROC-AUC with each row counted `counts` times, one per row of `counts`; a tie counts one half."""
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
    positive = np.add.reduceat(counts[:, order] * truth[order], starts, axis=1)
    negative = np.add.reduceat(counts[:, order] * (1 - truth[order]), starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative / 2
    result: Values = (positive * below).sum(axis=1) / (positive.sum(axis=1) * negative.sum(axis=1))
    return result


def _both(truth: Truth) -> bool:
    return len(truth) > 0 and 0 < int(truth.sum()) < len(truth)

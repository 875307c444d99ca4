"""Calibration curves, one per label and language, from logits of rows that their fit has not seen."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.calibrate import Calibration

ENOUGH = 40  # rows of each class below this: the language takes the curve of all rows
_ROWS = 400  # a language with fewer has no curves of its own


def curves(
    labels: Sequence[str],
    logits: NDArray[np.float64],
    truths: Sequence[NDArray[np.int8]],
    languages: Sequence[str],
) -> Calibration:
    """Platt's curves. `logits` (n, n_labels), NaN where a row has none; `truths` per label 0, 1, or -1 for unknown."""
    spoken = np.array(languages)
    frequent = sorted(language for language, rows in Counter(languages).items() if rows >= _ROWS)
    slope = np.ones((len(frequent) + 1, len(labels)))
    offset = np.zeros_like(slope)
    for column, truth in enumerate(truths):
        usable = (truth >= 0) & ~np.isnan(logits[:, column])
        everyone = _platt(logits[usable, column], truth[usable]) or (1.0, _rare(truth[usable]))
        slope[:, column], offset[:, column] = everyone
        for group, language in enumerate(frequent, start=1):
            rows = usable & (spoken == language)
            own = _platt(logits[rows, column], truth[rows])
            if own is not None:
                slope[group, column], offset[group, column] = own
    return Calibration(tuple(frequent), slope, offset)


def _platt(logits: NDArray[np.float64], truth: NDArray[np.int8]) -> tuple[float, float] | None:
    positives = int(truth.sum())
    if min(positives, len(truth) - positives) < ENOUGH:
        return None
    model = LogisticRegression(C=100.0).fit(logits[:, None], truth)
    slope = float(model.coef_[0, 0])
    return (slope, float(model.intercept_[0])) if slope > 0 else None


def _rare(truth: NDArray[np.int8]) -> float:
    """The logit of the share of positives, for a label that too few rows carry to learn a curve."""
    share = (int(truth.sum()) + 0.5) / (len(truth) + 100.0)
    return float(np.log(share / (1 - share)))

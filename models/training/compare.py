"""Two classifiers, or a classifier and a yardstick, on the same rows: where the one ranks better than the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.groups import by_source, main_language, stated_rows
from models.training.measures import paired_interval, roc_auc
from models.training.read import Row


@dataclass(frozen=True)
class Difference:
    """ROC-AUC of ours and of the other for a label in a source, and ours - other with its 95 % interval.

    The interval is that of a paired bootstrap, so rows that are hard for both do not widen it. With some hundred
    comparisons a few leave zero out by chance.
    """

    label: str
    source: str
    language: str
    rows: int
    positives: int
    ours: float
    other: float
    difference: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """ "behind" or "ahead" where the interval leaves zero out, else empty."""
        return "behind" if self.high < 0 else "ahead" if self.low > 0 else ""


def differences(
    rows: Sequence[Row], labels: Sequence[str], ours: NDArray[np.float64], other: NDArray[np.float64]
) -> list[Difference]:
    """A Difference per label and source that has both classes; both scores of shape (n_rows, n_labels)."""
    table = []
    for column, label in enumerate(labels):
        for source, indices in by_source(rows):
            stated, truth = stated_rows(rows, indices, label, ours[:, column] + other[:, column])
            mine, theirs = ours[stated, column], other[stated, column]
            bounds = paired_interval(truth, mine, theirs)
            first, second = roc_auc(truth, mine), roc_auc(truth, theirs)
            if bounds is not None and first is not None and second is not None:
                language, positives = main_language(rows, indices), int(truth.sum())
                change = round(first - second, 4)
                table.append(
                    Difference(label, source, language, len(stated), positives, first, second, change, *bounds)
                )
    return table

"""From a classifier's raw logit to a calibrated one: slope * logit + offset per label (Platt 1999)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Calibration:
    """`slope` > 0 and `offset`, both of shape (n_labels,): monotone, so calibrating never reorders comments."""

    slope: NDArray[np.float64]
    offset: NDArray[np.float64]

    def apply(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated logits of the same shape (n, n_labels)."""
        return logits * self.slope + self.offset


def probability(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-logit)), without overflow: logits beyond +-50 count as +-50."""
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(logits, -50.0, 50.0)))
    return result

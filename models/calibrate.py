"""From a classifier's raw logit to a calibrated one: slope * logit + offset per language and label (Platt 1999).

Data sets of different languages disagree about how rude is rude, so one curve for all would be right for none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Calibration:
    """`slope` > 0 and `offset`, of shape (n_groups, n_labels): group 0 for any language, then one per `languages`.

    Within a language it is monotone, so that calibrating never reorders its comments.
    """

    languages: tuple[str, ...]
    slope: NDArray[np.float64]
    offset: NDArray[np.float64]

    def group(self, language: str) -> int:
        """The row for a language; 0 for one without a curve of its own."""
        return self.languages.index(language) + 1 if language in self.languages else 0

    def apply(self, logits: NDArray[np.float64], languages: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated logits of the same shape (n, n_labels); `languages` names that of each row."""
        groups = [self.group(language) for language in languages]
        result: NDArray[np.float64] = logits * self.slope[groups] + self.offset[groups]
        return result


def probability(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-logit)), without overflow: logits beyond +-50 count as +-50."""
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(np.minimum(np.maximum(-logits, -50.0), 50.0)))
    return result

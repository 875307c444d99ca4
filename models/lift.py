"""How the whole of a comment and its worst part make one calibrated logit.

Both are added up, the part for less. Where the part would be doubtful if it stood alone, the sum is lifted towards what
the part would be alone, and never beyond: calm words around an insult do not hide it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration
from models.protocol import Lift
from models.table import Logits

WORST = 0.5  # what the worst part counts beside the whole

_Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """How often the logit of the whole and that of the worst part count, before the slope, and what is added behind."""

    whole: float
    worst: float
    added: float


NO_LIFT = Lift(0.0, 0.0)


class Lifts:
    """The lifts of all labels of a table, in their order."""

    def __init__(self, labels: Sequence[str], lifts: Mapping[str, Lift]) -> None:
        self.of_labels = [lifts.get(label, NO_LIFT) for label in labels]
        self.above, self.by = np.array(self.of_labels, np.float64).T


def combined(logits: Logits, calibration: Calibration, languages: Sequence[str], lifts: Lifts) -> _Floats:
    """The calibrated logits of texts in these languages, shape (texts, n_labels)."""
    both = calibration.apply(logits.whole + WORST * logits.worst, languages)
    alone = calibration.apply((1 + WORST) * logits.worst, languages)
    lifted = both + lifts.by * np.maximum(alone - lifts.above, 0)
    result: _Floats = np.maximum(both, np.minimum(alone, lifted))
    return result


def shares(whole: float, worst: float, slope: float, offset: float, lift: Lift) -> Shares:
    """What `combined` made of one logit of the whole and one of the worst part: slope * (shares of both) + added."""
    both, alone = slope * (whole + WORST * worst) + offset, slope * (1 + WORST) * worst + offset
    lifted = both + lift.by * max(alone - lift.above, 0.0)
    if alone <= both or lifted == both:
        return Shares(1.0, WORST, offset)
    if alone <= lifted:
        return Shares(0.0, 1 + WORST, offset)
    return Shares(1.0, WORST + lift.by * (1 + WORST), offset + lift.by * (offset - lift.above))

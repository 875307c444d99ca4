"""What a lower or higher threshold for toxicity would hold and stop: the price list behind the one that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.training.read import Row
from models.training.stops import Bars, Stops, stops

LANGUAGE, LABEL = "bn", "toxicity"
_STEPS = np.round(np.arange(0.30, 0.96, 0.05), 2).tolist()


@dataclass(frozen=True)
class Trade:
    """What is stopped in each source of LANGUAGE when LABEL holds from `hold` on and the other labels as they do."""

    hold: float
    stops: tuple[Stops, ...]


def trades(
    rows: Sequence[Row],
    scores: NDArray[np.float64],
    languages: Sequence[str],
    labels: Sequence[str],
    limits: Bars,
    rest: NDArray[np.float64] | None = None,
) -> list[Trade]:
    """A Trade per threshold from 0.30 to 0.95, on the rows in which LANGUAGE was found; none without such rows."""
    chosen = [index for index, language in enumerate(languages) if language == LANGUAGE]
    if not chosen or LABEL not in labels:
        return []
    own, kept = (
        [rows[index] for index in chosen],
        replace(limits, hold=limits.hold[chosen], reject=limits.reject[chosen]),
    )
    table = []
    for step in _STEPS:
        kept.hold[:, list(labels).index(LABEL)] = step
        table.append(Trade(step, tuple(stops(own, scores[chosen], kept, None if rest is None else rest[chosen]))))
    return table

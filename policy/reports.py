"""Why a reader may report a comment, and how much a report weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from policy.bounds import Bounded, Count

# Public: append only.
REPORT_REASONS: Final = ("abuse", "threat", "hate", "spam", "off-topic", "private-data", "other")

HUNDREDTHS: Final = 100


@dataclass(frozen=True, slots=True)
class ReportSettings(Bounded):
    """What readers' reports do. hold_at: from which weight of open reports an approved comment is held; 0 for never."""

    hold_at: Annotated[int, Count(0, 1_000)] = 3


def report_weight(*, upheld: int, dismissed: int) -> int:
    """Return how much a reader's next report weighs, in hundredths: 100 for one of whom nothing is known.

    Twice the share of reports that were upheld, with one upheld and one dismissed counted beforehand (Laplace's rule of
    succession): a reader who was right nine times out of nine weighs 182, one who was wrong nine times 18.
    """
    return round(2 * HUNDREDTHS * (upheld + 1) / (upheld + dismissed + 2))

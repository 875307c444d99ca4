"""Another service's scores beside ours: how far they agree, and which threshold of ours flags as many texts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation
from typing import Final

WITHIN: Final = 0.01  # by which the flag rate may change
_PLACES: Final = 4  # of a threshold


@dataclass(frozen=True, slots=True)
class Matched:
    """What some pairs of scores say. theirs, ours: thresholds; a score above theirs, or from ours up, is flagged.

    rate, our_rate: shares of the texts that are flagged, 0..1. agreement: share of the texts on which both agree.
    rank: Spearman's rank correlation, -1..1; None where all scores of one side are equal.
    """

    pairs: int
    theirs: float
    ours: float
    rate: float
    our_rate: float
    agreement: float
    rank: float | None

    @property
    def keeps_the_rate(self) -> bool:
        """Whether as many texts are flagged as before, within WITHIN."""
        return abs(self.rate - self.our_rate) <= WITHIN


def matched(theirs: Sequence[float], ours: Sequence[float], threshold: float) -> Matched:
    """Return how far the scores agree, and our threshold that flags as many. threshold: theirs; above it is flagged.

    Raises ValueError where there are no pairs, or not as many of one as of the other.
    """
    if not theirs or len(theirs) != len(ours):
        raise ValueError("there must be pairs of scores")
    flagged = [score > threshold for score in theirs]
    number = sum(flagged)
    limit = limit_for(ours, number)
    by_us = [score >= limit for score in ours]
    same = sum(one == other for one, other in zip(flagged, by_us, strict=True))
    return Matched(
        pairs=len(theirs),
        theirs=threshold,
        ours=limit,
        rate=number / len(theirs),
        our_rate=sum(by_us) / len(ours),
        agreement=same / len(theirs),
        rank=rank_correlation(theirs, ours),
    )


def limit_for(scores: Sequence[float], number: int) -> float:
    """Return the threshold from which up as near to that number of the scores lie as equal scores allow.

    It lies between two scores where it can, so that it means the same to who flags above it and who flags from it on.
    """
    ascending = sorted(scores)
    ordered = sorted(set(scores), reverse=True)

    def off_by(limit: float) -> int:
        return abs(number - (len(ascending) - bisect_left(ascending, limit)))

    best, best_off = 1.0, off_by(1.0)
    for place, score in enumerate(ordered):
        below = ordered[place + 1] if place + 1 < len(ordered) else 0.0
        limit = round((score + below) / 2, _PLACES)
        if not below < limit <= score:
            limit = score
        off = off_by(limit)
        if off < best_off:
            best, best_off = limit, off
        elif off > best_off:
            break
    return best


def rank_correlation(some: Sequence[float], others: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, of equal scores the mean rank; None where one side has one score only."""
    try:
        return correlation(_ranks(some), _ranks(others))
    except StatisticsError:  # fewer than two, or all the same
        return None


def _ranks(scores: Sequence[float]) -> list[float]:
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2
        start = end + 1
    return ranks

"""Thresholds from development rows: as many rude comments and adverts stopped as the promised false alarms allow.

`prohori train` puts them into the card, and policy/ruleset.py offers the same as the defaults of a site.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.protocol import Limits
from models.training.read import Row

NEWS = ("bn-vitd-violence", "bn-blp25-multihate")
PLEASED = ("bn-news-positive-weak",)
ENGLISH = ("en-jigsaw-wiki", "en-wiki-context")
SOCIAL = ("bn-abusive-comments", "bn-hate-10k", "bn-multilabel-toxic", "bnlatn-banglish-hate")


@dataclass(frozen=True)
class _Group:
    """Clean or guilty rows (`label` stated 1) of some sources; `share`: of the clean ones at most so many held."""

    sources: tuple[str, ...]
    label: str | None
    share: float = 1.0


_CLEAN = (
    _Group(NEWS, None, 0.06),
    _Group(PLEASED, None, 0.02),
    _Group(ENGLISH, None, 0.04),
    _Group(("bnlatn-banglish-hate", "bnlatn-bnsentmix-weak"), None, 0.05),
)
_GUILTY = (
    _Group(NEWS, "toxicity"),
    _Group(SOCIAL, "toxicity"),
    _Group(("en-jigsaw-wiki",), "toxicity"),
    _Group(("en-youtube-spam",), "spam"),
    _Group(("bn-cyberbully-spam", "bn-sms-spam2"), "spam"),
    _Group(("bn-vitd-violence", "bn-multilabel-toxic", "bn-cyberbully-spam"), "threat"),
)
_GRID = np.round(np.arange(0.98, 0.10, -0.02), 2)
_REJECTING = ("spam", "toxicity", "severe_toxicity", "sexual")  # for the others only a person rejects
_REJECT_GRID = np.round(np.arange(0.90, 0.9951, 0.005), 3)
_REJECTED = 0.0015  # of the clean rows of each group
_MARGIN = 0.05  # reject lies so far above hold


def choose(rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str]) -> Mapping[str, Limits]:
    """Limits per label from the rows and their scores (n_rows, n_labels).

    All labels start where they stop nothing. Whichever step down stops most of the guilty groups for the clean rows
    it costs is taken, until none is left that keeps every promise. Labels without rows keep the highest limit.
    """
    clean = [(group.share, scores[_rows(rows, group)]) for group in _CLEAN]
    guilty = [scores[_rows(rows, group)] for group in _GUILTY]
    place = np.zeros(len(labels), int)
    while (step := _best_step(place, clean, guilty)) is not None:
        place[step] += 1
    hold = _GRID[place]
    return {
        label: Limits(float(hold[column]), _reject(label, float(hold[column]), [part[:, column] for _, part in clean]))
        for column, label in enumerate(labels)
    }


def _best_step(
    place: NDArray[np.int_], clean: Sequence[tuple[float, NDArray[np.float64]]], guilty: Sequence[NDArray[np.float64]]
) -> int | None:
    now = _GRID[place]
    held = [_share(part, now) for _, part in clean]
    stopped = sum(_share(part, now) for part in guilty)
    best, gain = None, 0.0
    for column in range(len(place)):
        if place[column] + 1 == len(_GRID):
            continue
        lower = now.copy()
        lower[column] = _GRID[place[column] + 1]
        after = [_share(part, lower) for _, part in clean]
        if any(share > most for share, (most, _) in zip(after, clean, strict=True)):
            continue
        cost = sum(max(0.0, new - old) / most for new, old, (most, _) in zip(after, held, clean, strict=True))
        worth = (sum(_share(part, lower) for part in guilty) - stopped + 1e-4) / (cost + 1e-3)
        if worth > gain:
            best, gain = column, worth
    return best


def _share(scores: NDArray[np.float64], limits: NDArray[np.float64]) -> float:
    return float((scores >= limits).any(axis=1).mean()) if len(scores) else 0.0


def _reject(label: str, hold: float, clean: Sequence[NDArray[np.float64]]) -> float | None:
    if label not in _REJECTING:
        return None
    for limit in _REJECT_GRID[min(hold + _MARGIN, _REJECT_GRID[-1]) <= _REJECT_GRID]:
        if all((part >= limit).mean() <= _REJECTED for part in clean if len(part)):
            return float(limit)
    return None


def _rows(rows: Sequence[Row], group: _Group) -> NDArray[np.intp]:
    def wanted(row: Row) -> bool:
        if row.source not in group.sources:
            return False
        return bool(row.labels.get(group.label)) if group.label else not any(row.labels.values())

    return np.flatnonzero([wanted(row) for row in rows])

"""Thresholds from development rows: the false alarms that are promised, and no more.

`prohori train` puts them into the card, and policy/ruleset.py offers the same as the defaults of a site. Each
language has its own, because the data sets of the languages disagree about where abuse begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.protocol import Limits
from models.training.read import Row

OTHERS = "und"  # stands for every language without limits of its own


@dataclass(frozen=True)
class _Promise:
    """Of the clean rows of these sources, at most the share `held` is held by any label."""

    sources: tuple[str, ...]
    held: float


_PROMISES: Mapping[str, tuple[_Promise, ...]] = {
    "bn": (
        _Promise(("bn-vitd-violence",), 0.06),
        _Promise(("bn-news-positive-weak",), 0.02),
        _Promise(("bn-multilabel-toxic", "bn-abusive-comments"), 0.06),
    ),
    "bn-Latn": (
        _Promise(("bnlatn-banglish-hate",), 0.06),
        _Promise(("bnlatn-bnsentmix-weak",), 0.04),
    ),
    "en": (
        _Promise(("en-jigsaw-wiki",), 0.04),
        _Promise(("en-wiki-context",), 0.04),
    ),
    OTHERS: (
        _Promise(("hi-macd",), 0.05),
        _Promise(("vi-victsd",), 0.05),
        _Promise(("de-germeval2018",), 0.05),
        _Promise(("pt-toldbr",), 0.05),
        _Promise(("ko-beep-news",), 0.05),
        _Promise(("urlatn-ruhsold",), 0.05),
    ),
}
_MAIN = "toxicity"  # takes what the other labels leave of a promise
_SHARES = {"spam": 0.3}  # of a promise, that another label may take
_SHARE = 0.05  # of each that is not named
_LOWEST, _HIGHEST = 0.30, 0.98  # a hold is never lower, or higher
_REJECTING = ("spam", "toxicity", "severe_toxicity", "sexual")  # for the others only a person rejects
_REJECT_GRID = np.round(np.arange(0.90, 0.9951, 0.005), 3)
_REJECTED = 0.001  # of the clean rows of each promise, by each label
_MARGIN = 0.03  # reject lies so far above hold


def choose(
    rows: Sequence[Row], scores: NDArray[np.float64], languages: Sequence[str], labels: Sequence[str]
) -> dict[str, dict[str, Limits]]:
    """Limits per language and label; "und" stands for all other languages and has the highest of all limits.

    A language leaves out the labels for which it has the same.
    `scores` (n_rows, n_labels) and `languages` as the classifier gives them. A label without rows to choose by holds
    from 0.5 and never rejects.
    """
    spoken = np.array(languages)
    clean = np.array([not any(row.labels.values()) for row in rows])
    source = np.array([row.source for row in rows])
    result = {}
    for language, promises in _PROMISES.items():
        right = clean & (spoken == language) if language != OTHERS else clean & ~np.isin(spoken, list(_PROMISES))
        parts = [(promise.held, scores[right & np.isin(source, promise.sources)]) for promise in promises]
        result[language] = _limits([(held, part) for held, part in parts if len(part)], labels)
    others = {label: _strictest([limits[label] for limits in result.values()]) for label in labels}
    own = {
        language: {label: one for label, one in limits.items() if one != others[label]}
        for language, limits in result.items()
    }
    return own | {OTHERS: others}


def _strictest(limits: Sequence[Limits]) -> Limits:
    """Where the language is not known, nothing is held that some language lets pass."""
    rejects = [one.reject for one in limits if one.reject is not None]
    return Limits(max(one.hold for one in limits), max(rejects) if len(rejects) == len(limits) else None)


def _limits(parts: Sequence[tuple[float, NDArray[np.float64]]], labels: Sequence[str]) -> dict[str, Limits]:
    if not parts:
        return {label: Limits(0.5, None) for label in labels}
    hold = np.full(len(labels), _HIGHEST)
    for column, label in enumerate(labels):
        if label != _MAIN:
            share = _SHARES.get(label, _SHARE)
            hold[column] = _from(
                max(np.quantile(part[:, column], 1 - held * share, method="higher") for held, part in parts)
            )
    if _MAIN in labels:
        column = labels.index(_MAIN)
        hold[column] = _from(max(_left(part, hold, column, held) for held, part in parts))
    return {
        label: Limits(float(hold[column]), _reject(label, hold[column], [part[:, column] for _, part in parts]))
        for column, label in enumerate(labels)
    }


def _left(part: NDArray[np.float64], hold: NDArray[np.float64], column: int, held: float) -> float:
    """From which score on the label of the column may hold, when the other labels hold what they hold."""
    others = np.delete(np.arange(len(hold)), column)
    free = part[~(part[:, others] >= hold[others]).any(axis=1), column]
    more = held * len(part) - (len(part) - len(free))  # so many rows may still be held
    return float(np.sort(free)[-int(more) - 1]) if more >= 1 else _HIGHEST


def _from(score: float) -> float:
    """The next hundredth above a score that must not be held."""
    return float(np.clip(np.floor(score * 100 + 1) / 100, _LOWEST, _HIGHEST))


def _reject(label: str, hold: float, clean: Sequence[NDArray[np.float64]]) -> float | None:
    if label not in _REJECTING:
        return None
    for limit in _REJECT_GRID[hold + _MARGIN <= _REJECT_GRID]:
        if all((part >= limit).mean() <= _REJECTED for part in clean):
            return float(limit)
    return None

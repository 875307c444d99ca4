"""Thresholds from development rows: the false alarms that are promised, and no more.

`prohori train` puts them into the card, and policy/ruleset.py offers the same as the defaults of a site. Each
language with enough clean rows has its own, because the data sets of the languages disagree about where abuse begins.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.protocol import Limits
from models.training.read import Row
from models.training.stops import Bars, bars

OTHERS = "und"  # stands for every language without limits of its own
_ENOUGH = 300  # clean rows that a language needs for limits of its own
_ENOUGH_TO_REJECT = 1_000  # and for rejecting: none among 300 says no more than "fewer than one in a hundred"
_REJECTS_IN = ("bn", "en")  # languages whose hard cases we know; elsewhere only a person rejects


@dataclass(frozen=True)
class _Promise:
    """Of the clean rows of these sources, at most the share `held` is held by any label."""

    sources: tuple[str, ...]
    held: float


_PROMISES: Mapping[str, tuple[_Promise, ...]] = {
    "bn": (
        _Promise(("bn-vitd-violence",), 0.06),
        _Promise(("bn-news-positive-weak", "bn-news-positive-weak-more"), 0.02),
        _Promise(("bn-everyday-tatoeba",), 0.007),
        _Promise(("bn-health-tico19",), 0.007),
        _Promise(("bn-multilabel-toxic", "bn-abusive-comments"), 0.06),
    ),
    "bn-Latn": (
        _Promise(("bnlatn-banglish-hate",), 0.06),
        _Promise(("bnlatn-bnsentmix-weak",), 0.04),
    ),
    "en": (
        _Promise(("en-jigsaw-wiki",), 0.07),
        _Promise(("en-wiki-context",), 0.04),
        _Promise(("en-ucc-news-dev",), 0.06),
        _Promise(("en-everyday-commonvoice",), 0.015),
        _Promise(("en-fox-news-hate", "en-stormfront-hate"), 0.10),
        _Promise(("en-davidson-tweets",), 0.10),
    ),
    "hi": (_Promise(("hi-macd", "hi-uli-gendered"), 0.05),),
    "vi": (_Promise(("vi-victsd",), 0.05),),
    "de": (_Promise(("de-germeval2018",), 0.05),),
    "pt": (_Promise(("pt-toldbr",), 0.05),),
    "ko": (_Promise(("ko-beep-news",), 0.05),),
    "ar": (_Promise(("ar-lhsab",), 0.05),),
    "hi-Latn": (_Promise(("hilatn-hinglish-hate", "hilatn-hot", "hi-uli-gendered"), 0.05),),
    "ur-Latn": (_Promise(("urlatn-ruhsold",), 0.05),),
    OTHERS: (
        # Together: of few rows a single one would decide.
        _Promise(("hilatn-hinglish-hate", "hilatn-hot", "urlatn-ruhsold", "pt-toldbr"), 0.05),
        _Promise(("ru-telegram-spam",), 0.05),
    ),
}
_MAIN = "toxicity"  # takes what the other labels leave of a promise
_SHARE = 0.05  # of a promise, that each other label may take, ...
_SHARES = {"identity_attack": 0.15, "threat": 0.1}  # ... and those that toxicity does not stand in for
_SPAM = "spam"
_SPAM_SHARES = {"en": 0.4}  # English abuse is found long before its promises are used up, English adverts are not
_SPAM_SHARE = 0.3
_LOWEST, _HIGHEST = 0.30, 0.98  # a hold is never lower, or higher

_REJECTING = ("toxicity", "spam", "severe_toxicity", "sexual")  # for the others only a person rejects
_REJECT_GRID = (*np.round(np.arange(0.90, 0.9951, 0.005), 3).tolist(), 0.997, 0.998, 0.999)
_REJECTED = 0.0  # of the clean rows of each promise and of the sources beside, by all labels together
# Sources beside, too noisy or too different for a promise on what is held. No clean row may be rejected.
_BESIDE = {
    "bn": ("bn-hate-10k", "bn-banglahatebert", "bn-cyberbully-spam"),
    "en": (
        "en-davidson-tweets",
        "en-gab-hate",
        "en-insults-impermium",
        "en-sms-spam",
        "en-youtube-spam-2014",
    ),
}
_MARGIN = 0.03  # reject lies so far above hold

_Part = tuple[float, NDArray[np.float64]]  # a share, and the scores of the clean rows of which it is one


def choose(
    rows: Sequence[Row],
    scores: NDArray[np.float64],
    languages: Sequence[str],
    labels: Sequence[str],
    *,
    rest: NDArray[np.float64] | None = None,
    given: float = 1.0,
) -> dict[str, dict[str, Limits]]:
    """Limits per language and label; "und" stands for all other languages and has the highest of all limits.

    A language with enough clean rows has limits of its own, and leaves out the labels for which "und" has the same.
    `scores` (n_rows, n_labels) and `languages` as the classifier gives them. A label without rows to choose by holds
    from 0.5 and never rejects. `rest`: the scores without their heaviest word, for rejecting; the scores themselves
    if not given. `given`: the share of all rows that these are; of fewer rows fewer are enough.
    """
    spoken = np.array(languages)
    scores = np.nan_to_num(scores)  # what is not scored holds nothing
    sure = scores if rest is None else np.nan_to_num(rest)
    clean = np.array([not any(row.labels.values()) for row in rows])
    source = np.array([row.source for row in rows])
    result: dict[str, dict[str, Limits]] = {}
    for language, promises in _PROMISES.items():  # OTHERS is the last
        right = clean & (~np.isin(spoken, list(result)) if language == OTHERS else spoken == language)
        promised = [(promise.held, scores[right & np.isin(source, promise.sources)]) for promise in promises]
        promised = [part for part in promised if len(part[1])]
        number = sum(len(part) for _, part in promised)
        if language == OTHERS or number >= given * _ENOUGH:
            hold = _holds(promised, labels, _SPAM_SHARES.get(language, _SPAM_SHARE))
            never = [(_REJECTED, sure[right & np.isin(source, promise.sources)]) for promise in promises]
            beside = [(_REJECTED, sure[right & (source == name)]) for name in _BESIDE.get(language, ())]
            unseen = [part for part in (*never, *beside) if len(part[1])]
            sure_enough = language in _REJECTS_IN and number >= given * _ENOUGH_TO_REJECT
            reject = _rejects(hold, unseen, labels) if sure_enough else {}
            result[language] = {label: Limits(float(hold[i]), reject.get(label)) for i, label in enumerate(labels)}
    others = {label: _strictest([limits[label] for limits in result.values()]) for label in labels}
    own = {
        language: {label: one for label, one in limits.items() if one != others[label]}
        for language, limits in result.items()
    }
    return own | {OTHERS: others}


def crosswise(
    rows: Sequence[Row],
    scores: NDArray[np.float64],
    languages: Sequence[str],
    labels: Sequence[str],
    *,
    rest: NDArray[np.float64] | None = None,
) -> Bars:
    """For each row the limits that are chosen on the other half of the rows: what is chosen, without having seen it.

    Equal texts are in the same half.
    """
    half = [zlib.crc32(row.text.encode("utf-8", "replace")) % 2 for row in rows]
    hold, reject = np.empty(scores.shape), np.empty(scores.shape)
    for number in (0, 1):
        seen = [index for index, one in enumerate(half) if one == number]
        unseen = [index for index, one in enumerate(half) if one != number]
        found = choose(
            [rows[i] for i in seen],
            scores[seen],
            [languages[i] for i in seen],
            labels,
            rest=None if rest is None else rest[seen],
            given=0.5,
        )
        of_all = {language: found[OTHERS] | found.get(language, {}) for language in set(languages)}
        limits = bars([languages[i] for i in unseen], labels, of_all.__getitem__)
        hold[unseen], reject[unseen] = limits.hold, limits.reject
    return Bars(hold, reject)


def _strictest(limits: Sequence[Limits]) -> Limits:
    """Where the language is not known, nothing is held that some language lets pass."""
    rejects = [one.reject for one in limits if one.reject is not None]
    return Limits(max(one.hold for one in limits), max(rejects) if len(rejects) == len(limits) else None)


def _holds(promised: Sequence[_Part], labels: Sequence[str], spam: float) -> NDArray[np.float64]:
    if not promised:
        return np.full(len(labels), 0.5)
    hold = np.full(len(labels), _HIGHEST)
    for column, label in enumerate(labels):
        if label != _MAIN:
            share = spam if label == _SPAM else _SHARES.get(label, _SHARE)
            hold[column] = _from(
                max(_but_for(part[:, column], int(held * share * len(part))) for held, part in promised)
            )
    if _MAIN in labels:
        column = labels.index(_MAIN)
        hold[column] = _from(max(_left(part, hold, column, held) for held, part in promised))
    return hold


def _but_for(scores: NDArray[np.float64], most: int) -> float:
    """The score that so many of the scores lie above, at most."""
    return float(np.sort(scores)[-min(most + 1, len(scores))])


def _left(part: NDArray[np.float64], hold: NDArray[np.float64], column: int, held: float) -> float:
    """From which score on the label of the column may hold, when the other labels hold what they hold."""
    others = np.delete(np.arange(len(hold)), column)
    free = part[~(part[:, others] >= hold[others]).any(axis=1), column]
    more = held * len(part) - (len(part) - len(free))  # so many rows may still be held
    return float(np.sort(free)[-int(more) - 1]) if more >= 1 else _HIGHEST


def _from(score: float) -> float:
    """The next hundredth above a score that must not be held."""
    return float(np.clip(np.floor(score * 100 + 1) / 100, _LOWEST, _HIGHEST))


def _rejects(hold: NDArray[np.float64], parts: Sequence[_Part], labels: Sequence[str]) -> dict[str, float]:
    """The lowest limits from which labels may reject, one label after the other, each beside those before it."""
    chosen: dict[str, float] = {}
    bar = np.full(len(labels), np.inf)
    for label in _REJECTING:
        if label in labels:
            column = labels.index(label)
            for limit in _REJECT_GRID:
                bar[column] = limit
                if limit >= hold[column] + _MARGIN and _kept(bar, parts):
                    chosen[label] = limit
                    break
            else:
                bar[column] = np.inf
    return chosen


def _kept(bar: NDArray[np.float64], parts: Sequence[_Part]) -> bool:
    return all((part >= bar).any(axis=1).mean() <= share for share, part in parts)

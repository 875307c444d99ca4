"""Measuring a classifier on the development rows, which are never fitted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.protocol import Classifier, LimitsOf
from models.training.metrics import (
    Bin,
    average_precision,
    calibration_error,
    chance_error,
    debiased_error,
    interval,
    recall_at,
    reliability,
    roc_auc,
)
from models.training.read import Row, read

ALL = "all"  # of a source: all its languages; of a language: all sources
_BATCH = 512
_FEW = 30  # rows of a language inside a source; fewer say nothing alone and count with its main language
_LOW_RATE = 0.01


@dataclass(frozen=True)
class Figure:
    """How one label is ranked and calibrated on the rows of a source in a language that state it.

    Shares are 0..1, None where no row allows them. `low` and `high` bound roc_auc (95 %). `held` and `rejected`: the
    share of the `clean` rows, those with every stated label 0, that reach this label's thresholds.
    """

    label: str
    source: str
    language: str
    rows: int
    positives: int
    roc_auc: float | None
    low: float | None
    high: float | None
    pr_auc: float | None
    recall_at_1: float | None
    ece: float | None
    clean: int
    held: float | None
    rejected: float | None


@dataclass(frozen=True)
class Pooled:
    """One label over all sources of a language: figures, and the reliability curve in 15 bins of equal mass.

    `chance` is what `ece` would be expected to be if every score were right; `debiased` is `ece` less what chance adds.
    """

    label: str
    language: str
    rows: int
    positives: int
    roc_auc: float | None
    ece: float | None
    chance: float | None
    debiased: float | None
    curve: tuple[Bin, ...]


@dataclass(frozen=True)
class Stops:
    """What the thresholds do to the rows of a source: shares 0..1 of clean ones and of toxic or spam ones.

    A row is stopped when any label is held. `rejected` counts among the held.
    """

    source: str
    language: str
    clean: int
    held: float | None
    rejected: float | None
    toxic: int
    toxic_stopped: float | None
    toxic_rejected: float | None
    spam: int
    spam_stopped: float | None


@dataclass(frozen=True, eq=False)
class Bars:
    """What the score of each row must reach, by label: shape (n_rows, n_labels). `reject` is inf where none rejects."""

    hold: NDArray[np.float64]
    reject: NDArray[np.float64]


def bars(languages: Sequence[str], labels: Sequence[str], limits_of: LimitsOf) -> Bars:
    """The limits that hold for rows in which the classifier found these languages."""
    found = {language: limits_of(language) for language in set(languages)}
    by_row = [[found[language][label] for label in labels] for language in languages]
    hold = [[limits.hold for limits in row] for row in by_row]
    reject = [[np.inf if limits.reject is None else limits.reject for limits in row] for row in by_row]
    shape = (len(languages), len(labels))
    return Bars(np.array(hold, np.float64).reshape(shape), np.array(reject, np.float64).reshape(shape))


def evaluate(classifier: Classifier, data: Path) -> list[dict[str, object]]:
    """One row per source and label of the `dev` rows in `data`, whatever their licence, as a card keeps them.

    Keys: source, label, language (the most frequent), n, positives, roc_auc (0..1; None with one class only).
    """
    rows = list(read(data, "dev", every=True))
    return measure(rows, scores_of(classifier, rows), classifier.labels)


def scores_of(classifier: Classifier, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities of the rows, shape (n_rows, n_labels)."""
    return heard(classifier, rows)[0]


def heard(classifier: Classifier, rows: Sequence[Row]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Probabilities of the rows, shape (n_rows, n_labels), and the language that the classifier finds in each."""
    parts = [
        classifier.score([row.text for row in rows[first : first + _BATCH]]) for first in range(0, len(rows), _BATCH)
    ]
    values = np.concatenate([part.values for part in parts]) if parts else np.empty((0, len(classifier.labels)))
    return values, tuple(language for part in parts for language in part.languages)


def measure(rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str]) -> list[dict[str, object]]:
    """ROC-AUC per source and label, for any scores of shape (n_rows, n_labels)."""
    table: list[dict[str, object]] = []
    for source, indices in by_source(rows):
        for column, label in enumerate(labels):
            stated, truth = stated_rows(rows, indices, label)
            if len(stated):
                table.append(
                    {
                        "source": source,
                        "label": label,
                        "language": main_language(rows, indices),
                        "n": len(stated),
                        "positives": int(truth.sum()),
                        "roc_auc": roc_auc(truth, scores[stated, column]),
                    }
                )
    return table


def figures(
    rows: Sequence[Row],
    scores: NDArray[np.float64],
    labels: Sequence[str],
    limits: Bars,
    *,
    intervals: bool = True,
) -> list[Figure]:
    """A Figure per label, source and language, and one with language "all" where a source has several.

    `intervals=False` leaves out the bootstrap, which takes most of the time.
    """
    table = []
    for source, every in by_source(rows):
        for language, indices in _by_language(rows, every):
            clean = _clean(rows, indices)
            for column, label in enumerate(labels):
                stated, truth = stated_rows(rows, indices, label)
                if not len(stated):
                    continue
                values = scores[stated, column]
                bounds = interval(truth, values) if intervals else None
                calm = scores[clean, column]
                table.append(
                    Figure(
                        label=label,
                        source=source,
                        language=language,
                        rows=len(stated),
                        positives=int(truth.sum()),
                        roc_auc=roc_auc(truth, values),
                        low=bounds and bounds[0],
                        high=bounds and bounds[1],
                        pr_auc=average_precision(truth, values),
                        recall_at_1=recall_at(truth, values, _LOW_RATE),
                        ece=calibration_error(truth, values),
                        clean=len(clean),
                        held=share(calm >= limits.hold[clean, column]),
                        rejected=share(calm >= limits.reject[clean, column]),
                    )
                )
    return sorted(table, key=lambda figure: (list(labels).index(figure.label), figure.source))


def pooled(rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str]) -> list[Pooled]:
    """A Pooled per label and language, over all sources that state the label."""
    by_language = defaultdict(list)
    for index, row in enumerate(rows):
        by_language[row.lang].append(index)
    table = []
    for column, label in enumerate(labels):
        for language, indices in sorted(by_language.items()):
            stated, truth = stated_rows(rows, indices, label)
            if len(stated):
                values = scores[stated, column]
                table.append(
                    Pooled(
                        label=label,
                        language=language,
                        rows=len(stated),
                        positives=int(truth.sum()),
                        roc_auc=roc_auc(truth, values),
                        ece=calibration_error(truth, values),
                        chance=chance_error(values),
                        debiased=debiased_error(truth, values),
                        curve=tuple(reliability(truth, values)),
                    )
                )
    return table


def stops(rows: Sequence[Row], scores: NDArray[np.float64], limits: Bars) -> list[Stops]:
    """A Stops per source, at the given limits."""
    held, rejected = outcomes(scores, limits)
    table = []
    for source, indices in by_source(rows):
        clean = _clean(rows, indices)
        toxic = [index for index in indices if rows[index].labels.get("toxicity") == 1]
        spam = [index for index in indices if rows[index].labels.get("spam") == 1]
        table.append(
            Stops(
                source=source,
                language=main_language(rows, indices),
                clean=len(clean),
                held=share(held[clean]),
                rejected=share(rejected[clean]),
                toxic=len(toxic),
                toxic_stopped=share(held[toxic]),
                toxic_rejected=share(rejected[toxic]),
                spam=len(spam),
                spam_stopped=share(held[spam]),
            )
        )
    return table


def outcomes(scores: NDArray[np.float64], limits: Bars) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows any label holds, and which any label rejects; rejected ones are held as well. Each (n_rows,)."""
    held: NDArray[np.bool_] = np.any(scores >= limits.hold, axis=1)
    rejected: NDArray[np.bool_] = np.any(scores >= limits.reject, axis=1)
    return held, rejected


def by_source(rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    """The indices of the rows of each source, by name."""
    found = defaultdict(list)
    for index, row in enumerate(rows):
        found[row.source].append(index)
    return sorted(found.items())


def main_language(rows: Sequence[Row], indices: Iterable[int]) -> str:
    """The most frequent language among these rows."""
    return Counter(rows[index].lang for index in indices).most_common(1)[0][0]


def stated_rows(rows: Sequence[Row], indices: Sequence[int], label: str) -> tuple[NDArray[np.intp], NDArray[np.int_]]:
    """Those of the indices whose rows state the label, and what they state, 0 or 1."""
    stated = np.array([index for index in indices if label in rows[index].labels], np.intp)
    return stated, np.array([rows[index].labels[label] for index in stated], np.int_)


def share(which: NDArray[np.bool_]) -> float | None:
    """The share of True, rounded to 4 places; None of nothing."""
    return round(float(which.mean()), 4) if len(which) else None


def _by_language(rows: Sequence[Row], indices: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    main = main_language(rows, indices)
    sizes = Counter(rows[index].lang for index in indices)
    parts = defaultdict(list)
    for index in indices:
        language = rows[index].lang
        parts[language if sizes[language] >= _FEW else main].append(index)
    if len(parts) > 1:
        yield ALL, list(indices)
    yield from sorted(parts.items())


def _clean(rows: Sequence[Row], indices: Sequence[int]) -> list[int]:
    return [index for index in indices if rows[index].labels and not any(rows[index].labels.values())]

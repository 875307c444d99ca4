"""Measuring a classifier on the development rows, which are never fitted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.protocol import Classifier, Scores
from models.training.groups import by_language, by_source, clean_rows, main_language, share, stated_rows
from models.training.measures import (
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
from models.training.stops import Bars

_BATCH = 512
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


def evaluate(classifier: Classifier, data: Path) -> list[dict[str, object]]:
    """One row per source and label of the `dev` rows in `data`, whatever their licence, as a card keeps them.

    Keys: source, label, language (the most frequent), n, positives, roc_auc (0..1; None with one class only).
    """
    rows = list(read(data, "dev", every=True))
    return measure(rows, scores_of(classifier, rows), classifier.labels)


def scores_of(classifier: Classifier, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities of the rows, shape (n_rows, n_labels), NaN where a label is not scored."""
    return read_scores(classifier, rows).values


def read_scores(classifier: Classifier, rows: Sequence[Row]) -> Scores:
    """What the classifier answers for the rows, in their order."""
    parts = [
        classifier.score([row.text for row in rows[first : first + _BATCH]]) for first in range(0, len(rows), _BATCH)
    ]
    if not parts:
        return classifier.score([])
    return Scores(
        parts[0].labels,
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.rest for part in parts]),
        *(
            tuple(one for part in parts for one in getattr(part, name))
            for name in ("languages", "folded", "fingerprints")
        ),
    )


def measure(rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str]) -> list[dict[str, object]]:
    """ROC-AUC per source and label, for any scores of shape (n_rows, n_labels)."""
    table: list[dict[str, object]] = []
    for source, indices in by_source(rows):
        for column, label in enumerate(labels):
            stated, truth = stated_rows(rows, indices, label, scores[:, column])
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
    rest: NDArray[np.float64] | None = None,
    intervals: bool = True,
) -> list[Figure]:
    """A Figure per label, source and language, and one with language "all" where a source has several.

    rest: as `models.protocol.Scores` has it; the scores themselves where it is not given.
    `intervals=False` leaves out the bootstrap, which takes most of the time.
    """
    table = []
    sure = scores if rest is None else rest
    for source, every in by_source(rows):
        for language, indices in by_language(rows, every):
            clean = clean_rows(rows, indices)
            for column, label in enumerate(labels):
                stated, truth = stated_rows(rows, indices, label, scores[:, column])
                if not len(stated):
                    continue
                values = scores[stated, column]
                bounds = interval(truth, values) if intervals else None
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
                        held=share(scores[clean, column] >= limits.hold[clean, column]),
                        rejected=share(sure[clean, column] >= limits.reject[clean, column]),
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
            stated, truth = stated_rows(rows, indices, label, scores[:, column])
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

"""Measuring a classifier on the development rows, which are never fitted."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from models.protocol import Classifier
from models.training.read import Row, read

_BATCH = 512


def evaluate(classifier: Classifier, data: Path) -> list[dict[str, object]]:
    """One row per source and label of the `dev` rows in `data`, whatever their licence.

    Keys: source, label, language (the most frequent), n, positives, roc_auc (0..1; None with one class only).
    """
    rows = list(read(data, "dev", every=True))
    return measure(rows, scores_of(classifier, rows), classifier.labels)


def scores_of(classifier: Classifier, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities of the rows, shape (n_rows, n_labels)."""
    parts = [
        classifier.score([row.text for row in rows[first : first + _BATCH]]).values
        for first in range(0, len(rows), _BATCH)
    ]
    return np.concatenate(parts) if parts else np.empty((0, len(classifier.labels)))


def measure(rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str]) -> list[dict[str, object]]:
    """ROC-AUC per source and label, for any scores of shape (n_rows, n_labels)."""
    by_source = defaultdict(list)
    for index, row in enumerate(rows):
        by_source[row.source].append(index)
    table: list[dict[str, object]] = []
    for source, indices in sorted(by_source.items()):
        language = Counter(rows[index].lang for index in indices).most_common(1)[0][0]
        for column, label in enumerate(labels):
            stated = [index for index in indices if label in rows[index].labels]
            if stated:
                truth = np.array([rows[index].labels[label] for index in stated])
                auc = roc_auc(truth, scores[stated, column])
                table.append(
                    {
                        "source": source,
                        "label": label,
                        "language": language,
                        "n": len(stated),
                        "positives": int(truth.sum()),
                        "roc_auc": auc,
                    }
                )
    return table


def roc_auc(truth: NDArray[np.int_], scores: NDArray[np.float64]) -> float | None:
    """Area under the ROC curve rounded to 4 places, None when only one class is present."""
    if len(set(truth)) < 2:
        return None
    return round(float(roc_auc_score(truth, scores)), 4)


def false_alarms(
    rows: Sequence[Row], scores: NDArray[np.float64], labels: Sequence[str], thresholds: Mapping[str, float]
) -> list[dict[str, object]]:
    """Share of the clean rows of each source (toxicity 0) at or above the threshold of each label."""
    table: list[dict[str, object]] = []
    for source in sorted({row.source for row in rows}):
        clean = [i for i, row in enumerate(rows) if row.source == source and row.labels.get("toxicity") == 0]
        for label, threshold in thresholds.items():
            if clean:
                share = float((scores[clean, list(labels).index(label)] >= threshold).mean())
                table.append({"source": source, "label": label, "n": len(clean), "share": round(share, 4)})
    return table

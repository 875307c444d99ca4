"""The yardstick: a plain scikit-learn TF-IDF with logistic regression on the rows the classifier learns from.

`python -m models.training.baseline DATA [LABEL ...]` prints both figures per source, as the model card shows them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from models.artifact import load
from models.text import fold_text
from models.training.evaluate import measure, scores_of
from models.training.read import Row, read

_LABELS = ("toxicity", "spam")


def baseline_scores(rows: Sequence[Row], dev: Sequence[Row], label: str, *, letters: bool) -> NDArray[np.float64]:
    """Logits of the yardstick for the `dev` rows, shape (n_rows, 1); `letters` hides punctuation from it."""
    stated = [row for row in rows if label in row.labels]
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=300_000, dtype=np.float32),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=500_000, dtype=np.float32),
    )
    matrix = vectors.fit_transform([_seen(row.text, letters) for row in stated])
    model = LogisticRegression(C=1.0, max_iter=200).fit(matrix, [row.labels[label] for row in stated])
    logits: NDArray[np.float64] = model.decision_function(vectors.transform([_seen(row.text, letters) for row in dev]))
    return logits[:, None]


def _seen(text: str, letters: bool) -> str:
    return "".join(char for char in fold_text(text) if char not in _PUNCTUATION) if letters else text


_PUNCTUATION = frozenset("!?,;:।॥৷….\"'()‘’“”-–—/")


def compare(data: Path, labels: Sequence[str]) -> list[str]:
    """Lines of a Markdown table: ROC-AUC of the shipped classifier and of the yardstick, per source and label."""
    rows, dev = list(read(data, "train")), list(read(data, "dev", every=True))
    trained_on = {row.source for row in rows}
    classifier = load()
    ours = scores_of(classifier, dev)
    lines = ["| label | source | rows | ours | plain | plain, no punctuation |", "|---|---|---|---|---|---|"]
    for label in labels:
        column = [classifier.labels.index(label)]
        tables = [
            measure(dev, ours[:, column], [label]),
            measure(dev, baseline_scores(rows, dev, label, letters=False), [label]),
            measure(dev, baseline_scores(rows, dev, label, letters=True), [label]),
        ]
        for mine, plain, bare in zip(*tables, strict=True):
            if mine["roc_auc"] is not None:
                name = mine["source"] if mine["source"] in trained_on else f"{mine['source']} (not trained on)"
                figures = " | ".join(f"{line['roc_auc']:.3f}" for line in (mine, plain, bare))
                lines.append(f"| {label} | {name} | {mine['n']} | {figures} |")
    return lines


if __name__ == "__main__":
    print("\n".join(compare(Path(sys.argv[1]), sys.argv[2:] or _LABELS)))

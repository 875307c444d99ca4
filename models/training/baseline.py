"""The yardstick: a plain scikit-learn TF-IDF with logistic regression on the rows the classifier learns from.

`python -m models.training.baseline DATA [LABEL ...]` prints both figures per source and label as a Markdown table, with
the interval of their difference. The vectoriser is fitted once, on all rows, and shared by the labels.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from rich.console import Console
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.artifact import load
from models.protocol import LABELS
from models.text.fold import fold_text
from models.training.compare import differences
from models.training.evaluate import scores_of
from models.training.read import Row, read
from models.training.report import between, markdown
from models.training.tables import difference_table

_PUNCTUATION = frozenset("!?,;:।॥৷….\"'()‘’“”-–—/")
_UNKNOWN = -20.0  # the logit of a label whose rows do not carry both classes
_STEPS = 200


def baseline_scores(
    rows: Sequence[Row], dev: Sequence[Row], labels: Sequence[str], *, letters: bool, progress: Callable[[str], None]
) -> NDArray[np.float64]:
    """Logits of the yardstick for the `dev` rows, shape (n_rows, n_labels); `letters` hides punctuation from it."""
    fitted, asked = _vectors(rows, dev, letters, progress)
    logits = np.full((len(dev), len(labels)), _UNKNOWN)
    for column, label in enumerate(labels):
        stated = [index for index, row in enumerate(rows) if label in row.labels]
        truth = [rows[index].labels[label] for index in stated]
        if len(set(truth)) > 1:
            model = LogisticRegression(C=1.0, max_iter=_STEPS).fit(fitted[stated], truth)
            logits[:, column] = model.decision_function(asked)
        progress(f"{label}: {len(stated):,} rows, {sum(truth):,} positive")
    return logits


def _vectors(
    rows: Sequence[Row], dev: Sequence[Row], letters: bool, progress: Callable[[str], None]
) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    parts = []
    for name, vectoriser in (
        ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=300_000, dtype=np.float32)),
        (
            "characters",
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=500_000, dtype=np.float32),
        ),
    ):
        progress(f"{name} of {len(rows):,} rows")
        fitted = vectoriser.fit_transform([_seen(row.text, letters) for row in rows])
        parts.append((fitted, vectoriser.transform([_seen(row.text, letters) for row in dev])))
    return tuple(sp.hstack(matrices, format="csr") for matrices in zip(*parts, strict=True))


def _seen(text: str, letters: bool) -> str:
    return "".join(char for char in fold_text(text) if char not in _PUNCTUATION) if letters else text


def compare(
    data: Path, model: Path | None, labels: Sequence[str], *, letters: bool, progress: Callable[[str], None]
) -> str:
    """ROC-AUC of the classifier and of the yardstick per label and source, as text and table in Markdown."""
    rows, dev = list(read(data, "train")), list(read(data, "dev", every=True))
    classifier = load(model)
    ours = scores_of(classifier, dev)[:, [classifier.labels.index(label) for label in labels]]
    plain = baseline_scores(rows, dev, labels, letters=letters, progress=progress)
    progress("resampling")
    found = differences(dev, labels, ours, plain)
    behind = [f"{one.label} in {one.source}" for one in found if one.verdict == "behind"]
    table = difference_table(found, {row.source for row in rows}, "", "plain")
    summary = f"Significantly behind: {', '.join(behind) or 'nowhere'}."
    return f"Model {classifier.version}. {summary}\n\n{markdown(table)}"


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("data", type=_FOLDER)
@click.argument("labels", nargs=-1, type=click.Choice(LABELS))
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Default: the shipped one."
)
@click.option("--letters", is_flag=True, help="Hide punctuation from the yardstick.")
@click.option(
    "--card",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put the table into this page, between <!-- yardstick --> and <!-- /yardstick -->.",
)
def main(data: Path, labels: tuple[str, ...], model: Path | None, letters: bool, card: Path | None) -> None:
    """Compare a classifier with the yardstick on the dev rows in DATA, for LABELS or for all of them."""
    text = compare(data, model, labels or LABELS, letters=letters, progress=Console(stderr=True).log)
    if card is not None:
        card.write_text(between(card.read_text("utf-8"), "yardstick", text), encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()

"""Everything that is measured about a classifier, as one value that tables, report, card and gate are made from."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.artifact import load
from models.linear import LinearClassifier
from models.protocol import LimitsOf, ModelCard
from models.training.bias import Gap, Treatment, gaps, treatment
from models.training.compare import Difference, differences
from models.training.evaluate import Figure, Pooled, figures, pooled, read_scores, scores_of
from models.training.functional import CASES, Outcome, functions, run
from models.training.read import Row, read
from models.training.stops import Stops, bars, stops
from models.training.thresholds import crosswise
from models.training.trade import Trade, trades


@dataclass(frozen=True, eq=False)
class Assessment:
    """What was measured, the rows it was measured on, and their scores of shape (n_rows, n_labels)."""

    model: str
    labels: tuple[str, ...]
    stated: ModelCard  # whose thresholds it was judged by
    fitted: frozenset[str]  # sources that the classifier learned from
    rows: Sequence[Row]
    scores: NDArray[np.float64]
    figures: list[Figure]
    pooled: list[Pooled]
    stops: list[Stops]
    crosswise: list[Stops]  # at thresholds chosen without the rows of the figure
    trades: list[Trade]
    treatment: list[Treatment]
    gaps: list[Gap]
    functional: list[Outcome]
    against: str | None
    differences: list[Difference]

    def as_data(self) -> dict[str, object]:
        """The figures as plain dictionaries and lists for JSON, without the rows and their scores."""
        return {
            "model": self.model,
            "thresholds": {label: asdict(limits) for label, limits in self.stated.thresholds.items()},
            "thresholds_by_language": {
                language: {label: asdict(limits) for label, limits in by_label.items()}
                for language, by_label in self.stated.thresholds_by_language.items()
            },
            "figures": [asdict(one) for one in self.figures],
            "pooled": [asdict(one) for one in self.pooled],
            "stops": [asdict(one) for one in self.stops],
            "crosswise": [asdict(one) for one in self.crosswise],
            "trades": [asdict(one) for one in self.trades],
            "bias": [asdict(one) for one in self.treatment],
            "gaps": [asdict(one) for one in self.gaps],
            "functional": [asdict(one) for one in self.functional],
            "against": self.against,
            "differences": [{**asdict(one), "verdict": one.verdict} for one in self.differences],
        }


def thresholds_of(classifier: LinearClassifier) -> LimitsOf:
    """The thresholds of the classifier's own card, or of the shipped one where an older card states none."""
    return _stated(classifier).limits


def _stated(classifier: LinearClassifier) -> ModelCard:
    return classifier.card if classifier.card.thresholds else load().card


def assess(
    classifier: LinearClassifier,
    data: Path,
    *,
    against: LinearClassifier | None = None,
    cases: Path = CASES,
    intervals: bool = True,
    progress: Callable[[str], None],
) -> Assessment:
    """Measures the classifier on the dev rows in `data`, on the sentences about identities and on the cases.

    `against` is compared with it on the same rows. ValueError when `data` has no dev rows.
    """
    rows = list(read(data, "dev", every=True))
    if not rows:
        raise ValueError(f"no dev rows in {data}")
    labels, stated = classifier.labels, _stated(classifier)
    progress(f"scoring {len(rows):,} rows")
    read_as = read_scores(classifier, rows)
    scores, languages, rest = read_as.values, read_as.languages, read_as.rest
    limits = bars(languages, labels, stated.limits)
    progress("figures per label, source and language")
    table = figures(rows, scores, labels, limits, rest=rest, intervals=intervals)
    found: list[Difference] = []
    if against is not None:
        progress(f"comparing with {against.version}")
        found = differences(rows, labels, scores, scores_of(against, rows))
    progress("bias and functional cases")
    treated = treatment(classifier, stated.limits)
    return Assessment(
        model=classifier.version,
        labels=labels,
        stated=stated,
        fitted=frozenset(item.source for item in classifier.card.trained_on),
        rows=rows,
        scores=scores,
        figures=table,
        pooled=pooled(rows, scores, labels),
        stops=stops(rows, scores, limits, rest),
        crosswise=stops(rows, scores, crosswise(rows, scores, languages, labels, rest=rest), rest),
        trades=trades(rows, scores, languages, labels, limits, rest),
        treatment=treated,
        gaps=gaps(treated),
        functional=run(classifier, stated.limits, functions(cases)),
        against=None if against is None else against.version,
        differences=found,
    )

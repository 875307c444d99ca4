"""An assessment as tables of words and numbers, the same for the terminal and for Markdown."""

from collections.abc import Iterable, Sequence

import numpy as np

from models.training.assess import Assessment
from models.training.bias_tables import functional, gaps, treatment
from models.training.cells import Table, count, number, percent, source_of
from models.training.compare import Difference
from models.training.evaluate import Figure, Pooled
from models.training.measures import Bin
from models.training.stops import Stops
from models.training.trade import LABEL, LANGUAGE

_POINTS = 5  # of a reliability curve in one cell
_FEWEST = 100  # rows of a source that a column of the price list is about
_STOPS_COLUMNS = (
    "source",
    "language",
    "clean rows",
    "held",
    "rejected",
    "toxic rows",
    "stopped",
    "rejected",
    "spam rows",
    "stopped",
)


def tables(found: Assessment) -> list[Table]:
    """The tables of an assessment in the order in which they are read; none is empty."""
    every = [
        _figures(found),
        _pooled(found),
        _stops(found),
        _crosswise(found),
        _trades(found),
        gaps(found),
        treatment(found),
        functional(found),
        difference_table(found.differences, found.fitted, f"Against {found.against}", "the other"),
    ]
    return [table for table in every if table.rows]


def difference_table(found: Iterable[Difference], fitted: Iterable[str], title: str, other: str) -> Table:
    """ROC-AUC of ours beside that of the other, with the interval of the difference."""
    return Table(
        title,
        f"ROC-AUC of ours and of {other}; ours - {other} with its 95 % interval (paired bootstrap). "
        'Where the interval leaves zero out, the last column says "ahead" or "behind"; among so many, a few do so by '
        "chance. A star marks sources none of whose rows were fitted.",
        ("label", "source", "rows", "positives", "ours", other, "difference", "95 %", ""),
        [
            (
                one.label,
                source_of(one.source, fitted),
                f"{one.rows:,}",
                f"{one.positives:,}",
                f"{one.ours:.3f}",
                f"{one.other:.3f}",
                f"{one.difference:+.3f}",
                f"{one.low:+.3f} to {one.high:+.3f}",
                one.verdict,
            )
            for one in found
        ],
    )


def _figures(found: Assessment) -> Table:
    return Table(
        "Ranking and calibration",
        "Per label, source and language of the development rows that state the label. Brackets: 95 % interval "
        "(bootstrap). Recall: positives found while at most 1 % of the negatives are. ECE: expected calibration error, "
        "15 bins of equal mass; chance alone adds to it where rows are few. Clean held and rejected: rows with every "
        "stated label 0 that reach this label's thresholds. A star marks sources none of whose rows were fitted.",
        (
            "label",
            "source",
            "language",
            "rows",
            "positives",
            "ROC-AUC",
            "PR-AUC",
            "recall at 1 %",
            "ECE",
            "clean held",
            "clean rejected",
        ),
        [_figure(one, found.fitted) for one in found.figures],
    )


def _figure(one: Figure, fitted: Iterable[str]) -> tuple[str, ...]:
    bounds = "" if one.low is None else f" ({one.low:.3f} to {one.high:.3f})"
    return (
        one.label,
        source_of(one.source, fitted),
        one.language,
        f"{one.rows:,}",
        f"{one.positives:,}",
        number(one.roc_auc) + bounds,
        number(one.pr_auc),
        percent(one.recall_at_1, 0),
        number(one.ece),
        percent(one.held),
        percent(one.rejected, 2),
    )


def _pooled(found: Assessment) -> Table:
    return Table(
        "Calibration per language",
        "All sources of a language together. By chance: the ECE to be expected if every score were right. Less chance: "
        "the ECE without what chance adds to it (Kumar et al. 2019); this is the figure to judge by. The curve: mean "
        "score → share of positives, in five parts of equal mass from the lowest scores to the highest.",
        ("label", "language", "rows", "positives", "ROC-AUC", "ECE", "by chance", "less chance", "reliability curve"),
        [_pool(one) for one in found.pooled],
    )


def _pool(one: Pooled) -> tuple[str, ...]:
    curve = ", ".join(f"{point.score:.2f} → {point.positive:.2f}" for point in _coarse(one.curve))
    counts = (f"{one.rows:,}", f"{one.positives:,}")
    errors = (number(one.ece), number(one.chance), number(one.debiased))
    return (one.label, one.language, *counts, number(one.roc_auc), *errors, curve)


def _coarse(curve: Sequence[Bin]) -> list[Bin]:
    parts = [part for part in np.array_split(np.arange(len(curve)), _POINTS) if len(part)]
    return [_joined([curve[index] for index in part]) for part in parts]


def _joined(bins: Sequence[Bin]) -> Bin:
    rows = sum(one.rows for one in bins)
    score = sum(one.score * one.rows for one in bins) / rows
    return Bin(score, sum(one.positive * one.rows for one in bins) / rows, rows)


def _stops(found: Assessment) -> Table:
    return Table(
        "What the thresholds stop",
        "Clean rows (every stated label 0) that any label holds or rejects: false alarms. Toxic and spam rows that any "
        "label holds.",
        _STOPS_COLUMNS,
        [_stop(one, found.fitted) for one in found.stops],
    )


def _crosswise(found: Assessment) -> Table:
    return Table(
        "What thresholds chosen on other rows stop",
        "As above, but each half of the rows is judged by thresholds chosen on the other half. The difference is what "
        "the choice flatters, and more: half the rows make a poorer choice.",
        _STOPS_COLUMNS,
        [_stop(one, found.fitted) for one in found.crosswise],
    )


def _trades(found: Assessment) -> Table:
    """The clean and the toxic rows of the sources in which there are enough of them."""
    first = found.trades[0].stops if found.trades else ()
    clean = [one.source for one in first if one.clean >= _FEWEST]
    toxic = [one.source for one in first if one.toxic >= _FEWEST]
    rows = []
    for trade in found.trades:
        by_source = {one.source: one for one in trade.stops}
        held = (percent(by_source[source].held) for source in clean)
        rows.append((number(trade.hold, 2), *held, *(percent(by_source[source].toxic_stopped, 0) for source in toxic)))
    return Table(
        f"What another threshold for {LABEL} would stop in {LANGUAGE}",
        f"The share of clean rows held and of toxic rows stopped, by any label, if {LABEL} held from this score on and "
        "the other labels from where they do.",
        ("hold", *(f"{source} clean" for source in clean), *(f"{source} toxic" for source in toxic)),
        rows,
    )


def _stop(one: Stops, fitted: Iterable[str]) -> tuple[str, ...]:
    clean = (count(one.clean), percent(one.held), percent(one.rejected, 2))
    toxic = (count(one.toxic), percent(one.toxic_stopped, 0), percent(one.toxic_rejected, 0))
    return (source_of(one.source, fitted), one.language, *clean, *toxic, count(one.spam), percent(one.spam_stopped, 0))

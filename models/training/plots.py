"""The plots of a report: SVG files whose letters are outlines, so they look alike wherever they are opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import roc_curve

from models.training.assess import Assessment

_LABELS = ("toxicity", "spam")
_LANGUAGES = ("bn", "bn-Latn", "en", "hi", "vi", "ru")  # those with development rows enough for a curve
_ROWS = 200
_SIZE = (7.0, 3.3)  # inches
_CURVE_POINTS = 60  # keeps the files small


@dataclass(frozen=True)
class Plot:
    """A file written, and what it shows."""

    file: str
    title: str


def draw(found: Assessment, folder: Path) -> list[Plot]:
    """Writes the plots into `folder` (made if needed); the same assessment gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for file, title, paint in _PLOTS:
        with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "prohori", "font.size": 8}):
            figure = Figure(figsize=_SIZE, layout="constrained")
            paint(found, figure)
            figure.savefig(folder / file, format="svg", metadata={"Date": None})
        drawn.append(Plot(file, title))
    return drawn


def _reliability(found: Assessment, figure: Figure) -> None:
    for axes, label in zip(figure.subplots(1, len(_LABELS)), _LABELS, strict=True):
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
        for one in found.pooled:
            if one.label == label and one.language in _LANGUAGES and one.rows >= _ROWS:
                points = [(part.score, part.positive) for part in one.curve]
                axes.plot(
                    *zip(*points, strict=True), marker=".", linewidth=1, color=_colour(one.language), label=one.language
                )
        _finish(axes, label, "mean score", "share of positives")


def _roc(found: Assessment, figure: Figure) -> None:
    for axes, label in zip(figure.subplots(1, len(_LABELS)), _LABELS, strict=True):
        for language in _LANGUAGES:
            truth, scores = _stated(found, label, language)
            if len(truth) >= _ROWS and 0 < truth.sum() < len(truth):
                wrong, right, _ = roc_curve(truth, scores)
                rates = np.logspace(-3, 0, _CURVE_POINTS)
                axes.plot(rates, np.interp(rates, wrong, right), linewidth=1, color=_colour(language), label=language)
        axes.set_xscale("log")
        _finish(axes, label, "share of negatives held (log)", "share of positives held")


def _scores(found: Assessment, figure: Figure) -> None:
    languages = _LANGUAGES[:3]
    edges = np.linspace(0, 1, 41)
    for axes, language in zip(figure.subplots(1, len(languages), sharey=True), languages, strict=True):
        truth, scores = _stated(found, "toxicity", language)
        for value, name in ((0, "clean"), (1, "toxic")):
            part = scores[truth == value]
            if len(part):
                shares = np.histogram(part, edges)[0] / len(part)
                axes.stairs(shares, edges, label=f"{name}, {len(part):,} rows")
        axes.axvline(
            found.stated.limits(language)["toxicity"].hold, color="0.5", linewidth=0.8, linestyle="--", label="hold"
        )
        _finish(axes, language, "score for toxicity", "share of rows")


def _stated(found: Assessment, label: str, language: str) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    column = found.scores[:, found.labels.index(label)]
    chosen = [i for i, row in enumerate(found.rows) if row.lang == language and label in row.labels]
    chosen = [i for i in chosen if not np.isnan(column[i])]  # not scored in the language that was found
    truth = np.array([found.rows[index].labels[label] for index in chosen], np.int_)
    return truth, column[chosen]


def _colour(language: str) -> str:
    return f"C{_LANGUAGES.index(language)}"


def _finish(axes: Axes, title: str, across: str, up: str) -> None:
    axes.set_title(title)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False)


_PLOTS: tuple[tuple[str, str, Callable[[Assessment, Figure], None]], ...] = (
    ("reliability.svg", "Reliability: what a score says and how often it is true, by language", _reliability),
    ("roc.svg", "ROC curves by language, with the low rates of false alarms spread out", _roc),
    ("scores.svg", "Scores for toxicity of clean and of toxic rows", _scores),
)

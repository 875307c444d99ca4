"""Sums for people: the eight scores beside their limits, and what added up to one label's probability."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, isinf

from rich.text import Text

from policy.ruleset import Plain
from service.commands.painted import begin_of_letter, visible
from service.explanations import Explanation, probability

WORDS_SHOWN = 6  # on each side
LETTERS_SHOWN = 40
_LABEL_WIDTH = 17


def scores(values: Mapping[str, float], limits: Plain) -> Text:
    """Return the scores as a table, the highest first, beside the limits that hold and reject."""
    table = Text()
    table.append(f"{'label':{_LABEL_WIDTH}}score    hold  reject", "bold")
    for label, value in sorted(values.items(), key=lambda pair: -pair[1]):
        hold, reject = limits.get(label, (float("inf"), float("inf")))
        row = f"\n{label:{_LABEL_WIDTH}}{value:.3f}  {_limit(hold)}  {_limit(reject)}"
        reached = "  rejects" if value >= reject else "  holds" if value >= hold else ""
        table.append(row + reached, "bold" if reached else None)
    return table


def receipt(one: Explanation) -> Text:
    """Return the sum behind one label: intercept, heaviest words for and against, the rest, logit, probability."""
    words = _merged(one)
    heavy = [pair for pair in words if pair[1] > 0][:WORDS_SHOWN]
    heavy += [pair for pair in words if pair[1] < 0][:WORDS_SHOWN]
    lines = [one.label, _row(one.intercept, "intercept, before any word")]
    lines += [_row(weight, text) for text, weight in heavy]
    others = len(words) - len(heavy)
    if others:
        rest = fsum(weight for _, weight in words) - fsum(weight for _, weight in heavy)
        lines.append(_row(rest, f"{others} lighter word{'s' if others > 1 else ''}"))
    lines.append(_row(one.logit, f"sum: the logit, which is a probability of {probability(one):.3f}", sign="="))
    return Text("\n".join(lines))


def _row(weight: float, text: str, *, sign: str = " ") -> str:
    return f"  {sign} {weight:+7.2f}  {text}"


def _limit(value: float) -> str:
    return " never" if isinf(value) else f"{value:6.2f}"


def _merged(one: Explanation) -> list[tuple[str, float]]:
    """Return each word once, with its weights added up, the heaviest first."""
    weights: dict[str, list[float]] = {}
    for word in one.contributions:
        weights.setdefault(word.text, []).append(word.weight)
    merged = [
        (_short(text) + (f" ×{len(found)}" if len(found) > 1 else ""), fsum(found)) for text, found in weights.items()
    ]
    return sorted(merged, key=lambda pair: -abs(pair[1]))


def _short(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return shown if len(shown) <= LETTERS_SHOWN else shown[: begin_of_letter(shown, LETTERS_SHOWN)] + "…"

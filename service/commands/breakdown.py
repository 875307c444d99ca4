"""Sums for people: the eight scores beside their limits, and what added up to one label's probability."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import fsum, isinf

from rich.text import Text

from moderation.explain import Contribution, Explanation, whole_letters
from policy.ruleset import Plain
from service.commands.highlight import WEIGHS_NOTHING, shows_parts, visible
from service.presenters.explanations import probability

WORDS_SHOWN = 6  # on each side
LETTERS_SHOWN = 40
PART_SHOWN = 120  # letters
MOSTLY = 0.5  # of a word's weight: such a part of it is named
_LABEL_WIDTH = 17


def scores(values: Mapping[str, float], limits: Plain, one_word: Collection[str] = ()) -> Text:
    """Return the scores as a table, the highest first, beside the limits that hold and reject.

    one_word: labels that are only held, because one word alone brought them to where the machine rejects.
    """
    table = Text()
    table.append(f"{'label':{_LABEL_WIDTH}}score    hold  reject", "bold")
    for label, value in sorted(values.items(), key=lambda pair: -pair[1]):
        hold, reject = limits.get(label, (float("inf"), float("inf")))
        row = f"\n{label:{_LABEL_WIDTH}}{value:.3f}  {_limit(hold)}  {_limit(reject)}"
        rejects = value >= reject and label not in one_word
        reached = "  rejects" if rejects else "  holds" if value >= hold else ""
        table.append(row + reached, "bold" if reached else None)
    return table


def breakdown(one: Explanation, worst: str | None = None) -> Text:
    """Return the sum behind one label: intercept, what weighed most for and against, the rest, logit, probability.

    worst: the part of the text that weighed once more, if it has parts.
    """
    words = _merged(one)
    heavy = [pair for pair in words if pair[1] >= WEIGHS_NOTHING][:WORDS_SHOWN]
    heavy += [pair for pair in words if pair[1] <= -WEIGHS_NOTHING][:WORDS_SHOWN]
    lines = [one.label]
    if worst is not None:
        lines.append(f"  worst part: {' '.join(visible(worst).split())[:PART_SHOWN]}")
    lines.append(_row(one.intercept, "intercept, before any word"))
    lines += [_row(weight, text) for text, weight in heavy]
    others = len(words) - len(heavy)
    if others:
        rest = fsum(weight for _, weight in words) - fsum(weight for _, weight in heavy)
        lines.append(_row(rest, f"{others} lighter words and pairs" if others > 1 else "1 lighter word or pair"))
    lines.append(_row(one.logit, f"sum: the logit, which is a probability of {probability(one):.3f}", sign="="))
    return Text("\n".join(lines))


def _row(weight: float, text: str, *, sign: str = " ") -> str:
    return f"  {sign} {weight:+7.2f}  {text}"


def _limit(value: float) -> str:
    return " never" if isinf(value) else f"{value:6.2f}"


def _merged(one: Explanation) -> list[tuple[str, float]]:
    """Return each word and pair once, with its weights added up, the heaviest first."""
    found: dict[tuple[str, str], list[Contribution]] = {}
    for item in one.contributions:
        found.setdefault((item.kind, item.text), []).append(item)
    merged = [(_named(items), fsum(item.weight for item in items)) for items in found.values()]
    return sorted(merged, key=lambda pair: -abs(pair[1]))


def _named(items: list[Contribution]) -> str:
    item = items[0]
    times = f" ×{len(items)}" if len(items) > 1 else ""
    if item.kind == "pair":
        return f"{_short(item.text)} (as a pair){times}"
    return _short(item.text) + times + _stem(item)


def _stem(item: Contribution) -> str:
    """Return the part of a heavy word that most of its weight lies on, in words; empty where that is all of it."""
    part = max(item.parts, key=lambda part: abs(part.weight))
    if len(item.parts) == 1 or not shows_parts(item) or part.weight / item.weight < MOSTLY:
        return ""
    return f" (mostly {_short(item.text[part.start - item.start : part.end - item.start])})"


def _short(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return shown if len(shown) <= LETTERS_SHOWN else whole_letters(shown, LETTERS_SHOWN) + "…"

"""Functional cases: comments of our own that say what must pass and what must be stopped, function by function.

A file of `tests/functional/cases/` and `field/` holds one function: {"function", "about", "expect": "pass", "stop" or
"not-rejected", "label" (one of the eight or null, for the reader), "cases": {language: [text, ...]}}. "stop" means that
any label reaches its hold threshold, "pass" that none does, "not-rejected" that none rejects. Those of `field/` are of
the kinds that went wrong in the field. (The form follows HateCheck, Röttger et al. 2021; the cases are ours.)
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.protocol import LABELS, Classifier, LimitsOf
from models.training.stops import bars, outcomes

# Beside the code in a checkout; an installed package has no tests, and then no cases.
FOLDER = Path(__file__).parents[2] / "tests" / "functional"
CASES = FOLDER / "cases"
FIELD = "field"  # the folder beside them

_EXPECTED = ("pass", "stop", "not-rejected")

_KEYS = {"function", "about", "expect", "label", "cases"}


@dataclass(frozen=True)
class Function:
    """One thing that a judge of comments must get right, with its cases by language."""

    name: str
    about: str
    expect: str
    label: str | None
    cases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """How many cases of a function in a language come out as expected, 0..1, and those that do not."""

    function: str
    about: str
    expect: str
    language: str
    cases: int
    right: float
    wrong: tuple[str, ...]


def functions(folder: Path = CASES) -> list[Function]:
    """The functions of a folder, and of `field` beside it, by the names of their files; ValueError if malformed.

    None where there is no folder.
    """
    return [_function(path) for one in (folder, folder.parent / FIELD) for path in sorted(one.glob("*.json"))]


def run(classifier: Classifier, limits_of: LimitsOf, known: Sequence[Function]) -> list[Outcome]:
    """An Outcome per function and language, in the order given."""
    table = []
    for function in known:
        for language, texts in function.cases.items():
            scored = classifier.score(texts)
            limits = bars(scored.languages, classifier.labels, limits_of)
            held, rejected = outcomes(scored.values, limits, scored.rest)
            right = {"pass": ~held, "stop": held, "not-rejected": ~rejected}[function.expect]
            wrong = tuple(text for text, well in zip(texts, right.tolist(), strict=True) if not well)
            share = round(1 - len(wrong) / len(texts), 4)
            table.append(Outcome(function.name, function.about, function.expect, language, len(texts), share, wrong))
    return table


def _function(path: Path) -> Function:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no JSON: {error}") from error
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        raise ValueError(f"{path.name} must have exactly the keys {', '.join(sorted(_KEYS))}")
    if raw["function"] != path.stem:
        raise ValueError(f"{path.name} names another function, {raw['function']!r}")
    if raw["expect"] not in _EXPECTED or raw["label"] not in (None, *LABELS):
        known = f"one of {', '.join(_EXPECTED)}, label null or one of {', '.join(LABELS)}"
        raise ValueError(f"{path.name}: expect must be {known}")
    cases = {language: tuple(texts) for language, texts in raw["cases"].items()}
    if not cases or not all(texts and all(isinstance(text, str) for text in texts) for texts in cases.values()):
        raise ValueError(f"{path.name} has a language without cases")
    return Function(raw["function"], raw["about"], raw["expect"], raw["label"], cases)

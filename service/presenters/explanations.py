"""The classifier's words as they are shown: all of them, or the heaviest of each label."""

from __future__ import annotations

from math import exp, fsum, log
from typing import Any, Final

from moderation.explain import Explained, Explanation
from service.presenters.utf16 import Offsets

WORDS: Final = 20  # and pairs of them: the heaviest of each label, which the API names
_FAR: Final = 50.0  # the classifier counts logits beyond it as this; exp() would overflow


def bounded_logit(logit: float) -> float:
    """Return the logit as the classifier counts it: beyond +-50 as +-50."""
    return max(-_FAR, min(_FAR, logit))


def logit_of(chance: float) -> float:
    """Return log(p / (1 - p)), -50..50, of a probability 0..1."""
    if chance in (0.0, 1.0):
        return _FAR if chance else -_FAR
    return bounded_logit(log(chance / (1.0 - chance)))


def probability(one: Explanation) -> float:
    """Return 1 / (1 + exp(-logit)), as the classifier does."""
    return 1.0 / (1.0 + exp(-bounded_logit(one.logit)))


def in_full(one: Explanation) -> dict[str, Any]:
    """Return the explanation of one label with all that weighed. Offsets count code points."""
    return {
        "intercept": one.intercept,
        "logit": one.logit,
        "probability": probability(one),
        "contributions": [
            {
                "text": item.text,
                "start": item.start,
                "end": item.end,
                "weight": item.weight,
                "kind": item.kind,
                "parts": [{"start": part.start, "end": part.end, "weight": part.weight} for part in item.parts],
            }
            for item in one.contributions
        ],
        "part": None if one.part is None else dict(zip(("start", "end"), one.part, strict=True)),
    }


def in_short(explained: Explained, *, decided_by: str | None) -> dict[str, Any]:
    """Return the explanations as the API shows them: what weighed most, the rest as one sum.

    decided_by: version of the classifier behind the verdict that stands, None when there is none.
    """
    offsets = Offsets(explained.text)
    return {
        "model": explained.model,
        "same_model": decided_by == explained.model,
        "labels": {one.label: _heaviest(one, offsets) for one in explained.explanations},
    }


def _heaviest(one: Explanation, offsets: Offsets) -> dict[str, Any]:
    return {
        "intercept": one.intercept,
        "logit": one.logit,
        "probability": probability(one),
        "contributions": [
            {
                "text": item.text,
                **offsets.span(item.start, item.end),
                "weight": item.weight,
                "kind": item.kind,
                "parts": [{**offsets.span(part.start, part.end), "weight": part.weight} for part in item.parts],
            }
            for item in one.contributions[:WORDS]
        ],
        "part": None if one.part is None else offsets.span(*one.part),
        "rest": fsum(item.weight for item in one.contributions[WORDS:]),
    }

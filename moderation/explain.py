"""Why a text got its scores: the labels worth explaining, and the classifier's words in the shape that we show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log
from typing import Any, Protocol

from policy.judge import Scorer
from policy.reasons import reason
from service.presenters.utf16 import Offsets

WORDS = 20  # and pairs of them: the heaviest of each label, which the API names
LABELS_WITHOUT_REASON = 2
_FAR = 50.0  # the classifier counts logits beyond it as this; exp() would overflow


class Part(Protocol):
    """What the letters original[start:end] of a contribution added to the logit; offsets count code points."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def weight(self) -> float: ...


class Contribution(Part, Protocol):
    """What a word, or a pair of neighbouring words beyond what they weigh alone, added; text = original[start:end].

    kind: "word" or "pair". parts: what its stretches weigh, or its two words; they add up to the weight.
    """

    @property
    def text(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def parts(self) -> Sequence[Part]: ...


class Explanation(Protocol):
    """intercept + the sum of the weights = logit, within 1e-6; the heaviest first."""

    @property
    def label(self) -> str: ...

    @property
    def intercept(self) -> float: ...

    @property
    def logit(self) -> float: ...

    @property
    def contributions(self) -> Sequence[Contribution]: ...


class Explainer(Scorer, Protocol):
    """A classifier that can say why."""

    def explain(self, text: str, labels: Sequence[str], /) -> Sequence[Explanation]:
        """Return why the text got its score for each label. Raises KeyError for a label it does not know."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a text got its scores from the classifier of that version, the deciding label first."""

    text: str
    model: str
    explanations: tuple[Explanation, ...]


def explain(classifier: Explainer, text: str, *, fired: Iterable[str], scores: Mapping[str, float]) -> Explained:
    """Return why the text got its scores, for the labels that fired or, when none did, for the two highest.

    fired: labels of the verdict's reasons, the strongest first; what the classifier does not score is passed over.
    scores: of the verdict; empty when there is none yet, then the text is scored here.
    Raises what the classifier raises.
    """
    chosen = [label for label in dict.fromkeys(fired) if label in classifier.labels]
    if not chosen:
        known = scores or classifier.score([text]).by_comment()[0]
        ranked = sorted(classifier.labels, key=lambda label: -known.get(label, 0.0))
        chosen = ranked[:LABELS_WITHOUT_REASON]
    return Explained(text, classifier.version, tuple(classifier.explain(text, chosen)))


def fired_labels(codes: Iterable[str]) -> list[str]:
    """Return the labels that the reasons of a verdict stand for, the strongest first.

    A name that is unfit has a label too, but says nothing of the text.
    """
    return [label for label in (reason(code).label for code in codes) if label is not None]


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
        "rest": fsum(item.weight for item in one.contributions[WORDS:]),
    }

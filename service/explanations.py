"""Why a text got its scores: the labels worth explaining, and the classifier's words in the shape that we show."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum
from typing import Any, Protocol

from policy.decide import FiredReason
from policy.judge import Scorer

WORDS = 20  # the heaviest of each label that the API names
LABELS_WITHOUT_REASON = 2
_FAR = 50.0  # the classifier counts logits beyond it as this; exp() would overflow


class Contribution(Protocol):
    """What the part text = original[start:end] added to the logit; offsets count code points."""

    @property
    def text(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def weight(self) -> float: ...


class Explanation(Protocol):
    """intercept + the sum of the weights = logit, within 1e-6; the heaviest word first."""

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

    def explain(self, text: str, label: str, /) -> Explanation:
        """Return why the text got its score for the label. Raises KeyError for a label it does not know."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a text got its scores from the classifier of that version, the deciding label first."""

    text: str
    model: str
    explanations: tuple[Explanation, ...]


def explain(classifier: Explainer, text: str, *, fired: Iterable[str | None], scores: Mapping[str, float]) -> Explained:
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
    return Explained(text, classifier.version, tuple(classifier.explain(text, label) for label in chosen))


def fired_labels(reasons: Iterable[FiredReason]) -> list[str]:
    """Return the labels that the reasons of a verdict stand for, the strongest first."""
    return [reason.label for reason in reasons if reason.label is not None]


def probability(one: Explanation) -> float:
    """Return 1 / (1 + exp(-logit)), as the classifier does: logits beyond +-50 count as +-50."""
    return 1.0 / (1.0 + exp(-max(-_FAR, min(_FAR, one.logit))))


def in_full(one: Explanation) -> dict[str, Any]:
    """Return the explanation of one label with all its words. Offsets count code points."""
    return {
        "intercept": one.intercept,
        "logit": one.logit,
        "probability": probability(one),
        "contributions": [
            {"text": word.text, "start": word.start, "end": word.end, "weight": word.weight}
            for word in one.contributions
        ],
    }


def in_short(explained: Explained, *, decided_by: str | None) -> dict[str, Any]:
    """Return the explanations as the API shows them: the heaviest words, the rest as one sum.

    decided_by: version of the classifier behind the verdict that stands, None when there is none.
    """
    utf16 = _Utf16(explained.text)
    return {
        "model": explained.model,
        "same_model": decided_by == explained.model,
        "labels": {one.label: _heaviest(one, utf16) for one in explained.explanations},
    }


def _heaviest(one: Explanation, utf16: _Utf16) -> dict[str, Any]:
    words = sorted(one.contributions, key=lambda word: (-abs(word.weight), word.start))
    return {
        "intercept": one.intercept,
        "logit": one.logit,
        "probability": probability(one),
        "contributions": [
            {
                "text": word.text,
                "start": word.start,
                "end": word.end,
                "start_utf16": utf16.offset(word.start),
                "end_utf16": utf16.offset(word.end),
                "weight": word.weight,
            }
            for word in words[:WORDS]
        ],
        "rest": fsum(word.weight for word in words[WORDS:]),
    }


class _Utf16:
    """Turns offsets in code points into offsets in UTF-16 code units, which JavaScript's strings count."""

    def __init__(self, text: str) -> None:
        # A character beyond U+FFFF, as most emoji are, takes two units.
        self._wide = [] if text.isascii() else [place for place, char in enumerate(text) if char > "\uffff"]

    def offset(self, place: int) -> int:
        return place + bisect_left(self._wide, place)

"""What every classifier promises: scores, explanations and a card that says where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:  # who only knows what a classifier promises loads no numpy
    import numpy as np
    from numpy.typing import NDArray

LABELS = (
    "spam",
    "toxicity",
    "severe_toxicity",
    "insult",
    "identity_attack",
    "threat",
    "sexual",
    "profanity",
)


@dataclass(frozen=True, eq=False)
class Scores:
    """Calibrated probabilities of a batch, `values` of shape (n_comments, n_labels) in 0..1, NaN where not scored.

    rest: the same, never higher, when the one word that weighs most for the label is left out; it is worked out only
    where a score is high enough to be rejected for, and elsewhere equals `values`.
    folded: the texts as the classifier compared them. fingerprints: signed 64 bits for each, few of them different
    where texts are nearly the same; 0: no words.
    """

    labels: tuple[str, ...]
    values: NDArray[np.float64]
    rest: NDArray[np.float64]
    languages: tuple[str, ...]
    folded: tuple[str, ...]
    fingerprints: tuple[int, ...]

    def by_comment(self) -> list[dict[str, float]]:
        """One dictionary label -> probability per comment, floats rounded to 4 places; what is not scored lacks."""
        return [self._dictionary(row) for row in self.values.round(4).tolist()]

    def rest_by_comment(self) -> list[dict[str, float] | None]:
        """The same of `rest`, None where it equals the values."""
        lower: list[list[bool]] = (self.rest < self.values).tolist()
        return [
            self._dictionary(self.rest[place].round(4).tolist()) if any(by_label) else None
            for place, by_label in enumerate(lower)
        ]

    def _dictionary(self, row: Sequence[float]) -> dict[str, float]:
        scores = dict(zip(self.labels, row, strict=True))
        # NaN alone differs from itself, and so makes the sum differ.
        total = sum(row)
        return scores if total == total else {label: score for label, score in scores.items() if score == score}


class Part(NamedTuple):
    """What original[start:end], a part of a word that no letter is cut by, added to the logit."""

    start: int
    end: int
    weight: float


class Contribution(NamedTuple):
    """What a word, or a pair of neighbouring words beyond what they weigh alone, added to the logit.

    `text` = original[start:end], from the first word of a pair to the end of the second; no letter is cut from its
    signs. `parts`: of a word the stretches that weigh alike, of a pair its two words; in their order, apart from each
    other, and their weights sum to `weight` within 1e-9.
    """

    # Named tuples: hundreds are made for a comment, and frozen dataclasses take three times as long.
    text: str
    start: int
    end: int
    weight: float
    kind: Literal["word", "pair"]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a comment got its score: intercept + sum of the weights = logit, within 1e-6.

    The probability is 1 / (1 + exp(-logit)). Contributions come heaviest first; a pair that weighs nothing has none.
    part: the range of the text that weighed once more, because it is the worst part of it; None where it has no parts.
    """

    label: str
    intercept: float
    logit: float
    contributions: tuple[Contribution, ...]
    part: tuple[int, int] | None = None


@dataclass(frozen=True)
class TrainedOn:
    """One source of the training rows and the class of its licence."""

    source: str
    licence: str
    rows: int


@dataclass(frozen=True)
class Limits:
    """From which probability on a person looks (`hold`) and from which the machine rejects; None: it never does."""

    hold: float
    reject: float | None


# language, as `Scores.languages` has it -> limits of every label
LimitsOf = Callable[[str], Mapping[str, Limits]]


class Lift(NamedTuple):
    """How a comment is lifted towards its worst part: `by` for each unit by which the calibrated logit of that part, if
    it stood alone, lies above `above`."""

    above: float
    by: float


@dataclass(frozen=True)
class ModelCard:
    """What the artefact says of itself: origin, figures, checksum.

    `thresholds` are those chosen for these weights, by label; empty where the card states none.
    `thresholds_by_language`: language -> label -> limits that hold there in their place; may leave out any of both.
    `groups`: the languages of each table beside the first; `lifts`: of each table, the first one's too, by label;
    a label without one is not lifted.
    `scored`: language -> the labels that are scored in it; "und" for all languages that it does not name, and where it
    names none, all labels.
    """

    version: str
    labels: tuple[str, ...]
    languages: tuple[str, ...]
    trained_on: tuple[TrainedOn, ...]
    figures: tuple[Mapping[str, object], ...]
    checksum: str
    licences: tuple[str, ...]
    seed: int
    thresholds: Mapping[str, Limits]
    thresholds_by_language: Mapping[str, Mapping[str, Limits]]
    groups: tuple[tuple[str, ...], ...]
    lifts: tuple[Mapping[str, Lift], ...]
    scored: Mapping[str, tuple[str, ...]]

    def limits(self, language: str) -> Mapping[str, Limits]:
        """The limits by label for a text in which the classifier found this language; empty where it states none."""
        return {**self.thresholds, **self.thresholds_by_language.get(language, {})}

    def labels_in(self, language: str) -> tuple[str, ...]:
        """The labels that are scored for a text in which the classifier found this language."""
        return self.scored.get(language) or self.scored.get("und", self.labels)


class Classifier(Protocol):
    """Scores comments in batches and explains single ones."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def version(self) -> str: ...

    def labels_in(self, language: str) -> tuple[str, ...]:
        """The labels that are scored for a text in which this language was found."""
        ...

    def score(self, texts: Sequence[str]) -> Scores:
        """Probabilities for each text; any string is accepted, none raises."""
        ...

    def fold(self, texts: Sequence[str]) -> list[str]:
        """The texts as they are compared: one spelling for what means the same."""
        ...

    def place(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The half-open range of `text` that start:end of its folded form stands for."""
        ...

    def links(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and the address or host as written of each link of the text as typed, in their order."""
        ...

    def near(self, wanted: Sequence[int], known: Sequence[int], most: int) -> list[tuple[int, int, int]]:
        """The fingerprints that differ in at most `most` bits: (place in wanted, place in known, bits)."""
        ...

    def explain(self, text: str, labels: Sequence[str]) -> tuple[Explanation, ...]:
        """Why `text` got its score for each of the labels, in their order; KeyError for a label it does not score."""
        ...

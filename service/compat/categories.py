"""OpenAI's 13 categories: which of our labels each is made of, and which are not computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from moderation.foreign.ask import Answer
from policy.labels import LABELS

# category -> labels; the highest counts. Empty: not computed, which an empty list of input types says.
_ANY_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "harassment": ("toxicity", "severe_toxicity", "insult", "profanity"),
    "harassment/threatening": ("threat",),
    "hate": ("identity_attack",),
    "hate/threatening": (),
    "illicit": (),
    "illicit/violent": (),
    "self-harm": (),
    "self-harm/intent": (),
    "self-harm/instructions": (),
    "sexual": ("sexual",),
    "sexual/minors": (),
    "violence": ("threat",),
    "violence/graphic": (),
}
# Both must hold; the lower counts.
_ALL_OF: Final[Mapping[str, tuple[str, ...]]] = {"hate/threatening": ("identity_attack", "threat")}
# What rules find, which no score stands behind.
_OF_REASON: Final[Mapping[str, tuple[str, ...]]] = {
    "harassment": ("word-listed", "pattern-listed", "name-listed", "number-of-another"),
    "harassment/threatening": ("call-to-harm", "home-known"),
    "violence": ("call-to-harm",),
}
CATEGORIES: Final = tuple(_ANY_OF)
COMPUTED: Final = tuple(name for name in CATEGORIES if _ANY_OF[name] or name in _ALL_OF)
OWN: Final = {f"prohori/{label}": label for label in LABELS}


def result_of(answer: Answer | None, *, own: bool) -> dict[str, Any]:
    """Return one result of a moderation. answer: None for an empty text. own: with our labels beside the categories."""
    scores = {} if answer is None else answer.scores
    fired = set() if answer is None else {one["label"] for one in answer.reasons if one["label"]}
    codes = set() if answer is None else {one["code"] for one in answer.reasons}
    found: dict[str, tuple[bool, float, bool]] = {}
    for name in CATEGORIES:
        labels = _ALL_OF.get(name) or _ANY_OF[name]
        known = [scores[label] for label in labels if label in scores]
        if name in _ALL_OF:
            evaluated = len(known) == len(labels)
            flagged, score = fired.issuperset(labels), min(known) if evaluated else 0.0
        else:
            evaluated = bool(known)
            flagged, score = not fired.isdisjoint(labels), max(known, default=0.0)
        found[name] = flagged or not codes.isdisjoint(_OF_REASON.get(name, ())), score, evaluated
    if own:
        found |= {name: (label in fired, scores.get(label, 0.0), label in scores) for name, label in OWN.items()}
    return {
        "flagged": any(flagged for flagged, _, _ in found.values()),
        "categories": {name: flagged for name, (flagged, _, _) in found.items()},
        "category_scores": {name: score for name, (_, score, _) in found.items()},
        "category_applied_input_types": {
            name: ["text"] if evaluated else [] for name, (_, _, evaluated) in found.items()
        },
    }

"""From which score on a person looks, and from which the machine rejects: per label, and per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Threshold:
    """The limits of one label, probabilities 0..1, hold not above reject.

    Below `hold` a score passes; from `hold` on a person looks; from `reject` on the machine rejects,
    or never when `reject` is None.
    """

    hold: float
    reject: float | None


# Chosen on development rows; docs/model-card.md says what they stop. None: only a person rejects for this label.
DEFAULT_THRESHOLDS: Final[Mapping[str, Threshold]] = MappingProxyType(
    {
        "spam": Threshold(0.70, None),
        "toxicity": Threshold(0.83, None),
        "severe_toxicity": Threshold(0.30, 0.90),
        "insult": Threshold(0.79, None),
        "identity_attack": Threshold(0.98, None),
        "threat": Threshold(0.59, None),
        "sexual": Threshold(0.97, None),
        "profanity": Threshold(0.95, None),
    }
)
# language -> label -> what holds there in place of DEFAULT_THRESHOLDS: the languages disagree about where abuse begins.
DEFAULT_LANGUAGES: Final[Mapping[str, Mapping[str, Threshold]]] = MappingProxyType(
    {
        "bn": MappingProxyType(
            {
                "spam": Threshold(0.65, 0.90),
                "toxicity": Threshold(0.73, 0.99),
                "insult": Threshold(0.74, None),
                "identity_attack": Threshold(0.90, None),
                "sexual": Threshold(0.62, 0.90),
            }
        ),
        "bn-Latn": MappingProxyType(
            {
                "spam": Threshold(0.44, None),
                "toxicity": Threshold(0.60, None),
                "insult": Threshold(0.77, None),
                "identity_attack": Threshold(0.84, None),
                "threat": Threshold(0.38, None),
                "profanity": Threshold(0.72, None),
            }
        ),
        "en": MappingProxyType(
            {
                "toxicity": Threshold(0.43, None),
                "insult": Threshold(0.69, None),
                "identity_attack": Threshold(0.37, None),
                "threat": Threshold(0.30, None),
                "sexual": Threshold(0.30, 0.90),
                "profanity": Threshold(0.68, None),
            }
        ),
    }
)

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
        "spam": Threshold(0.67, None),
        "toxicity": Threshold(0.82, None),
        "severe_toxicity": Threshold(0.30, None),
        "insult": Threshold(0.96, None),
        "identity_attack": Threshold(0.90, None),
        "threat": Threshold(0.45, None),
        "sexual": Threshold(0.97, None),
        "profanity": Threshold(0.98, None),
    }
)
# language -> label -> what holds there in place of DEFAULT_THRESHOLDS: the languages disagree about where abuse begins.
DEFAULT_LANGUAGES: Final[Mapping[str, Mapping[str, Threshold]]] = MappingProxyType(
    {
        "bn": MappingProxyType(
            {
                "spam": Threshold(0.67, 0.90),
                "toxicity": Threshold(0.82, 0.98),
                "severe_toxicity": Threshold(0.30, 0.90),
                "insult": Threshold(0.70, None),
                "sexual": Threshold(0.61, 0.90),
                "profanity": Threshold(0.90, None),
            }
        ),
        "bn-Latn": MappingProxyType(
            {
                "spam": Threshold(0.43, None),
                "insult": Threshold(0.72, None),
                "identity_attack": Threshold(0.77, None),
                "threat": Threshold(0.41, None),
                "profanity": Threshold(0.79, None),
            }
        ),
        "en": MappingProxyType(
            {
                "spam": Threshold(0.57, 0.995),
                "toxicity": Threshold(0.49, None),
                "severe_toxicity": Threshold(0.30, 0.90),
                "identity_attack": Threshold(0.41, None),
                "threat": Threshold(0.30, None),
            }
        ),
        "ar": MappingProxyType(
            {
                "toxicity": Threshold(0.70, None),
                "identity_attack": Threshold(0.39, None),
            }
        ),
        "de": MappingProxyType(
            {
                "toxicity": Threshold(0.71, None),
                "insult": Threshold(0.36, None),
                "identity_attack": Threshold(0.51, None),
                "profanity": Threshold(0.91, None),
            }
        ),
        "hi": MappingProxyType(
            {
                "toxicity": Threshold(0.80, None),
            }
        ),
        "hi-Latn": MappingProxyType(
            {
                "toxicity": Threshold(0.77, None),
            }
        ),
        "ko": MappingProxyType(
            {
                "toxicity": Threshold(0.81, None),
                "identity_attack": Threshold(0.83, None),
            }
        ),
        "pt": MappingProxyType(
            {
                "toxicity": Threshold(0.54, None),
                "insult": Threshold(0.70, None),
                "identity_attack": Threshold(0.30, None),
                "profanity": Threshold(0.82, None),
            }
        ),
        "vi": MappingProxyType(
            {
                "toxicity": Threshold(0.33, None),
            }
        ),
    }
)

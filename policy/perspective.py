"""Perspective's attributes: which of our labels each is, and which exist there that we do not compute."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_SIX: Final = {
    "TOXICITY": "toxicity",
    "SEVERE_TOXICITY": "severe_toxicity",
    "IDENTITY_ATTACK": "identity_attack",
    "INSULT": "insult",
    "PROFANITY": "profanity",
    "THREAT": "threat",
}
LABEL_OF: Final = MappingProxyType(
    {
        **_SIX,
        # Perspective's trials of the same six, and an older name.
        **{f"{name}_EXPERIMENTAL": label for name, label in _SIX.items()},
        "TOXICITY_FAST": "toxicity",
        "SEXUALLY_EXPLICIT": "sexual",
        "SPAM": "spam",
    }
)
# Known there, and not computed by us in any language.
NOT_COMPUTED: Final = frozenset(
    {
        "FLIRTATION",
        "AFFINITY_EXPERIMENTAL",
        "COMPASSION_EXPERIMENTAL",
        "CURIOSITY_EXPERIMENTAL",
        "NUANCE_EXPERIMENTAL",
        "PERSONAL_STORY_EXPERIMENTAL",
        "REASONING_EXPERIMENTAL",
        "RESPECT_EXPERIMENTAL",
        "ATTACK_ON_AUTHOR",
        "ATTACK_ON_COMMENTER",
        "INCOHERENT",
        "INFLAMMATORY",
        "LIKELY_TO_REJECT",
        "OBSCENE",
        "UNSUBSTANTIAL",
    }
)

"""What a comment can be accused of."""

from typing import Final

# Public: these names are in the API, the rules and the model file.
LABELS: Final = (
    "spam",
    "toxicity",
    "severe_toxicity",
    "insult",
    "identity_attack",
    "threat",
    "sexual",
    "profanity",
)

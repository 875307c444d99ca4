"""What is heard about a comment before a decision is made."""

from typing import Final, NamedTuple

# What a comment can be accused of. Public: these names are in the API, the rules and the model file.
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


class UnsoundSignal(ValueError):
    """Raised when the value of a signal is not a probability."""


class Signal(NamedTuple):
    """One voice about one label of one comment.

    name: the label it speaks of. value: probability 0..1 that the label applies; checked by `decide`.
    origin: who says so, such as the classifier's version. detail: words for the moderator, may be empty.
    """

    # A named tuple: eight are made for every comment, and a frozen dataclass takes more than twice as long.
    name: str
    value: float
    origin: str
    detail: str = ""

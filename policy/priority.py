"""How urgently a person should look at a comment."""

from collections.abc import Mapping
from typing import Final

# How much harm a comment does of which the label is true, 0..1 relative to a threat.
HARM: Final[Mapping[str, float]] = {
    "threat": 1.0,  # someone's safety; may need the police
    "severe_toxicity": 0.9,
    "identity_attack": 0.9,  # harms everyone of the group, and can set off violence
    "sexual": 0.7,  # children read along; harassment
    "insult": 0.6,  # harms one person
    "toxicity": 0.6,
    "spam": 0.4,  # a nuisance; fraud is a part of it
    "profanity": 0.3,  # words, mostly without a victim
}

# Harm expected of a comment that has no score at all (the judge failed): in the middle, so that such a
# comment is neither buried under all the mild ones nor put before what is known to be grave.
UNSCORED: Final = 0.5


def priority(scores: Mapping[str, float]) -> float:
    """Return the expected harm of a comment, 0..1: the highest of probability times harm over its labels.

    scores: label -> probability 0..1; labels without a harm are left out. Without any score: UNSCORED.
    """
    return max([HARM[label] * score for label, score in scores.items() if label in HARM], default=UNSCORED)

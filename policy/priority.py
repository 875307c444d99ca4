"""How urgently a held comment needs a person: the expected harm, which the queue multiplies by the time waited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# What one comment of a label does to people, in units of "one piece of spam". Ratios count, not sizes.
# A threat may be about somebody's body, today: 10. An attack on a group hits everybody in it and draws others in: 8.
# Severe toxicity is abuse at its worst, whatever its kind: 5. An insult hurts one person, sexual talk molests one: 3.
# Toxicity is the wide label that comes with most of these, so it adds only 1.5. Spam and swear words waste time: 1.
# The labels overlap and the products are added on purpose: a text that is a threat and an attack is worse than either.
SEVERITY: Final[Mapping[str, float]] = {
    "spam": 1.0,
    "toxicity": 1.5,
    "severe_toxicity": 5.0,
    "insult": 3.0,
    "identity_attack": 8.0,
    "threat": 10.0,
    "sexual": 3.0,
    "profanity": 1.0,
}
# Half a piece of spam. A list, a rule or a mode held the comment and the scores say little: it must not wait for ever
# behind what the scores speak of, and must not pass what they are sure of either.
FLOOR: Final = 500
MOST: Final = round(1000 * sum(SEVERITY.values()))


def expected_harm(scores: Mapping[str, float]) -> int:
    """Return the expected harm of a held comment: thousandths of a piece of spam, FLOOR to MOST.

    It is the sum over the labels of probability x severity, that is the expectation of the harm when each label that
    applies adds its severity. scores: probability 0..1 by label; a label that is missing or unknown adds nothing.
    A whole number, so that both databases order alike by its product with time.
    """
    harm = sum(severity * scores.get(label, 0.0) for label, severity in SEVERITY.items())
    return min(MOST, max(FLOOR, round(1000 * harm)))

"""What a rule or a list entry asks for when it applies."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What becomes of a comment to which a rule applies; the values are public (API, rules)."""

    OFF = "off"  # nothing: the rule is not asked
    HOLD = "hold"  # a person looks
    REJECT = "reject"  # the machine rejects

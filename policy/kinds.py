"""What a verdict is about, for those who have one word for spam and another for abuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from policy.reasons import reason

Reasons = Sequence[Mapping[str, Any]]  # as FiredReason.to_mapping makes them, strongest first


class Kind(StrEnum):
    """What a reason speaks of."""

    SPAM = "spam"
    ABUSE = "abuse"
    ORDER = "order"  # nothing that the text itself did: the site wants a person to read it


_SPAM: Final = frozenset(
    {
        "spam-likely",
        "person-spam",
        "links-many",
        "link-shortened",
        "host-listed",
        "advert-foreign",
        "author-advertises",
        "text-repeated",
        "text-copied",
        "writing-fast",
        "name-link",
        "honeypot-filled",
        "form-hurried",
        "form-unproven",
    }
)
_ORDERING: Final = frozenset({"rule", "judge", "author"})  # groups of reasons


def kind_of(reasons: Reasons) -> Kind:
    """Return what the strongest reason speaks of; ORDER where there is none."""
    if not reasons:
        return Kind.ORDER
    code = reasons[0]["code"]
    if code in _SPAM:
        return Kind.SPAM
    return Kind.ORDER if reason(code).group in _ORDERING else Kind.ABUSE


def is_spam(reasons: Reasons) -> bool:
    """Return whether any reason speaks of spam."""
    return any(one["code"] in _SPAM for one in reasons)

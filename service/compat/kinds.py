"""What a verdict is about, for wires that have a word for spam and another for abuse."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from moderation.foreign.ask import Answer
from policy.reasons import reason


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
    }
)
_ORDERING: Final = frozenset({"rule", "judge", "author"})  # groups of reasons
BENGALI: Final = frozenset({"bn", "bn-Latn"})


def strongest(answer: Answer) -> Mapping[str, Any] | None:
    """Return the reason that comes first, None where there is none."""
    return answer.reasons[0] if answer.reasons else None


def kind_of(answer: Answer) -> Kind:
    """Return what the strongest reason speaks of; ORDER where there is none."""
    first = strongest(answer)
    if first is None:
        return Kind.ORDER
    if first["code"] in _SPAM:
        return Kind.SPAM
    return Kind.ORDER if reason(first["code"]).group in _ORDERING else Kind.ABUSE


def is_spam(answer: Answer) -> bool:
    """Return whether any reason speaks of spam."""
    return any(one["code"] in _SPAM for one in answer.reasons)


def explanation(answer: Answer) -> str:
    """Return the strongest reason in words that the author may read, in Bengali for what is written in it."""
    first = strongest(answer)
    if first is None:
        return ""
    known = reason(first["code"])
    return known.message_bn if answer.language in BENGALI else known.message_en

"""What was noticed about how a comment was sent, beside what it says. It is kept with the comment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

HONEYPOT: Final = "honeypot"  # a field that people do not see was filled in
HURRIED: Final = "hurried"  # the form was sent sooner than a person writes
UNPROVEN: Final = "unproven"  # it came from where many came before, and its browser did not show that it made an effort
INSISTED: Final = "insisted"  # the author was told how it reads, and sent it all the same

HINTS: Final = (HONEYPOT, HURRIED, UNPROVEN, INSISTED)

# Of what is imported, until its author changes it.
WAS_APPROVED: Final = "was-approved"  # by the system that it comes from
WAS_REJECTED: Final = "was-rejected"
UNTOLD: Final = "untold"  # no endpoint and no outside store hears of the verdict: they know the comment already


def joined(hints: Iterable[str]) -> str | None:
    """Return hints as one text, as they are stored; None for none."""
    return " ".join(hints) or None


def noticed(hint: str, hints: str | None) -> bool:
    """Return whether the hint is among those stored."""
    return hints is not None and hint in hints.split()

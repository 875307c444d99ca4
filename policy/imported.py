"""What a moderator of the system that a comment comes from decided stands: the machine overrides no person."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from policy.decide import Verdict, unscored
from policy.hints import WAS_APPROVED, WAS_REJECTED, noticed
from policy.reasons import reason
from policy.states import Status

_BEFORE: Final = {
    WAS_APPROVED: (Status.APPROVED, unscored(reason("import-approved"))),
    WAS_REJECTED: (Status.REJECTED, unscored(reason("import-rejected"))),
}


def as_before(verdict: Verdict, hints: str | None) -> Verdict:
    """Return the verdict with the earlier system's decision in its place; without one, the verdict itself.

    Scores stay, so that the desk sees where the classifier and the people there part.
    """
    for hint, (status, why) in _BEFORE.items():
        if noticed(hint, hints):
            return replace(verdict, status=status, reasons=(why,))
    return verdict

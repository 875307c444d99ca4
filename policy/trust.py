"""What a person said about an author, and what that makes of the judge's verdict."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Final

from policy.decide import FiredReason, Verdict, unscored
from policy.reasons import REASONS, reason
from policy.states import Status


class Standing(StrEnum):
    """How an author stands with the moderators; the values are public (API, database)."""

    TRUSTED = "trusted"
    SUSPENDED = "suspended"  # until a moment
    BANNED = "banned"


# What speaks of how the text sounds, of the site's mode or of the author: there a person's trust knows better. Not what
# an operator put on a list, not links and not repeats: they are facts, and an account may be stolen.
_WAIVED: Final = frozenset(one.code for one in REASONS if one.group == "classifier") | {
    "name-unfit",
    "new-author",
    "trust-lost",
    "pre-moderation",
    "record-poor",
    "writing-fast",
}
_BANNED: Final = unscored(reason("author-banned"))
_SUSPENDED: Final = unscored(reason("author-suspended"))
_TRUSTED: Final = unscored(reason("author-trusted"))


def in_standing(verdict: Verdict, standing: Standing | None, *, edited_after_decision: bool = False) -> Verdict:
    """Return what becomes of the verdict for an author of that standing; None changes nothing.

    Banned: rejected. Suspended: held, unless it was rejected anyway. Trusted: what was held passes if nothing but the
    classifier, the mode, the pace or the record held it; the approval then carries `author-trusted`, whose detail names
    under `waived` what was passed over. What was rejected stays so. edited_after_decision: a person decided on an
    earlier text, and trust does not outvote that.
    """
    if standing is Standing.BANNED:
        return replace(verdict, status=Status.REJECTED, reasons=(_BANNED, *verdict.reasons))
    if standing is Standing.SUSPENDED and verdict.status is not Status.REJECTED:
        return replace(verdict, status=Status.HELD, reasons=(_SUSPENDED, *verdict.reasons))
    if standing is Standing.TRUSTED and verdict.status is Status.HELD and not edited_after_decision:
        return _passed(verdict)
    return verdict


def _passed(verdict: Verdict) -> Verdict:
    codes = [one.code for one in verdict.reasons]
    if not _WAIVED.issuperset(codes):
        return verdict
    why: FiredReason = replace(_TRUSTED, detail={"waived": codes})
    return replace(verdict, status=Status.APPROVED, reasons=(why,))

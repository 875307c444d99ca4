"""An author who was told how a comment reads and sent it all the same: a person looks, whatever the classifier says."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from policy.decide import Verdict, unscored
from policy.hints import INSISTED, noticed
from policy.reasons import REASONS, reason
from policy.states import Status

_WARNED: Final = unscored(reason("sent-after-warning"))
_OF_CLASSIFIER: Final = frozenset(one.code for one in REASONS if one.group == "classifier")


def after_warning(verdict: Verdict, hints: str | None) -> Verdict:
    """Return what becomes of the verdict on a comment whose author was warned; without a warning, the verdict itself.

    It goes to a person: the author says that the classifier errs. What is rejected for anything but the classifier's
    reading (a list, a rule of the site) stays rejected.
    """
    if not noticed(INSISTED, hints):
        return verdict
    if verdict.status is Status.REJECTED and not _OF_CLASSIFIER.issuperset(one.code for one in verdict.reasons):
        return verdict
    return replace(verdict, status=Status.HELD, reasons=(*verdict.reasons, _WARNED))

"""From scores and findings to a verdict: thresholds, lists and the other rules first, then the site's mode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from policy.actions import Action
from policy.reason import Reason
from policy.reasons import REASON_OF_LABEL, reason
from policy.rules import Finding
from policy.ruleset import Ruleset
from policy.sections import House, Mode
from policy.states import Status

UNDETERMINED: Final = "und"  # BCP 47: the language is not known


_Scored = tuple[float, str, dict[str, Any]]  # score, label, detail


class UnsoundScore(ValueError):
    """Raised when the score of a label is not a probability."""


@dataclass(frozen=True, slots=True)
class FiredReason:
    """One reason that weighed in a verdict.

    label, score (0..1): of a classifier's reason or a name's, else None. message: the reason's English sentence;
    `policy.reasons.reason(code).message_bn` is the Bengali one. detail: for moderators only, what fired it and where.
    """

    code: str
    label: str | None
    score: float | None
    message: str
    detail: dict[str, Any] | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Return the reason in the shape the API and the decision log show."""
        return {
            "code": self.code,
            "label": self.label,
            "score": self.score,
            "message": self.message,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a comment, and why.

    reasons: strongest first; empty when it passed, unless trust in the author let it pass (policy.trust).
    scores: label -> probability 0..1.
    language: BCP 47 tag of the text, `und` when not known. fingerprint: of the text, signed 64 bits; 0 for none.
    """

    status: Status
    reasons: tuple[FiredReason, ...]
    scores: dict[str, float]
    language: str
    fingerprint: int = 0


def decide(
    scores: Mapping[str, float],
    ruleset: Ruleset,
    *,
    author_approved: int | None,
    author_rejected: int = 0,
    section: str | None = None,
    rest: Mapping[str, float] | None = None,
    language: str = UNDETERMINED,
    edited_after_decision: bool = False,
    findings: Sequence[Finding] = (),
    fingerprint: int = 0,
) -> Verdict:
    """Return the verdict on one comment: the strictest outcome that any label's score reaches, or any finding asks for.

    scores: label -> probability 0..1. A label without threshold is kept and weighs nothing.
    rest: the same without the word that weighs most; where it lies below the threshold for rejecting, one word would
    decide alone, and a person decides instead. None: as the scores.
    language: of the text; the thresholds that the site has for it count.
    author_approved: approved comments of this author so far; None counts as 0. author_rejected: among the latest.
    section: of the article, whose house rules count; None where it is not known.
    edited_after_decision: a person decided on an earlier text of this comment, so the machine may not let it pass.
    findings: what lists and rules found; they stand before the labels' reasons, because they are certain.
    Raises UnsoundScore when a score is not within 0..1.
    """
    scores = dict(scores)
    limits = ruleset.limits(language)
    rejecting: list[_Scored] = []
    holding: list[_Scored] = []
    for label, score in scores.items():
        if not 0.0 <= score <= 1.0:  # also true of NaN, which would slip through every threshold
            raise UnsoundScore(f"{label} is {score}, not within 0..1")
        hold, reject = limits.get(label, (inf, inf))
        if score >= reject and (rest is None or rest.get(label, score) >= reject):
            rejecting.append((score, label, {"threshold": reject}))
        elif score >= reject:
            holding.append((score, label, {"threshold": hold, "one_word": True}))
        elif score >= hold:
            holding.append((score, label, {"threshold": hold}))
    refused = [_for_finding(one) for one in findings if one.action is Action.REJECT]
    doubted = [_for_finding(one) for one in findings if one.action is Action.HOLD]
    if rejecting or refused:
        reasons = (*refused, *_fired(rejecting), *doubted, *_fired(holding))
        return Verdict(Status.REJECTED, reasons, scores, language, fingerprint)
    if holding or doubted:
        return Verdict(Status.HELD, (*doubted, *_fired(holding)), scores, language, fingerprint)
    waits_for = (
        _EDITED if edited_after_decision else _held_by_mode(ruleset.house_in(section), author_approved, author_rejected)
    )
    if waits_for is not None:
        return Verdict(Status.HELD, (waits_for,), scores, language, fingerprint)
    return Verdict(Status.APPROVED, (), scores, language, fingerprint)


def unscored(why: Reason) -> FiredReason:
    """Return a reason that no score stands behind."""
    return FiredReason(why.code, why.label, None, why.message_en)


_PRE_MODERATION: Final = unscored(reason("pre-moderation"))
_NEW_AUTHOR: Final = unscored(reason("new-author"))
_TRUST_LOST: Final = unscored(reason("trust-lost"))
_EDITED: Final = unscored(reason("edited-after-decision"))


def _held_by_mode(house: House, author_approved: int | None, author_rejected: int) -> FiredReason | None:
    if house.mode == Mode.PRE:
        return _PRE_MODERATION
    if house.mode != Mode.NEW_AUTHORS:
        return None
    if (author_approved or 0) < house.new_author_comments:
        return _NEW_AUTHOR
    return _TRUST_LOST if 0 < house.trust_lost_rejected <= author_rejected else None


def _fired(scored: list[_Scored]) -> tuple[FiredReason, ...]:
    scored.sort(key=lambda one: one[:2], reverse=True)
    return tuple([_for_label(*one) for one in scored])


def _for_label(score: float, label: str, detail: dict[str, Any]) -> FiredReason:
    why = REASON_OF_LABEL[label]
    return FiredReason(why.code, label, score, why.message_en, detail)


def _for_finding(found: Finding) -> FiredReason:
    return FiredReason(found.code, found.label, found.score, reason(found.code).message_en, found.detail)

"""Why a text got its scores, for those who decide on it. Costs some milliseconds: only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from models.protocol import Classifier, Contribution, Explanation
from models.text.graphemes import whole_letters
from moderation.wiring import Parts
from policy.decide import Verdict
from policy.reasons import reason
from store.comments import StoredComment

__all__ = ["Classifier", "Contribution", "Explained", "Explanation", "explain", "explain_comment", "explain_verdict"]
__all__ += ["fired_labels", "whole_letters"]

LABELS_WITHOUT_REASON = 2

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a text got its scores from the classifier of that version, the deciding label first."""

    text: str
    model: str
    explanations: tuple[Explanation, ...]


def explain(classifier: Classifier, text: str, *, fired: Iterable[str], scores: Mapping[str, float]) -> Explained:
    """Return why the text got its scores, for the labels that fired or, when none did, for the two highest.

    fired: labels of the verdict's reasons, the strongest first; what the classifier does not score is passed over.
    scores: of the verdict; empty when there is none yet.
    Raises what the classifier raises.
    """
    now = classifier.score([text]).by_comment()[0]  # an older classifier may have scored labels that this one does not
    chosen = [label for label in dict.fromkeys(fired) if label in now]
    if not chosen:
        ranked = sorted(now, key=lambda label: -scores.get(label, now[label]))
        chosen = ranked[:LABELS_WITHOUT_REASON]
    return Explained(text, classifier.version, tuple(classifier.explain(text, chosen)))


def fired_labels(codes: Iterable[str]) -> list[str]:
    """Return the labels that the reasons of a verdict stand for, the strongest first.

    A name that is unfit has a label too, but says nothing of the text.
    """
    return [label for label in (reason(code).label for code in codes) if label is not None]


def explain_verdict(parts: Parts, text: str, verdict: Verdict) -> Explained | None:
    """Return why the text got this verdict; None when the classifier cannot say."""
    return _explained(parts, text, (reason.code for reason in verdict.reasons), verdict.scores)


def explain_comment(parts: Parts, comment: StoredComment) -> Explained | None:
    """Return why the comment's present text gets its scores from the classifier loaded now; None when it cannot say."""
    return _explained(parts, comment.text, (reason["code"] for reason in comment.reasons), comment.scores)


def _explained(parts: Parts, text: str, codes: Iterable[str], scores: Mapping[str, float]) -> Explained | None:
    try:
        classifier = parts.model.follow(parts.database, parts.clock())
        return explain(classifier, text, fired=fired_labels(codes), scores=scores)
    except Exception as error:  # a text that breaks the judge was held for a person, who must be able to open it
        log.warning("explain_failed", error=type(error).__name__)
        return None

"""Saying why a text got its scores, for those who decide on it. Costs some milliseconds: only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from moderation.explain import Explained, explain, fired_labels
from moderation.services import Services
from policy.decide import Verdict
from store.rows import StoredComment

log = structlog.get_logger()


def explain_verdict(services: Services, text: str, verdict: Verdict) -> Explained | None:
    """Return why the text got this verdict; None when the classifier cannot say."""
    return _explained(services, text, (reason.code for reason in verdict.reasons), verdict.scores)


def explain_comment(services: Services, comment: StoredComment) -> Explained | None:
    """Return why the comment's present text gets its scores from the classifier loaded now; None when it cannot say."""
    return _explained(services, comment.text, (reason["code"] for reason in comment.reasons), comment.scores)


def _explained(services: Services, text: str, codes: Iterable[str], scores: Mapping[str, float]) -> Explained | None:
    try:
        return explain(services.classifier, text, fired=fired_labels(codes), scores=scores)
    except Exception as error:  # a text that breaks the judge was held for a person, who must be able to open it
        log.warning("explain_failed", error=type(error).__name__)
        return None

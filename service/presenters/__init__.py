"""Stored things as they are shown, over every wire."""

from service.presenters.articles import article
from service.presenters.comments import (
    comment,
    comment_explanation,
    decision,
    published,
    verdict,
    verdict_explanation,
)
from service.presenters.deliveries import change, dead_letter, delivery, endpoint, outside_store
from service.presenters.moderators import appeal, author, bulk, claim, note, report
from service.presenters.rules import list_entry, rules

__all__ = [
    "appeal",
    "article",
    "author",
    "bulk",
    "claim",
    "comment",
    "comment_explanation",
    "decision",
    "list_entry",
    "note",
]
__all__ += ["change", "dead_letter", "delivery", "endpoint", "outside_store"]
__all__ += ["note", "published", "report", "rules", "verdict", "verdict_explanation"]

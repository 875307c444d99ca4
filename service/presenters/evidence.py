"""The reasons of a verdict as signals to show beside the text: how strong each is, against what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from moderation.explain import Explained, bounded_logit, logit_of
from policy.reasons import reason
from service.presenters.utf16 import Offsets

# code -> what was counted, the limit beside it in the reason's detail, and what makes it a "from so many on"
_COUNTED: Final = {
    "links-many": ("links", "most", 1),
    "text-repeated": ("repeats", "least", 0),
    "text-copied": ("repeats", "least", 0),
    "writing-fast": ("posts", "most", 0),
    "record-poor": ("rejected", "least", 0),
}
_TEXT, _NAME = "text", "author.name"


def signals(
    reasons: Iterable[Mapping[str, Any]], explained: Explained, *, name: str | None, decided_by: str | None
) -> list[dict[str, Any]]:
    """Return a signal for each reason, in their order.

    reasons: as the reader may see them; without their detail, whatever comes from there is null or empty.
    name: shown beside the comment. decided_by: version of the classifier behind the verdict.
    """
    offsets = {_TEXT: Offsets(explained.text), _NAME: Offsets(name or "")}
    logits = {one.label: one.logit for one in explained.explanations} if decided_by == explained.model else {}
    return [_signal(one, offsets, logits) for one in reasons]


def _signal(one: Mapping[str, Any], offsets: Mapping[str, Offsets], logits: Mapping[str, float]) -> dict[str, Any]:
    kind, detail = reason(one["code"]).group, one["detail"] or {}
    threshold = detail.get("threshold")
    logit = logits.get(one["label"]) if kind == "classifier" else None
    counted, limit, more = _COUNTED.get(one["code"], ("", "", 0))
    return {
        "code": one["code"],
        "kind": kind,
        "label": one["label"],
        "score": one["score"],
        "threshold": threshold,
        "margin": None if logit is None or threshold is None else bounded_logit(logit) - logit_of(threshold),
        "count": detail.get(counted),
        "limit": detail[limit] + more if limit in detail else None,
        **_where(one["code"], detail, offsets),
    }


def _where(code: str, detail: Mapping[str, Any], offsets: Mapping[str, Offsets]) -> dict[str, Any]:
    """Return which field it stands in, None where in none, and at which places of it."""
    if "field" in detail:
        return {"field": detail["field"], "spans": []}
    spans = detail.get("spans", [[detail["start"], detail["end"]]] if "start" in detail else [])
    in_name = code.startswith("name-")
    field = _NAME if in_name else _TEXT if spans or reason(code).group == "classifier" else None
    return {"field": field, "spans": [offsets[field].span(*span) for span in spans] if field else []}

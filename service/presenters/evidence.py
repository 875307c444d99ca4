"""The reasons of a verdict as signals to show beside the text: how strong each is, against what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moderation.explain import Explained
from policy.reason import Reason
from policy.reasons import reason
from service.presenters.explanations import bounded_logit, logit_of
from service.presenters.utf16 import Offsets

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
    why, detail = reason(one["code"]), one["detail"] or {}
    threshold = detail.get("threshold")
    logit = logits.get(one["label"]) if why.group == "classifier" else None
    number, limit = _counted(why, detail)
    return {
        "code": one["code"],
        "kind": why.group,
        "label": one["label"],
        "score": one["score"],
        "threshold": threshold,
        "margin": None if logit is None or threshold is None else bounded_logit(logit) - logit_of(threshold),
        "count": number,
        "limit": limit,
        **_where(why, detail, offsets),
    }


def _counted(why: Reason, detail: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the number behind a reason and from which number on it applies; None where there is none."""
    if why.counted is None:
        return None, None
    limit = detail.get(why.counted.limit)
    return detail.get(why.counted.number), None if limit is None else limit + why.counted.beyond


def _where(why: Reason, detail: Mapping[str, Any], offsets: Mapping[str, Offsets]) -> dict[str, Any]:
    """Return which field it stands in, None where in none, and at which places of it."""
    spans = detail.get("spans", [[detail["start"], detail["end"]]] if "start" in detail else [])
    if "field" in detail:
        field = detail["field"]
        return {"field": field, "spans": [offsets[field].span(*span) for span in spans]}
    field = _NAME if why.in_name else _TEXT if spans or why.group == "classifier" else None
    return {"field": field, "spans": [offsets[field].span(*span) for span in spans] if field else []}

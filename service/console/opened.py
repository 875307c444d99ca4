"""An opened comment as its page shows it: the text in pieces, why it is here, and what weighed, adding up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from moderation.desk import Opened
from moderation.explain import Contribution, Explanation
from policy.reasons import UNDONE, reason
from policy.states import Actor
from service.console import wording
from service.console.marks import Piece, Weighed, pieces
from service.presenters.explanations import probability
from store.comments import StoredComment
from store.reads.history import LoggedDecision

WORDS = 6
FOUND_WEIGHT = 2.0
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of weights. part: 0..100, its share of the heaviest line, for the bar."""

    text: str
    weight: float
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What weighed for one label: base + rows + rest = total, and the probability that the total means.

    worst: the part of the text that weighed once more, None where it has no parts.
    """

    label: str
    worst: str | None
    base: float
    rows: list[Row]
    rest: float
    total: float
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page says of a comment.

    same_model: whether the classifier that explains is the one that judged. direction: ltr, rtl or auto. decided: the
    log's last entry where a person made it, else None. undoable: whether that person may take it back.
    """

    text: list[Piece]
    why: str
    tables: list[Table]
    same_model: bool
    language: str | None
    direction: str
    decided: LoggedDecision | None
    undoable: bool


def shown(opened: Opened, *, mask_slurs: bool) -> Shown:
    """Return an opened comment as its page shows it."""
    one = opened.context.item.comment
    explained = opened.explained
    first = explained.explanations[0].contributions if explained and explained.explanations else ()
    log = opened.context.history
    last = log[-1] if log else None
    return Shown(
        text=pieces(one.text, [*_weighed(first), *_found(one)], mask_slurs=mask_slurs),
        why=wording.why(one.status, _why_it_is_here(one, log)),
        tables=[_table(each, one.text) for each in explained.explanations] if explained else [],
        same_model=explained is not None and explained.model == one.model,
        language=opened.context.item.language,
        direction="auto" if (opened.context.item.language or "und") == "und" else _direction(opened),
        decided=last if last is not None and last.actor == Actor.PERSON else None,
        undoable=last is not None and last.actor == Actor.PERSON and not _is_undo(last),
    )


def _is_undo(entry: LoggedDecision) -> bool:
    return bool(entry.reasons) and entry.reasons[0]["code"] == UNDONE


def _why_it_is_here(one: StoredComment, log: Sequence[LoggedDecision]) -> Sequence[dict[str, object]]:
    """Return the reasons of the decision that stands; of what a person put back, those of the machine before."""
    if one.status == "held" and log and log[-1].actor == Actor.PERSON:
        return [*log[-1].reasons, *next((entry.reasons for entry in reversed(log) if entry.actor != Actor.PERSON), [])]
    return one.reasons


def _direction(opened: Opened) -> str:
    return "rtl" if opened.context.item.language in RIGHT_TO_LEFT else "ltr"


def _weighed(contributions: Sequence[Contribution]) -> list[Weighed]:
    return [Weighed(part.start, part.end, part.weight) for one in contributions for part in one.parts]


def _found(one: StoredComment) -> list[Weighed]:
    """Return the places in the text that a list or a rule found, as strong as the heaviest word."""
    found = []
    for each in one.reasons:
        detail = each.get("detail") or {}
        spans = detail.get("spans", [[detail["start"], detail["end"]]] if "start" in detail else [])
        if not reason(each["code"]).in_name and "field" not in detail:
            found += [Weighed(start, end, FOUND_WEIGHT) for start, end in spans]
    return found


def _table(one: Explanation, text: str) -> Table:
    heaviest = max((abs(item.weight) for item in one.contributions), default=1.0) or 1.0
    rows = [Row(item.text, item.weight, round(abs(item.weight) / heaviest * 100)) for item in one.contributions[:WORDS]]
    return Table(
        label=one.label,
        worst=None if one.part is None else text[slice(*one.part)],
        base=one.intercept,
        rows=rows,
        rest=fsum(item.weight for item in one.contributions[WORDS:]),
        total=one.logit,
        probability=probability(one),
    )

"""One comment with everything around it that a moderator needs to decide."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_, literal, select, tuple_, union_all

from policy.copies import NEAR_BITS, Near
from policy.errors import CommentNotFound
from policy.states import Status
from store import appeals, revisions
from store.appeals import Appeal
from store.judging_context import RECENT
from store.reads import author, history
from store.reads.author import WriterPanel
from store.reads.history import LoggedDecision
from store.reads.queue import QueueItem, item_where
from store.revisions import EarlierText
from store.tables import comments, reports
from store.unit import Unit

BESIDE = 5  # comments before and after it
MOST_NEAR = 10  # near duplicates that are named; all are counted
MOST_REPORTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A comment near the one looked at. created_at: microseconds."""

    id: str
    parent_id: str | None
    author_id: str
    author_name: str | None
    text: str
    language: str | None
    status: Status
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a reader said. weight: in hundredths. outcome: upheld or dismissed by a person, None for neither.

    settled_at: when a person next decided, None while open. Moments in microseconds.
    """

    id: str
    reporter: str
    reason: str
    note: str | None
    weight: int
    outcome: str | None
    created_at: int
    settled_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicates:
    """Comments of late that say the same or nearly. some: ids, nearest first, MOST_NEAR at most; counts: by status."""

    total: int
    counts: dict[Status, int]
    some: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All of it. siblings: by time, without the comment itself. reports, appeals: newest first; edits: oldest first."""

    item: QueueItem
    parent: Neighbour | None
    siblings: list[Neighbour]
    author: WriterPanel
    history: list[LoggedDecision]
    reports: list[Report]
    appeals: list[Appeal]
    near: NearDuplicates
    edits: list[EarlierText]


def around(unit: Unit, site_id: int, comment_id: str, near: Near, *, now: int) -> Context:
    """Return a comment and what is around it, in a fixed number of statements. now: microseconds.

    Siblings are the comments nearest in time, BESIDE before and after, published or held: answers to the same comment,
    or for one that answers none those under the article that answer none. Near duplicates are looked for among the
    RECENT latest comments of the site, by the rule of policy.repeats. Raises CommentNotFound, also when deleted.
    """
    mine = (comments.c.site_id == site_id, comments.c.id == comment_id, comments.c.status != Status.DELETED.value)
    item = item_where(unit, *mine, now=now)
    if item is None:
        raise CommentNotFound(comment_id)
    parent, siblings = _thread(unit, item)
    return Context(
        item=item,
        parent=parent,
        siblings=siblings,
        author=author.panel(unit, site_id, item.comment.author_id),
        history=history.log_of(unit, site_id, comment_id),
        reports=_reports(unit, comment_id),
        appeals=appeals.of_comment(unit, comment_id),
        near=_near(unit, site_id, comment_id, near),
        edits=revisions.of_comment(unit, comment_id),
    )


_NEIGHBOUR = [comments.c[name] for name in Neighbour.__slots__]
_SHOWN = comments.c.status.in_([Status.APPROVED.value, Status.HELD.value])


def _thread(unit: Unit, item: QueueItem) -> tuple[Neighbour | None, list[Neighbour]]:
    one = item.comment
    place = tuple_(comments.c.created_at, comments.c.id)
    here = (one.created_at, one.id)
    beside = select(*_NEIGHBOUR, literal("beside").label("role")).where(
        comments.c.site_id == one.site_id, comments.c.article_id == one.article_id, _SHOWN
    )
    beside = beside.where(comments.c.parent_id == one.parent_id)  # of None: IS NULL
    earlier = beside.where(place < here).order_by(comments.c.created_at.desc(), comments.c.id.desc()).limit(BESIDE)
    later = beside.where(place > here).order_by(comments.c.created_at, comments.c.id).limit(BESIDE)
    parts = [select(earlier.subquery()), select(later.subquery())]
    if one.parent_id is not None:
        answered = and_(comments.c.site_id == one.site_id, comments.c.id == one.parent_id)
        parts.append(select(*_NEIGHBOUR, literal("parent").label("role")).where(answered))
    parent = None
    siblings = []
    for row in unit.execute(union_all(*parts)):
        values = {name: row._mapping[name] for name in Neighbour.__slots__}
        found = Neighbour(**{**values, "status": Status(values["status"])})
        if row.role == "parent":
            parent = found
        else:
            siblings.append(found)
    return parent, sorted(siblings, key=lambda one: (one.created_at, one.id))


def _reports(unit: Unit, comment_id: str) -> list[Report]:
    query = (
        select(*[reports.c[name] for name in Report.__slots__])
        .where(reports.c.comment_id == comment_id)
        .order_by(reports.c.created_at.desc(), reports.c.id.desc())
        .limit(MOST_REPORTS)
    )
    return [Report(**row._mapping) for row in unit.execute(query)]


def _near(unit: Unit, site_id: int, comment_id: str, near: Near) -> NearDuplicates:
    own = unit.execute(select(comments.c.fingerprint).where(comments.c.id == comment_id)).scalar()
    if not own:  # not judged yet, or no words, as in policy.repeats
        return NearDuplicates(total=0, counts={}, some=[])
    latest = (
        select(comments.c.id, comments.c.fingerprint, comments.c.status)
        .where(comments.c.site_id == site_id, comments.c.fingerprint.is_not(None))
        .order_by(comments.c.created_at.desc())
        .limit(RECENT)
    )
    known = [row for row in unit.execute(latest) if row.fingerprint and row.id != comment_id]
    pairs = sorted((bits, place) for _, place, bits in near([own], [row.fingerprint for row in known], NEAR_BITS))
    alike = [known[place] for _, place in pairs]
    return NearDuplicates(
        total=len(alike),
        counts=dict(Counter(Status(row.status) for row in alike)),
        some=[row.id for row in alike[:MOST_NEAR]],
    )

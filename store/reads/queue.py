"""The lists of the moderators' desk, page by page: what waits, what was reported, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, and_, select, tuple_, union_all

from store.comments import COMMENT_WITH_DECISION, StoredComment, as_stored
from store.reads.filters import SIFTED, Filters, Tab, moment_of, of_sites, sifted, up_to, within
from store.reads.priority import PriorityPlace, pressing
from store.reads.threads import Position
from store.tables import articles, claims, comments
from store.unit import Unit

MOST_ARMS = 100  # sites whose own order is read from the index and then merged; SQLite allows 500 in a statement

Order = Literal["priority", "oldest", "newest"]


Place = Position | PriorityPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A comment as a list of the desk shows it. section, title, url: of its article. Moments in microseconds.

    language: of the comment, as found or else as hinted. holder, lease_until: of a colleague's claim that still runs,
    else None. publish_at: when what a person approved goes out, None where it has.
    """

    comment: StoredComment
    title: str | None
    url: str | None
    section: str | None
    language: str | None
    holder: str | None
    lease_until: int | None
    open_reports: int
    escalated_at: int | None
    publish_at: int | None


def page(
    unit: Unit,
    site_ids: Sequence[int],
    filters: Filters,
    *,
    order: Order,
    limit: int,
    now: int,
    after: Place | None,
) -> tuple[list[QueueItem], Place | None]:
    """Return up to limit comments of the sites that meet the filters, and where to go on from, None at the end.

    order: "priority" is expected harm x waiting time at the moment of the first page, of equals the earlier id first,
    and is for the tab `held` alone; further pages keep the moment of `after`, so that nothing is shown twice or left
    out while others leave, and what was held since is not in them. The other orders go by decided_at (pending: since
    when; reported and all: created_at; appealed: since then). now: microseconds.

    Where a filter asks what no index answers, a page looks through SIFTED comments at most: it may then be short, or
    empty, and still name a place to go on from. One statement; a second finds that place when it is needed.
    Raises ValueError for priority in another tab, or a place of another order.
    """
    ranking = _ranking(filters, order, now, after)
    if not site_ids:
        return [], None
    most = SIFTED if filters.sifts else limit
    candidates = _candidates(site_ids, filters, ranking, most + 1)
    rows = unit.execute(_items(_sifted(filters, ranking, candidates, most, limit + 1), ranking, now)).all()
    found = [_item(row) for row in rows[:limit]]
    if len(rows) > limit:
        return found, ranking.place(rows[limit - 1].place, found[-1].comment.id)
    return found, _where_the_sifting_ended(unit, ranking, candidates) if filters.sifts else None


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The order of one list: by key, then id. seen_at: only by priority."""

    key: ColumnElement[int]
    conditions: tuple[ColumnElement[bool], ...]
    descending: bool = False
    seen_at: int | None = None

    def by(self, *columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
        return [one.desc() for one in columns] if self.descending else list(columns)

    def place(self, key: int, id_: str) -> Place:
        return (key, id_) if self.seen_at is None else PriorityPlace(seen_at=self.seen_at, rank=key, id=id_)


def _ranking(filters: Filters, order: Order, now: int, after: Place | None) -> _Ranking:
    by_rank = isinstance(after, PriorityPlace)
    if (order == "priority" and filters.tab is not Tab.HELD) or (
        after is not None and by_rank != (order == "priority")
    ):
        raise ValueError("only what is held has a priority, and a place belongs to the order that it was made in")
    if order == "priority":
        seen_at = after.seen_at if isinstance(after, PriorityPlace) else now
        rank = pressing(seen_at)
        reached = [comments.c.decided_at <= seen_at]
        if isinstance(after, PriorityPlace):
            reached.append(tuple_(rank, comments.c.id) > (after.rank, after.id))
        return _Ranking(rank, tuple(reached), seen_at=seen_at)
    moment = moment_of(filters.tab)
    descending = order == "newest"
    if not isinstance(after, tuple):
        return _Ranking(moment, (), descending)
    key = tuple_(moment, comments.c.id)
    return _Ranking(moment, (key < after if descending else key > after,), descending)


def _candidates(site_ids: Sequence[int], filters: Filters, ranking: _Ranking, most: int) -> Subquery:
    """Return ids and keys of the first `most` comments that meet what the indexes answer, in their order."""
    places = select(comments.c.id, ranking.key.label("place")).where(*within(filters, filters.tab), *ranking.conditions)
    if len(site_ids) == 1 or len(site_ids) > MOST_ARMS:
        return _first(places.where(of_sites(site_ids, filters.tab)), ranking, most)
    # Each site's own order stands in an index; that of several sites together stands in none.
    arms = [select(_first(places.where(of_sites([one], filters.tab)), ranking, most)) for one in site_ids]
    merged = union_all(*arms).subquery()
    ordered = ranking.by(merged.c.place, merged.c.id)
    return select(merged.c.id, merged.c.place).order_by(*ordered).limit(up_to(most)).subquery()


def _first(places: Select[Any], ranking: _Ranking, most: int) -> Subquery:
    return places.order_by(*ranking.by(ranking.key, comments.c.id)).limit(up_to(most)).subquery()


def _sifted(filters: Filters, ranking: _Ranking, candidates: Subquery, most: int, wanted: int) -> Subquery:
    """Return the first `wanted` of the candidates, but for the last of them, that meet what no index answers."""
    if not filters.sifts:
        return candidates
    looked_at = _of(candidates, ranking, most)
    return (
        select(looked_at.c.id, looked_at.c.place)
        .where(sifted(filters, looked_at.c.id))
        .order_by(*ranking.by(looked_at.c.place, looked_at.c.id))
        .limit(up_to(wanted))
        .subquery()
    )


def _of(candidates: Subquery, ranking: _Ranking, most: int) -> Subquery:
    ordered = ranking.by(candidates.c.place, candidates.c.id)
    return select(candidates.c.id, candidates.c.place).order_by(*ordered).limit(up_to(most)).subquery()


def _where_the_sifting_ended(unit: Unit, ranking: _Ranking, candidates: Subquery) -> Place | None:
    """Return the place of the last comment looked at, None when there are none after it."""
    ordered = ranking.by(candidates.c.place, candidates.c.id)
    query = select(candidates.c.place, candidates.c.id).order_by(*ordered).offset(SIFTED - 1).limit(2)
    rows = unit.execute(query).all()
    return ranking.place(rows[0].place, rows[0].id) if len(rows) == 2 else None


def item_where(unit: Unit, *conditions: ColumnElement[bool], now: int) -> QueueItem | None:
    """Return the one comment that meets the conditions, None where there is none. now: microseconds."""
    row = unit.execute(_shown(now).where(*conditions)).first()
    return None if row is None else _item(row)


def _items(places: Subquery, ranking: _Ranking, now: int) -> Select[Any]:
    """Return the statement that reads what a list shows of the comments at these places, in their order."""
    query = _shown(now).add_columns(places.c.place).join(places, places.c.id == comments.c.id)
    return query.order_by(*ranking.by(places.c.place, places.c.id))


def _shown(now: int) -> Select[Any]:
    claimed = and_(claims.c.comment_id == comments.c.id, claims.c.lease_until > now)
    article = and_(articles.c.site_id == comments.c.site_id, articles.c.id == comments.c.article_id)
    query = COMMENT_WITH_DECISION.add_columns(
        articles.c.title,
        articles.c.url,
        articles.c.section,
        claims.c.holder,
        claims.c.lease_until,
        comments.c.open_reports,
        comments.c.escalated_at,
        comments.c.publish_at,
    )
    return query.join(articles, article).outerjoin(claims, claimed)


def _item(row: Any) -> QueueItem:
    comment = as_stored(row)
    return QueueItem(
        comment=comment,
        title=row.title,
        url=row.url,
        section=row.section,
        language=comment.language or comment.language_hint,
        holder=row.holder,
        lease_until=row.lease_until,
        open_reports=row.open_reports,
        escalated_at=row.escalated_at,
        publish_at=row.publish_at,
    )


__all__ = ["SIFTED", "Filters", "Order", "Place", "QueueItem", "Tab", "item_where", "page"]

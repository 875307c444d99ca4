"""What a site's own article store must show of a comment, and what that store calls the comments it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BindParameter, bindparam, delete, select

from policy.events import STORE_SYNC
from store.engine import sql
from store.tables import articles, comments, outside_comments, published
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideItem:
    """A comment as an outside store shall have it. shown: it is published; else it must not be seen there.

    known: something of it may be there already. outside_id: what the store calls it, None when that is not known.
    parent_outside_id: of the comment replied to. Moments in microseconds.
    """

    comment_id: str
    external_id: str | None
    article_id: str
    article_url: str | None
    article_title: str | None
    parent_id: str | None
    author_id: str
    author_name: str | None
    author_url: str | None
    text: str
    language: str | None
    status: str
    version: int
    revision: int
    created_at: int
    published_at: int | None
    shown: bool
    known: bool
    outside_id: str | None
    parent_outside_id: str | None


_mine = outside_comments.alias("mine")
_parent = outside_comments.alias("parent")
_DESTINATION: BindParameter[int] = bindparam("destination")
_ITEMS = (
    select(
        comments.c.id.label("comment_id"),
        comments.c.external_id,
        comments.c.article_id,
        articles.c.url.label("article_url"),
        articles.c.title.label("article_title"),
        comments.c.parent_id,
        comments.c.author_id,
        comments.c.author_name,
        comments.c.author_url,
        comments.c.text,
        comments.c.language,
        comments.c.language_hint,
        comments.c.status,
        comments.c.version,
        comments.c.revision,
        comments.c.created_at,
        published.c.published_at,
        _mine.c.outside_id,
        _parent.c.outside_id.label("parent_outside_id"),
    )
    .select_from(
        comments.join(articles, (articles.c.site_id == comments.c.site_id) & (articles.c.id == comments.c.article_id))
        .outerjoin(published, published.c.comment_id == comments.c.id)
        .outerjoin(_mine, (_mine.c.destination_id == _DESTINATION) & (_mine.c.comment_id == comments.c.id))
        .outerjoin(_parent, (_parent.c.destination_id == _DESTINATION) & (_parent.c.comment_id == comments.c.parent_id))
    )
    .where(comments.c.id.in_(bindparam("ids", expanding=True)))
)
_THERE = (
    "INSERT INTO outside_comments (destination_id, comment_id, outside_id) "
    "SELECT :destination, r.id, r.outside_id FROM {rows} AS r WHERE TRUE ON CONFLICT (destination_id, comment_id) "
)
_ROW = {"id": "uuid", "outside_id": "text"}
_MARK = sql(_THERE + "DO NOTHING", rows=_ROW)
_KEEP = sql(_THERE + "DO UPDATE SET outside_id = excluded.outside_id", rows=_ROW)
_SYNC_REPLIES = sql(
    "INSERT INTO deliveries (destination_id, site_id, comment_id, version, event, created_at, due_at) "
    f"SELECT :destination, c.site_id, c.id, 0, '{STORE_SYNC}', :now, :now FROM {{rows}} AS r "
    "JOIN comments c ON c.parent_id = r.id "
    "JOIN outside_comments o ON o.destination_id = :destination AND o.comment_id = c.id AND o.outside_id <> '' "
    "WHERE c.status = 'approved'",
    rows={"id": "uuid"},
)
_SYNC_SITE = sql(
    "INSERT INTO deliveries (destination_id, site_id, comment_id, after_id, version, event, created_at, due_at) "
    f"SELECT :destination, p.site_id, p.comment_id, p.parent_id, 0, '{STORE_SYNC}', :now, :now FROM published p "
    "WHERE p.site_id = :site ORDER BY p.created_at, p.comment_id"
)
_SYNC = sql(
    "INSERT INTO deliveries (destination_id, site_id, comment_id, after_id, version, event, created_at, due_at) "
    f"SELECT :destination, c.site_id, c.id, c.parent_id, 0, '{STORE_SYNC}', :now, :now FROM {{rows}} AS r "
    "JOIN comments c ON c.id = r.id WHERE c.site_id = :site ORDER BY c.created_at, c.id RETURNING id",
    rows={"id": "uuid"},
)


def items(unit: Unit, destination_id: int, comment_ids: Sequence[str]) -> dict[str, OutsideItem]:
    """Return what the store shall have of these comments, by id."""
    found = unit.execute(_ITEMS, {"destination": destination_id, "ids": list(comment_ids)})
    return {str(row.comment_id): _item(row) for row in found}


def mark(unit: Unit, destination_id: int, comment_ids: Iterable[str]) -> None:
    """Write down that something of these comments may be in the store from now on."""
    rows = [{"id": one, "outside_id": ""} for one in comment_ids]
    if rows:
        unit.run(_MARK, {"destination": destination_id, "rows": orjson.dumps(rows).decode()})


def keep(unit: Unit, destination_id: int, outside_ids: Iterable[tuple[str, str]]) -> None:
    """Write down what the store calls these comments: pairs of our id and its own."""
    rows = [{"id": one, "outside_id": outside} for one, outside in outside_ids]
    if rows:
        unit.run(_KEEP, {"destination": destination_id, "rows": orjson.dumps(rows).decode()})


def forget(unit: Unit, destination_id: int, comment_ids: Sequence[str]) -> None:
    """Write down that nothing of these comments is in the store."""
    unit.execute(
        delete(outside_comments).where(
            outside_comments.c.destination_id == destination_id, outside_comments.c.comment_id.in_(comment_ids)
        )
    )


def sync_replies(unit: Unit, destination_id: int, comment_ids: Sequence[str], *, now: int) -> None:
    """Bring replies in line that were there before the comment they reply to."""
    if comment_ids:
        unit.run(_SYNC_REPLIES, {"destination": destination_id, "rows": _ids(comment_ids), "now": now})


def sync_site(unit: Unit, destination_id: int, site_id: int, *, now: int) -> None:
    """Have all that the site has published delivered to a store that is new to it."""
    unit.run(_SYNC_SITE, {"destination": destination_id, "site": site_id, "now": now})


def sync(unit: Unit, destination_id: int, site_id: int, comment_ids: Sequence[str], *, now: int) -> int:
    """Have these comments of the site brought in line; return how many are on their way."""
    params = {"destination": destination_id, "site": site_id, "rows": _ids(comment_ids), "now": now}
    return len(unit.run(_SYNC, params))


def _ids(comment_ids: Iterable[str]) -> str:
    return orjson.dumps([{"id": one} for one in comment_ids]).decode()


def _item(row: Any) -> OutsideItem:
    values = dict(row._mapping)
    hint = values.pop("language_hint")
    outside = values["outside_id"]
    return OutsideItem(
        **{
            **values,
            "comment_id": str(values["comment_id"]),
            "language": values["language"] or hint,
            "outside_id": outside or None,
            "parent_outside_id": values["parent_outside_id"] or None,
            "known": outside is not None,
            "shown": values["published_at"] is not None,
        }
    )

"""The built-in article store: what readers see under an article, and how many. Publish and retract are idempotent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from store.engine import sql
from store.unit import Unit

_IDS = {"id": "uuid"}
_PUBLISH = sql(
    "INSERT INTO published (comment_id, site_id, article_id, parent_id, author_id, author_name, author_url, text, "
    "language, revision, created_at, published_at) "
    "SELECT c.id, c.site_id, c.article_id, c.parent_id, c.author_id, c.author_name, c.author_url, c.text, "
    "COALESCE(c.language, c.language_hint), c.revision, c.created_at, :now "
    "FROM {rows} AS r JOIN comments c ON c.id = r.id WHERE c.status = 'approved' AND c.wire IS NULL "
    "ON CONFLICT (comment_id) DO NOTHING RETURNING site_id, article_id",
    rows=_IDS,
)
_RETRACT = sql(
    "DELETE FROM published WHERE comment_id IN (SELECT id FROM {rows} AS r) RETURNING site_id, article_id",
    rows=_IDS,
)
_COUNT = sql(
    "INSERT INTO article_threads (site_id, article_id, published, version) "
    "SELECT r.site_id, r.article_id, r.published, 1 FROM {rows} AS r WHERE TRUE "
    "ON CONFLICT (site_id, article_id) DO UPDATE SET published = article_threads.published + excluded.published, "
    "version = article_threads.version + 1",
    rows={"site_id": "integer", "article_id": "text", "published": "integer"},
)
_DUE = sql("SELECT id FROM comments WHERE publish_at <= :now ORDER BY publish_at LIMIT :limit")
# Whoever moved the comment meanwhile has cleared publish_at: asked again under the row's lock.
_LET_OUT = sql(
    "UPDATE comments SET published_at = CASE WHEN comments.wire IS NULL THEN :now END, publish_at = NULL "
    "FROM {rows} AS r "
    "WHERE comments.id = r.id AND comments.publish_at <= :now RETURNING comments.id",
    rows=_IDS,
)
_BY_AUTHOR = sql(
    "SELECT c.site_id, c.author_id, COUNT(*) AS published FROM {rows} AS r "
    "JOIN comments c ON c.site_id = r.site_id AND c.author_id = r.author_id "
    "WHERE c.status = 'approved' AND c.publish_at IS NULL GROUP BY c.site_id, c.author_id",
    rows={"site_id": "integer", "author_id": "text"},
)


def publish(unit: Unit, comment_ids: Sequence[str], *, now: int) -> None:
    """Show approved comments under their articles and count them.

    Those shown already, not approved, or shown by the caller of a foreign wire itself, stay as is.
    """
    _count(unit, unit.run(_PUBLISH, {"rows": _ids(comment_ids), "now": now}), 1)


def retract(unit: Unit, comment_ids: Sequence[str]) -> None:
    """Take comments away from under their articles and from the counts. Those not shown stay as is."""
    _count(unit, unit.run(_RETRACT, {"rows": _ids(comment_ids)}), -1)


def due(unit: Unit, *, now: int, limit: int) -> list[str]:
    """Return up to limit approved comments whose time to undo is over, the longest first. now: microseconds."""
    return [id_ for (id_,) in unit.run(_DUE, {"now": now, "limit": limit})]


def publish_due(unit: Unit, comment_ids: Sequence[str], *, now: int) -> int:
    """Show those of the comments that are still due, and write down when; return how many. now: microseconds."""
    out = [id_ for (id_,) in unit.run(_LET_OUT, {"rows": _ids(comment_ids), "now": now})]
    if out:
        publish(unit, out, now=now)
    return len(out)


def count_by_author(unit: Unit, authors: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return how many comments each (site, author) has published; authors without any are left out."""
    rows = [{"site_id": site, "author_id": author} for site, author in set(authors)]
    found = unit.run(_BY_AUTHOR, {"rows": orjson.dumps(rows).decode()})
    return {(site, author): number for site, author, number in found}


def _ids(comment_ids: Sequence[str]) -> str:
    return orjson.dumps([{"id": one} for one in comment_ids]).decode()


def _count(unit: Unit, changed: Iterable[Any], step: int) -> None:
    totals = Counter(tuple(row) for row in changed)
    if totals:
        # Sorted: two batches that share articles lock them in the same order.
        rows = [
            {"site_id": site, "article_id": article, "published": number * step}
            for (site, article), number in sorted(totals.items())
        ]
        unit.run(_COUNT, {"rows": orjson.dumps(rows).decode()})

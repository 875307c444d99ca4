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
    "FROM {rows} AS r JOIN comments c ON c.id = r.id WHERE c.status = 'approved' "
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
_BY_AUTHOR = sql(
    "SELECT p.site_id, p.author_id, COUNT(*) AS published FROM {rows} AS r "
    "JOIN published p ON p.site_id = r.site_id AND p.author_id = r.author_id GROUP BY p.site_id, p.author_id",
    rows={"site_id": "integer", "author_id": "text"},
)


def publish(unit: Unit, comment_ids: Sequence[str], *, now: int) -> None:
    """Show approved comments under their articles and count them. Those shown already, or not approved, stay as is."""
    _count(unit, unit.run(_PUBLISH, {"rows": _ids(comment_ids), "now": now}), 1)


def retract(unit: Unit, comment_ids: Sequence[str]) -> None:
    """Take comments away from under their articles and from the counts. Those not shown stay as is."""
    _count(unit, unit.run(_RETRACT, {"rows": _ids(comment_ids)}), -1)


def count_by_author(unit: Unit, authors: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return how many comments each (site, writer) has published; writers without any are left out."""
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

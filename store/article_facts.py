"""What judging asks of articles: the section, whose house rules count, and names in the tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import orjson

from store.engine import sql
from store.unit import Unit


class ArticleFacts(NamedTuple):
    """What is known of an article. people: its tags, which in newspapers are names more than anything else."""

    section: str | None
    people: tuple[str, ...]


NOTHING: Final = ArticleFacts(None, ())

_FACTS = sql(
    "SELECT a.site_id, a.id, a.section, a.tags FROM {rows} AS r "
    "JOIN articles a ON a.site_id = r.site_id AND a.id = r.article_id",
    rows={"site_id": "integer", "article_id": "text"},
)


def facts_of(unit: Unit, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], ArticleFacts]:
    """Return what is known of the articles, by site and id."""
    rows = [{"site_id": site, "article_id": article} for site, article in set(wanted)]
    found = unit.run(_FACTS, {"rows": orjson.dumps(rows).decode()})
    return {(site, id_): ArticleFacts(section, tuple(_read(tags))) for site, id_, section, tags in found}


def _read(tags: Any) -> list[str]:
    return list(orjson.loads(tags) if isinstance(tags, str) else tags)  # text from a driver that knows no JSON

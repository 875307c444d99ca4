"""A day of comments for the demonstration site, so that the desk has something to show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import orjson

from moderation.demo_site import SITE
from moderation.submit import Posted, Submitted, submit_many
from moderation.wiring import Parts
from runtime.clock import SECOND
from store import articles, sites
from store.articles import ArticleText
from store.unit import Unit

# Sentences of our own: what readers of a news site write, some of it abuse and advertising.
FILE: Final = Path(__file__).with_name("demo_day.json")
TEXT: Final = ("title", "section", "language", "summary")
APART: Final = 20 * 60 * SECOND


def fill(parts: Parts) -> int:
    """Post the day's comments to the demonstration site and return how many were new. Raises SiteNotFound.

    Called again on the same day it posts nothing twice.
    """
    day = orjson.loads(FILE.read_bytes())
    now = parts.clock()

    def prepare(unit: Unit) -> int:
        site_id = sites.by_slug(unit, SITE).id
        for one in day["articles"]:
            text = ArticleText(url=None, open=True, **{name: one[name] for name in TEXT}, tags=tuple(one["tags"]))
            articles.put(unit, site_id, one["id"], text, now=now)
        return site_id

    site_id = parts.database.write(prepare)
    comments: list[dict[str, Any]] = day["comments"]
    date = now // (86_400 * SECOND)
    posted = [
        Posted(
            article=one["article"],
            id=f"demo-{date}-{number}",
            text=one["text"],
            author={"id": f"demo-{one['author']}", "name": one["author"]},
            parent_id=None,
            language=None,
            created_at=now - (len(comments) - number) * APART,
        )
        for number, one in enumerate(comments)
    ]
    return sum(1 for one in submit_many(parts, site_id, posted) if isinstance(one, Submitted) and one.new)

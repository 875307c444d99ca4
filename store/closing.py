"""When articles take no more comments: written down where rules or articles change, so that posting only reads."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, update

from policy.ruleset import Ruleset
from runtime.clock import SECOND
from store.tables import articles
from store.unit import Unit

DAY = 24 * 3600 * SECOND


def schedule(unit: Unit, site_id: int, ruleset: Ruleset, article_id: str | None = None) -> None:
    """Write down when the site's articles close by its rules, or that one alone. Nothing is written where it stands."""
    named = [*ruleset.sections]
    elsewhere = or_(articles.c.section.is_(None), articles.c.section.not_in(named))
    _close(unit, site_id, article_id, elsewhere, ruleset.close_after_days)
    for name, house in ruleset.sections.items():
        _close(unit, site_id, article_id, articles.c.section == name, house.close_after_days)


def _close(unit: Unit, site_id: int, article_id: str | None, where: ColumnElement[bool], days: int) -> None:
    since = func.coalesce(articles.c.published_at, articles.c.created_at)
    closes = since + days * DAY if days else None
    mine = [articles.c.site_id == site_id, where]
    if article_id is not None:
        mine.append(articles.c.id == article_id)
    mine.append(articles.c.closes_at.is_distinct_from(closes))
    unit.execute(update(articles).where(*mine).values(closes_at=closes))

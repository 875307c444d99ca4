"""Each site's rules, version by version. Version 0 is what we ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from policy.errors import RulesetMoved
from policy.ruleset import DEFAULT_RULESET, Ruleset, parse
from store.engine import sql
from store.tables import rulesets
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules that hold for a site. version: 0 for the shipped ones, which have no author and no date.

    lists_version: of the site's word list, which has its own; 0 when it never held an entry.
    standings: whether any author of the site is trusted, suspended or banned.
    """

    version: int
    ruleset: Ruleset
    author: str | None = None
    created_at: int | None = None
    lists_version: int = 0
    standings: bool = False


SHIPPED = SiteRules(version=0, ruleset=DEFAULT_RULESET)


def current(unit: Unit, site_id: int) -> SiteRules:
    """Return the latest rules of the site, or the shipped ones."""
    return current_of(unit, [site_id])[site_id]


def current_of(unit: Unit, site_ids: Iterable[int]) -> dict[int, SiteRules]:
    """Return the latest rules of each site, or the shipped ones."""
    wanted = sorted(set(site_ids))
    rows = unit.run(_LATEST, {"rows": orjson.dumps([{"site_id": one} for one in wanted]).decode()})
    return dict.fromkeys(wanted, SHIPPED) | {site_id: _rules(*rest) for site_id, *rest in rows}


_LATEST = sql(
    "SELECT s.id, s.lists_version, "
    "EXISTS (SELECT 1 FROM authors a WHERE a.site_id = s.id AND a.standing IS NOT NULL), "
    "v.version, v.body, v.author, v.created_at FROM {rows} AS r "
    "JOIN sites s ON s.id = r.site_id LEFT JOIN rulesets v ON v.site_id = s.id "
    "AND v.version = (SELECT MAX(version) FROM rulesets m WHERE m.site_id = s.id)",
    rows={"site_id": "integer"},
)


def _rules(
    lists_version: int, standings: int, version: int | None, body: Any, author: str | None, created_at: int | None
) -> SiteRules:
    if version is None:
        return replace(SHIPPED, lists_version=lists_version, standings=bool(standings))
    return SiteRules(
        version=version,
        ruleset=parse(orjson.loads(body) if isinstance(body, str) else body),  # text from a driver that knows no JSON
        author=author,
        created_at=created_at,
        lists_version=lists_version,
        standings=bool(standings),
    )


def put(unit: Unit, site_id: int, ruleset: Ruleset, *, author: str, now: int) -> SiteRules:
    """Store the rules as the site's next version and return them. Raises RulesetMoved."""
    version = current(unit, site_id).version + 1
    try:
        unit.execute(
            insert(rulesets).values(
                site_id=site_id, version=version, body=ruleset.to_mapping(), author=author, created_at=now
            )
        )
    except IntegrityError as error:
        raise RulesetMoved from error
    return SiteRules(version=version, ruleset=ruleset, author=author, created_at=now)

"""Each site's rules, version by version. Version 0 is what we ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from policy.ruleset import DEFAULT_RULESET, Ruleset, parse
from store.tables import rulesets, sites
from store.unit import Unit


class RulesetMoved(Exception):
    """Raised when somebody else stored a version of the site's rules at the same moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules that hold for a site. version: 0 for the shipped ones, which have no author and no date.

    lists_version: of the site's word list, which has its own; 0 when it never held an entry.
    """

    version: int
    ruleset: Ruleset
    author: str | None = None
    created_at: int | None = None
    lists_version: int = 0


SHIPPED = SiteRules(version=0, ruleset=DEFAULT_RULESET)


def current(unit: Unit, site_id: int) -> SiteRules:
    """Return the latest rules of the site, or the shipped ones."""
    return current_of(unit, [site_id])[site_id]


def current_of(unit: Unit, site_ids: Iterable[int]) -> dict[int, SiteRules]:
    """Return the latest rules of each site, or the shipped ones."""
    wanted = sorted(set(site_ids))
    latest = (
        select(rulesets.c.site_id, func.max(rulesets.c.version).label("version"))
        .where(rulesets.c.site_id.in_(wanted))
        .group_by(rulesets.c.site_id)
        .subquery()
    )
    rows = unit.execute(
        select(sites.c.id, sites.c.lists_version, rulesets)
        .select_from(sites)
        .outerjoin(latest, latest.c.site_id == sites.c.id)
        .outerjoin(rulesets, (rulesets.c.site_id == latest.c.site_id) & (rulesets.c.version == latest.c.version))
        .where(sites.c.id.in_(wanted))
    )
    return dict.fromkeys(wanted, SHIPPED) | {row.id: _rules(row) for row in rows}


def _rules(row: Any) -> SiteRules:
    if row.version is None:
        return replace(SHIPPED, lists_version=row.lists_version)
    return SiteRules(
        version=row.version,
        ruleset=parse(row.body),
        author=row.author,
        created_at=row.created_at,
        lists_version=row.lists_version,
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

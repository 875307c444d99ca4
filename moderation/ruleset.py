"""A site's rules: reading them, and storing a next version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.store_parts import StoreParts
from policy.packs import with_pack
from policy.ruleset import parse
from store import closing, rulesets
from store.rulesets import SiteRules
from store.unit import Unit


def show(parts: StoreParts, site_id: int) -> SiteRules:
    """Return the rules that hold now."""
    return parts.database.read(lambda unit: rulesets.current(unit, site_id))


def change(parts: StoreParts, site_id: int, wanted: object, *, author: str) -> SiteRules:
    """Store the rules as the site's next version. Raises RulesetInvalid with every fault, RulesetMoved."""
    ruleset = parse(wanted)
    now = parts.clock()

    def work(unit: Unit) -> SiteRules:
        closing.schedule(unit, site_id, ruleset)
        return rulesets.put(unit, site_id, ruleset, author=author, now=now)

    return parts.database.write(work)


def lay_over(parts: StoreParts, site_id: int, pack: Mapping[str, Any], *, author: str) -> SiteRules:
    """Store the site's rules with those of a pack laid over them as the next version. Raises RulesetMoved."""
    return change(parts, site_id, with_pack(show(parts, site_id).ruleset, pack).to_mapping(), author=author)

"""A site's rules: reading them, and storing a next version."""

from __future__ import annotations

from moderation.wiring import StoreParts
from policy.ruleset import parse
from store import rulesets
from store.rulesets import SiteRules


def show(parts: StoreParts, site_id: int) -> SiteRules:
    """Return the rules that hold now."""
    return parts.database.read(lambda unit: rulesets.current(unit, site_id))


def change(parts: StoreParts, site_id: int, wanted: object, *, author: str) -> SiteRules:
    """Store the rules as the site's next version. Raises RulesetInvalid with every fault, RulesetMoved."""
    ruleset = parse(wanted)
    now = parts.clock()
    return parts.database.write(lambda unit: rulesets.put(unit, site_id, ruleset, author=author, now=now))

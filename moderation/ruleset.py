"""A site's rules: reading them, and storing a next version."""

from __future__ import annotations

from moderation.services import Services
from policy.ruleset import parse
from store import rulesets
from store.rulesets import SiteRules


def show(services: Services, site_id: int) -> SiteRules:
    """Return the rules that hold now."""
    return services.database.read(lambda unit: rulesets.current(unit, site_id))


def change(services: Services, site_id: int, wanted: object, *, author: str) -> SiteRules:
    """Store the rules as the site's next version. Raises RulesetInvalid with every fault, RulesetMoved."""
    ruleset = parse(wanted)
    now = services.clock()
    return services.database.write(lambda unit: rulesets.put(unit, site_id, ruleset, author=author, now=now))

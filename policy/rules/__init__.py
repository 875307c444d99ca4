"""Signals beside the classifier: one file per rule, all of them registered here.

The rules of a site, the API's schema, the evidence shown and the tests of the docs derive from RULES. A new rule is
one file here, a name in RULES, and its rows in docs/policy.md and docs/reasons.md.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from policy.rules.adverts import ADVERTS
from policy.rules.animals import ANIMALS
from policy.rules.banglish import BANGLISH
from policy.rules.facts import Facts
from policy.rules.form import FORM
from policy.rules.honeypot import HONEYPOT
from policy.rules.links import LINKS
from policy.rules.names import NAMES
from policy.rules.numbers import NUMBERS
from policy.rules.private_data import PRIVATE_DATA
from policy.rules.rate import RATE
from policy.rules.record import RECORD
from policy.rules.repeats import REPEATS
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.rules.threats import THREATS
from policy.rules.twisted_names import TWISTED_NAMES
from policy.rules.wordlist import WORDLIST

# In the order in which their findings are told: what an operator listed first, the display name last.
RULES: Final[tuple[Rule[Any], ...]] = (
    WORDLIST,
    LINKS,
    THREATS,
    NUMBERS,
    PRIVATE_DATA,
    ANIMALS,
    TWISTED_NAMES,
    ADVERTS,
    BANGLISH,
    REPEATS,
    RATE,
    RECORD,
    NAMES,
    HONEYPOT,
    FORM,
)
WITH_SETTINGS: Final = MappingProxyType({rule.name: rule for rule in RULES if rule.name})

__all__ = [
    "ADVERTS",
    "ANIMALS",
    "BANGLISH",
    "FORM",
    "HONEYPOT",
    "LINKS",
    "NAMES",
    "NUMBERS",
    "PRIVATE_DATA",
    "RATE",
    "RECORD",
    "REPEATS",
    "RULES",
    "THREATS",
    "TWISTED_NAMES",
    "WITH_SETTINGS",
]
__all__ += ["WORDLIST", "Facts", "Finding", "Rule", "RuleSettings"]

"""Rules made for a kind of site, to begin from: what they set is laid over the rules that the site has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from policy.ruleset import Ruleset, parse

# Under the articles of a Bengali newspaper: strangers are read first and trust is lost again, old articles close, Latin
# letters are welcome unless all of a text is in them, and what identifies people waits.
BENGALI_NEWS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "mode": "new-authors",
        "new_author_comments": 2,
        "trust_lost_rejected": 2,
        "close_after_days": 30,
        "links": {"most": 1, "most_new": 0},
        "banglish": {"action": "hold", "share": 0.9},
        "animals": {"action": "hold"},
        "private_data": {"action": "hold"},
        "twisted_names": {"action": "hold"},
    }
)
PACKS: Final = MappingProxyType({"bengali-news": BENGALI_NEWS})


def with_pack(ruleset: Ruleset, pack: Mapping[str, Any]) -> Ruleset:
    """Return the rules with those of the pack laid over them; what the pack does not name stays."""
    before = ruleset.to_mapping()
    laid = {name: {**before[name], **value} if isinstance(value, Mapping) else value for name, value in pack.items()}
    return parse({**before, **laid})

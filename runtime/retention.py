"""How long what is kept: a rule says of one status which field goes how many days after the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STATUSES: Final = ("approved", "held", "rejected")
ANY: Final = "any"
# What may go while the comment itself stays: readers see name and text of what is approved, moderators of what is held.
FIELDS: Final = {
    "approved": ("ip", "email", "comment"),
    "held": ("ip", "email", "comment"),
    "rejected": ("ip", "email", "author", "text", "comment"),
}
LONGEST: Final = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """Of comments with that status, the field goes so many days after the decision. comment: the whole of it."""

    status: str
    field: str
    days: int

    @property
    def name(self) -> str:
        """The rule as it is written, without the days."""
        return f"{self.status}.{self.field}"


def parse(rules: Sequence[str]) -> tuple[RetentionRule, ...]:
    """Return rules written as `rejected.text=90` or `any.ip=30`. Raises ValueError with the end of a sentence."""
    found: dict[str, RetentionRule] = {}
    for rule in filter(None, map(str.strip, rules)):
        name, _, days = rule.partition("=")
        status, _, field = name.partition(".")
        statuses = [one for one in STATUSES if status in (one, ANY) and field in FIELDS[one]]
        if not statuses or (status == ANY and len(statuses) < len(STATUSES)):
            allowed = "; ".join(f"{one}: {', '.join(FIELDS[one])}" for one in STATUSES)
            raise ValueError(f"'{rule}' names no field that may go by itself ({allowed})")
        if not days.isascii() or not days.isdigit() or not 1 <= int(days) <= LONGEST:
            raise ValueError(f"'{rule}' must end with a number of days from 1 to {LONGEST}")
        for one in statuses:
            found[f"{one}.{field}"] = RetentionRule(status=one, field=field, days=int(days))
    return tuple(found.values())

"""An author whose latest comments were rejected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.bounds import Count
from policy.reason import Counted, Reason
from policy.rules.facts import LATEST, Facts
from policy.rules.rule import Finding, Rule, RuleSettings


@dataclass(frozen=True, slots=True)
class RecordSettings(RuleSettings):
    """It applies to an author of whose LATEST comments `rejected` or more were rejected."""

    rejected: Annotated[int, Count(1, LATEST)] = 3

    @property
    def needs_history(self) -> bool:
        """Return whether the author's record is looked at."""
        return self.is_on


def find(facts: Facts, settings: RecordSettings) -> Iterator[Finding]:
    """Yield the record of an author of whom too much was rejected."""
    history = facts.history
    if history is not None and history.rejected >= settings.rejected:
        counts = {"rejected": history.rejected, "approved": history.approved, "latest": LATEST}
        yield Finding("record-poor", settings.action, {**counts, "least": settings.rejected})


RECORD: Final = Rule(
    "record",
    RecordSettings,
    (
        Reason(
            "record-poor",
            "signal",
            None,
            "Several of this author's recent comments were rejected.",
            "এই মন্তব্যকারীর সাম্প্রতিক কয়েকটি মন্তব্য প্রত্যাখ্যাত হয়েছে।",
            counted=Counted("rejected", "least"),
        ),
    ),
    find,
)

"""An author in a hurry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.bounds import Count
from policy.reason import Counted, Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings


@dataclass(frozen=True, slots=True)
class RateSettings(RuleSettings):
    """It applies to a comment whose author has written `posts` in the `minutes` before it."""

    posts: Annotated[int, Count(1, 100)] = 10
    minutes: Annotated[int, Count(1, 1_440)] = 5

    @property
    def needs_history(self) -> bool:
        """Return whether the author's pace is looked at."""
        return self.is_on


def find(facts: Facts, settings: RateSettings) -> Iterator[Finding]:
    """Yield the pace of an author who writes faster than the site allows."""
    if facts.history is not None and facts.history.posts >= settings.posts:
        detail = {"posts": facts.history.posts, "minutes": settings.minutes, "most": settings.posts}
        yield Finding("writing-fast", settings.action, detail)


RATE: Final = Rule(
    "rate",
    RateSettings,
    (
        Reason(
            "writing-fast",
            "signal",
            None,
            "The author posted many comments within a few minutes.",
            "মন্তব্যকারী কয়েক মিনিটের মধ্যে অনেকগুলো মন্তব্য পোস্ট করেছেন।",
            counted=Counted("posts", "most"),
        ),
    ),
    find,
)

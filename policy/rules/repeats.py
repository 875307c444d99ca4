"""The same text again, or nearly: by its own author, or spread by several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.bounds import Count
from policy.copies import NONE, SHORT_WORDS
from policy.hosts import host_within
from policy.reason import Counted, Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.words import words


@dataclass(frozen=True, slots=True)
class RepeatSettings(RuleSettings):
    """From how many earlier comments with the same or nearly the same text on it applies.

    own: comments of the same author. own_short: the same, for texts of fewer than four words. others: comments of
    anybody, for texts of others_words words or more. others_linked: the same for texts with a link, however short.
    hours: how far back to look.
    """

    own: Annotated[int, Count(1, 1_000)] = 1
    own_short: Annotated[int, Count(1, 1_000)] = 3
    others: Annotated[int, Count(1, 1_000)] = 3
    others_words: Annotated[int, Count(4, 1_000)] = 15
    others_linked: Annotated[int, Count(1, 1_000)] = 7
    hours: Annotated[int, Count(1, 720)] = 24


def find(facts: Facts, settings: RepeatSettings) -> Iterator[Finding]:
    """Yield the one repetition that a comment is."""
    seen = facts.repeats
    if seen is NONE:
        return
    length = len(words(facts.folded))
    short = length < SHORT_WORDS
    own, enough = (seen.own_equal, settings.own_short) if short else (seen.own, settings.own)
    detail = {"of": seen.of, "bits": seen.distance, "hours": settings.hours}
    if own >= enough:
        yield Finding("text-repeated", settings.action, {"repeats": own, "least": enough, **detail})
        return
    # Praise that many write is no copy; with a link it is how links are spread.
    is_long, copies = length >= settings.others_words, seen.own + seen.others
    least = settings.others if is_long else settings.others_linked
    if copies >= least and (is_long or _links(facts)):
        yield Finding("text-copied", settings.action, {"repeats": copies, "least": least, **detail})


def _links(facts: Facts) -> bool:
    """Return whether the text leads anywhere but to hosts that the site allows."""
    return any(host_within(link.host, facts.allowed_hosts) is None for link in facts.links)


_COUNTED = Counted("repeats", "least")
REPEATS: Final = Rule(
    "repeats",
    RepeatSettings,
    (
        Reason(
            "text-repeated",
            "signal",
            None,
            "The same author posted the same or nearly the same text recently.",
            "একই মন্তব্যকারী সম্প্রতি একই বা প্রায় একই লেখা পোস্ট করেছেন।",
            counted=_COUNTED,
        ),
        Reason(
            "text-copied",
            "signal",
            None,
            "The same or nearly the same text was posted several times recently.",
            "একই বা প্রায় একই লেখা সম্প্রতি কয়েকবার পোস্ট করা হয়েছে।",
            counted=_COUNTED,
        ),
    ),
    find,
)

"""The display name: read by the classifier and the word list, and for links.

What is wrong with a name only ever holds: a name is read by a person before a comment is refused for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice, Probability
from policy.hosts import host_within
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings


@dataclass(frozen=True, slots=True)
class NameSettings(RuleSettings):
    """action: off or hold. hold: from which score of any label on a name is held."""

    action: Annotated[Action, Choice(Action.OFF, Action.HOLD)] = Action.HOLD
    hold: Annotated[float, Probability()] = 0.98


def find(facts: Facts, settings: NameSettings) -> Iterator[Finding]:
    """Yield what is wrong with the name beside a comment."""
    name, index = facts.name, facts.word_index
    if name is None:
        return
    for hit in index.in_fold(name.folded):
        start, end = facts.place(name.text, hit.start, hit.end)
        yield Finding("name-listed", Action.HOLD, {"entry": hit.entry.to_mapping(), "start": start, "end": end})
    for hit in index.in_text(name.text):  # a name is short: no pattern takes long on it
        yield Finding("name-listed", Action.HOLD, {"entry": hit.entry.to_mapping(), "start": hit.start, "end": hit.end})
    for link in facts.links_of(name.text):
        entry = index.host(link.host)
        at = {"host": link.host, "start": link.start, "end": link.end}
        if entry is not None:
            yield Finding("name-listed", Action.HOLD, {"entry": entry.to_mapping(), **at})
        elif host_within(link.host, facts.allowed_hosts) is None:
            yield Finding("name-link", Action.HOLD, at)
    if name.label is not None and name.score >= settings.hold:
        yield Finding("name-unfit", Action.HOLD, {"threshold": settings.hold}, name.label, name.score)


NAMES: Final = Rule(
    "names",
    NameSettings,
    (
        Reason(
            "name-listed",
            "list",
            None,
            "The author's name contains something that is on this site's list.",
            "মন্তব্যকারীর নামে এমন কিছু আছে যা এই সাইটের তালিকায় রয়েছে।",
            in_name=True,
        ),
        Reason(
            "name-link",
            "signal",
            None,
            "The author's name contains a link.",
            "মন্তব্যকারীর নামে একটি লিংক আছে।",
            in_name=True,
        ),
        Reason(
            "name-unfit",
            "signal",
            None,
            "The author's name looks rude or like advertising.",
            "মন্তব্যকারীর নামটি রূঢ় বা বিজ্ঞাপনের মতো বলে মনে হচ্ছে।",
            in_name=True,
        ),
    ),
    find,
)

"""Bengali in Latin letters: allowed, held or refused where it is more than a share of the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice, Probability
from policy.reason import Counted, Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.words import words

LANGUAGE: Final = "bn-Latn"


@dataclass(frozen=True, slots=True)
class BanglishSettings(RuleSettings):
    """It applies to a text in Latin-letter Bengali of whose words the share, or more, is in Latin letters."""

    action: Annotated[Action, Choice(*Action)] = Action.OFF
    share: Annotated[float, Probability()] = 0.5


def find(facts: Facts, settings: BanglishSettings) -> Iterator[Finding]:
    """Yield how much of a text is Bengali in Latin letters."""
    if facts.language != LANGUAGE:
        return
    lettered = [word for word in words(facts.text) if any(char.isalpha() for char in word)]
    latin = sum(1 for word in lettered if word.isascii())
    if lettered and latin >= settings.share * len(lettered):
        percent = {"percent": round(100 * latin / len(lettered)), "most": round(100 * settings.share)}
        yield Finding("latin-bengali", settings.action, percent)


BANGLISH: Final = Rule(
    "banglish",
    BanglishSettings,
    (
        Reason(
            "latin-bengali",
            "signal",
            None,
            "On this site Bengali is to be written in Bengali letters.",
            "এই সাইটে বাংলা মন্তব্য বাংলা অক্ষরে লিখতে হয়।",
            counted=Counted("percent", "most"),
        ),
    ),
    find,
)

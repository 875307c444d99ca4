"""A field that people do not see was filled in: a program wrote the comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policy import hints
from policy.hints import noticed
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings


@dataclass(frozen=True, slots=True)
class HoneypotSettings(RuleSettings):
    """What becomes of a comment whose hidden field was filled in, where its caller says so."""


def find(facts: Facts, settings: HoneypotSettings) -> Iterator[Finding]:
    """Yield that the hidden field was filled in."""
    if noticed(hints.HONEYPOT, facts.hints):
        yield Finding("honeypot-filled", settings.action)


HONEYPOT: Final = Rule(
    "honeypot",
    HoneypotSettings,
    (
        Reason(
            "honeypot-filled",
            "signal",
            None,
            "A field that people do not see was filled in, as programs do.",
            "মানুষ দেখতে পায় না এমন একটি ঘর পূরণ করা হয়েছে, যা সাধারণত প্রোগ্রাম করে।",
        ),
    ),
    find,
)

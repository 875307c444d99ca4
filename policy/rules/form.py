"""How the form of a site's page was sent: too soon after it was opened, or without the effort it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policy.hints import HURRIED, UNPROVEN, noticed
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings

_CODES: Final = {HURRIED: "form-hurried", UNPROVEN: "form-unproven"}


@dataclass(frozen=True, slots=True)
class FormSettings(RuleSettings):
    """What becomes of a comment whose form was sent as programs send it."""


def find(facts: Facts, settings: FormSettings) -> Iterator[Finding]:
    """Yield what was noticed about how the form was sent."""
    if facts.hints is not None:
        for hint, code in _CODES.items():
            if noticed(hint, facts.hints):
                yield Finding(code, settings.action)


FORM: Final = Rule(
    "form",
    FormSettings,
    (
        Reason(
            "form-hurried",
            "signal",
            None,
            "The comment was sent sooner after the page was opened than a person writes.",
            "পাতা খোলার পর এত দ্রুত মন্তব্যটি পাঠানো হয়েছে যে মানুষের পক্ষে তা লেখা সম্ভব নয়।",
        ),
        Reason(
            "form-unproven",
            "signal",
            None,
            "Many comments came from this connection within a few minutes.",
            "একই সংযোগ থেকে কয়েক মিনিটের মধ্যে অনেকগুলো মন্তব্য এসেছে।",
        ),
    ),
    find,
)

"""Telephone numbers, identity numbers and mail addresses that stand in a comment, whoever's they are.

`numbers` knows when a number is put up against its owner; this rule is for sites that want none at all. Appeals for
blood, helplines and warnings are let through, in whatever digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice, Switch
from policy.phrases import MAIL, PHONE
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.numbers import HELP
from policy.rules.rule import Finding, Rule, RuleSettings

# Numbers of identity cards have 10, 13 or 17 digits; the longer ones are no telephone numbers to the classifier.
_IDENTITY: Final = re.compile(r"(?<!\d)\d{10,17}(?!\d)")


@dataclass(frozen=True, slots=True)
class PrivateDataSettings(RuleSettings):
    """It applies to a text with a number of nine digits or more, in any script; mail: also to one with an address."""

    action: Annotated[Action, Choice(*Action)] = Action.OFF
    mail: Annotated[bool, Switch()] = True


def find(facts: Facts, settings: PrivateDataSettings) -> Iterator[Finding]:
    """Yield the first number or address."""
    places = [facts.folded.find(mark) for mark in (PHONE, *([MAIL] if settings.mail else []))]
    marks = [place for place in places if place >= 0]
    number = None if marks else _IDENTITY.search(facts.text)
    if not (marks or number) or HELP.find(facts.line) is not None:
        return
    start, end = number.span() if number else facts.place(facts.text, min(marks), min(marks) + 1)
    yield Finding("private-data", settings.action, {"start": start, "end": end})


PRIVATE_DATA: Final = Rule(
    "private_data",
    PrivateDataSettings,
    (
        Reason(
            "private-data",
            "signal",
            None,
            "This comment contains a telephone number, an identity number or a mail address.",
            "মন্তব্যটিতে ফোন নম্বর, পরিচয়পত্রের নম্বর বা ইমেইল ঠিকানা আছে।",
        ),
    ),
    find,
)

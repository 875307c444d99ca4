"""Somebody else's telephone number, put up so that others call it. What counts is what the number is for.

An appeal for blood, a helpline and a warning of fraud hold numbers too, and are let through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policy.phrases import PHONE, Phrases
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings

OWNERS: Final = Phrases(
    """
    মেয়ের, মেয়েটা, মেয়েটি, মেয়ে, আপার, আপুর, আপাটা, ভাবির, ভাবীর, বৌদির, বউয়ের, বৌয়ের, ওর$, তার$, ওনার,
    ছেলেটার, মহিলার, মহিলাটি, ম্যাডামের, শিক্ষিকার, নায়িকার, সাংবাদিকের, লোকটার, বোনের, ছাত্রীর, ভাড়াটিয়ার,
    meyer, meyeta, meyeti, apur, apar, vabir, vabi er, bhabir, boudir, bouer, bou er, or$, tar$, mohilar,
    madamer, madam er, sangbadiker, sangbadik er, chatrir, chele tar, lokta, her$, his$, the girl, this girl,
    that girl, she$, my ex, wife
    """
)
CALLS: Final = Phrases(
    """
    রাতে, রাত্রে, একা থাকে, একা$, জ্বালা, বিরক্ত কর, মজা নে, মজা লন, গালি দ, গালাগালি, সবাই, ফোন দিয়ে,
    কল দিয়ে, ভাইরাল, ছড়ায়, ছড়িয়ে, খোঁজ নেন, শিক্ষা দ, দেখে আস, ইচ্ছামত, rate$, raite, eka$, eka thake,
    jala, birokto, disturb, moja, gali, shobai, sobai, viral, dekhe ash, at night, alone, lonely, have fun,
    harass, bother, call her, call him, text her, everyone, everybody, guys, boys, make him, make her,
    pay him a visit, pay her a visit, ring her, spread
    """
)
HELP: Final = Phrases(
    """
    রক্ত, ব্লাড, হেল্পলাইন, হটলাইন, জরুরি, চিকিৎসা, সাহায্য, নিখোঁজ, হারানো, হারিয়ে, প্রতারক, প্রতারণা, সাবধান,
    অভিযোগ, থানা, পুলিশ, অ্যাম্বুলেন্স, দাফন, অপারেশন, ক্যান্সার, অসুস্থ, rokto, blood, helpline, hotline,
    joruri, jhoruri, chikitsa, sahajjo, shahajjo, hariye, nikhoj, protarok, protarona, shabdhan, sabdhan,
    ovijog, police, ambulance, emergency, scam, fraud, missing, lost, donor, donate, operation, hospital, otp$,
    pin$
    """
)


@dataclass(frozen=True, slots=True)
class NumberSettings(RuleSettings):
    """It applies to a number that is said to be another's, with a call upon it, and no word of help or warning."""


def find(facts: Facts, settings: NumberSettings) -> Iterator[Finding]:
    """Yield the number that is put up against its owner."""
    at = facts.folded.find(PHONE)
    if at < 0 or HELP.find(facts.line) is not None:
        return
    if CALLS.find(facts.line) is not None and OWNERS.find(facts.line) is not None:
        start, end = facts.place(facts.text, at, at + 1)
        yield Finding("number-of-another", settings.action, {"start": start, "end": end})


NUMBERS: Final = Rule(
    "numbers",
    NumberSettings,
    (
        Reason(
            "number-of-another",
            "signal",
            None,
            "This comment gives the telephone number of somebody else and asks others to use it.",
            "মন্তব্যটিতে অন্য কারও ফোন নম্বর দিয়ে তা ব্যবহার করতে বলা হয়েছে।",
        ),
    ),
    find,
)

"""Calls to go and do harm, and threats that name no harm: that somebody's home and family are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policy.phrases import Phrases
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings

CALLS: Final = Phrases(
    """
    সবাই, সকলে, চলেন, চলো, চলুন, আসেন, আসো, আসুন, জড়ো, ঘেরাও, জমায়েত, বেরিয়ে পড়, নেমে পড়, নিয়ে যান,
    নিয়ে যাও, shobai, sobai, cholen, cholo, ashen, asen, asho, joro, gherao, everyone, everybody, let us,
    let s$, lets$, meet, gather, bring, all of you, come with, who is in, who s in, take your
    """
)
ARMS: Final = Phrases(
    """
    লাঠি, রামদা, চাপাতি নিয়ে, দা নিয়ে, দা বঁটি, বঁটি নিয়ে, পেট্রল, পেট্রোল, কেরোসিন, ইট নিয়ে, ইটপাটকেল,
    ইট পাটকেল, পাথর নিয়ে, মশাল, হকিস্টিক, রড নিয়ে, বোমা, ককটেল, অস্ত্র, ঝাড়ু নিয়ে, জুতা নিয়ে, আগুন দ,
    আগুন লাগা, lathi, ramda, da niye, da nia, petrol, kerosin, it patkel, mosal, hockey stick, rod niye,
    rod nia, boma, bricks, sticks, clubs, machete, torches, stones, rocks and, bats$, knives, guns, rope$,
    matches and, molotov
    """
)
HOMES: Final = Phrases(
    """
    ওর বাড়ি, ওর বাসা, ওর ঘর, ওর দোকান, ওর অফিস, তার বাড়ি, তার বাসা, তার ঘর, তার দোকান, তার অফিস, ওদের বাড়ি,
    ওদের বাসা, ওদের ঘর, ওদের দোকান, ওদের অফিস, ওদের পাড়া, ওদের মহল্লা, তাদের বাড়ি, তাদের ঘর, তাদের দোকান,
    তাদের পাড়া, এদের বাড়ি, এদের ঘর, এদের দোকান, এদের অফিস, ওই বাড়ি, ওই বাসা, ওই পাড়া, ওই অফিস, ওই দোকান,
    ওই মন্দির, ওই মাজার, ওই মসজিদ, or bari, or basa, or basha, or dokan, or office, tar bari, tar basa,
    tar basha, tar dokan, tar office, oder bari, oder basa, oder dokan, oder office, oder para, tader bari,
    tader dokan, eder bari, eder dokan, oi bari, oi basa, oi para, oi office, oi mondir, his house, his home,
    his shop, his office, his door, her house, her home, her shop, her office, her door, their house,
    their home, their shop, their office, their street, their temple, their mosque, their church, that house,
    that office, that mosque, that temple
    """
)
KNOWN: Final = Phrases(
    """
    জানি$, দেখে নেব, দেখে নিব, দেখে নিমু, জানা আছে, চিনি$, চেনা আছে, চিনে রাখ, পেয়ে গেছি, পেয়েছি, বের করেছি,
    খোঁজ পেয়েছি, jani$, chini$, jana ase, paisi, dekhe nebo, dekhe nibo, dekhe nimu, peye gesi, khoj paisi,
    i know, we know, i have your, we have your, i found your, we found your, i got your, we got your
    """
)
ADDRESSES: Final = Phrases(
    """
    তোর ঠিকানা, তোদের ঠিকানা, তোর বাসা, তোদের বাসা, তোর বাড়ি, তোদের বাড়ি, তোর মেয়ে, তোর ছেলে, তোর বউ,
    তোর বাচ্চা, তোর মা কোথা, তোর বোন, তোর পরিবার, তোর অফিস কোথা, তোর গাড়ির নম্বর, বাসা চিনি$, বাড়ি চিনি$,
    basa chini$, basha chini$, bari chini$, tor thikana, toder thikana, tor basa, tor basha, tor bari, tor meye,
    tor chele, tor bou, tor baccha, tor bon, tor poribar, your address, where you live, where you sleep,
    your home address, your daughter walks, your daughter goes, your son walks, your son goes, your kids go,
    your children go, your wife works, which school your, what school your, where your kids,
    where your children, where your daughter, where your son, where your wife, where your family,
    your licence plate, your license plate
    """
)


NEAR: Final = 160  # characters from the first to the last of the three that make a call to harm


@dataclass(frozen=True, slots=True)
class ThreatSettings(RuleSettings):
    """It applies to a call to go armed to somebody's place, and to saying that the reader's home is known."""


def find(facts: Facts, settings: ThreatSettings) -> Iterator[Finding]:
    """Yield the call to harm, and the home that is said to be known."""
    line = facts.line
    arms = ARMS.find(line)
    if arms is not None and (call := CALLS.find(line)) is not None and (home := HOMES.find(line)) is not None:
        first, last = min(arms, call, home), max(arms, call, home)
        if last.end - first.start <= NEAR:
            start, end = facts.place(facts.text, first.start, last.end)
            yield Finding("call-to-harm", settings.action, {"start": start, "end": end})
    address = ADDRESSES.find(line)
    if address is not None and KNOWN.find(line) is not None:
        start, end = facts.place(facts.text, *address)
        yield Finding("home-known", settings.action, {"start": start, "end": end})


THREATS: Final = Rule(
    "threats",
    ThreatSettings,
    (
        Reason(
            "call-to-harm",
            "signal",
            None,
            "This comment seems to call upon others to go and do harm to somebody.",
            "মন্তব্যটিতে অন্যদের ডেকে কারও ক্ষতি করতে বলা হচ্ছে বলে মনে হচ্ছে।",
        ),
        Reason(
            "home-known",
            "signal",
            None,
            "This comment tells somebody that their home or family is known, which reads like a threat.",
            "মন্তব্যটিতে কাউকে জানানো হচ্ছে যে তার বাসা বা পরিবারের খোঁজ জানা আছে, যা হুমকির মতো শোনায়।",
        ),
    ),
    find,
)

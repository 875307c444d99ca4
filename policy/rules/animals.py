"""People called animals. Of cattle, prices and pets newspapers are full: what counts is who is addressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice
from policy.phrases import Phrases
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings

_BENGALI: Final = "গরু, ছাগল, গাধা, বলদ, কুত্তা, কুকুর, শুয়োর, শূকর, বানর, বান্দর, শেয়াল, হনুমান, পাঁঠা, ভেড়া, রামছাগল, জানোয়ার"
_LATIN: Final = (
    "goru, chagol, gadha, bolod, kutta, kuttar, kukur, shuor, suor, shuyor, banor, bandor, sheyal, patha, ramchagol, "
    "janowar, janoar"
)
_ENGLISH: Final = "pig, dog, donkey, monkey, goat, cow, ass, swine, rat"

_TO_BENGALI: Final = (
    "তুই, তুই একটা, তুই একটি, তুই তো একটা, তুমি একটা, তুমি একটি, তুমি তো একটা, আপনি একটা, আপনি একটি, আপনি তো একটা, তোরা, তোরা সব, "
    "তোরা সবাই, তোমরা সব, শালা, শালার, হালার, ওরা সব, এরা সব, সব কয়টা, সবগুলো, সে একটা, ও একটা, উনি একটা, এই লোকটা একটা, "
    "লোকটা একটা, লেখক একটা, সাংবাদিকটা একটা"
)
_TO_LATIN: Final = (
    "tui, tui ekta, tui to ekta, tumi ekta, tumi to ekta, apni ekta, apni to ekta, tora, tora sob, tora shob, shala, "
    "shalar, halar, ora sob, ora shob, era sob, era shob, lokta ekta, o ekta, she ekta"
)
_TO_ENGLISH: Final = (
    "you are a, you are an, you're a, you, he is a, she is a, they are, they are all, these, writer is a, u r a, ur a"
)


def _frames(addresses: str, animals: str, ending: str = "") -> str:
    pairs = [(to.strip(), one.strip()) for to in addresses.split(",") for one in animals.split(",")]
    return ", ".join(f"{to} {animal}{ending}" for to, animal in pairs)


# Endings need not be listed ("গরুর দল", "গাধাটা"); in English they change what is said ("dog lover").
_FIXED: Final = """
    কুত্তার বাচ্চা, শুয়োরের বাচ্চা, শূয়োরের বাচ্চা, জানোয়ারের বাচ্চা, গাধার বাচ্চা, গাধা কোথাকার, ছাগল কোথাকার,
    বলদ কোথাকার, গরু কোথাকার, ছাগলের দল, গাধার দল, বলদের দল, কুত্তার দল, kuttar bacca, kuttar baccha,
    suorer bacca, shuorer baccha, gadhar bacca, chagoler dol, gadhar dol, boloder dol, kuttar dol, gadha kothakar,
    chagol kothakar, bolod kothakar, son of a dog, son of a pig
    """
CALLED: Final = Phrases(
    ",".join(
        [
            _frames(_TO_BENGALI, _BENGALI),
            _frames(_TO_LATIN, _LATIN),
            _frames(_TO_ENGLISH, _ENGLISH, "$"),
            _frames(_TO_ENGLISH, _ENGLISH, "s$"),
            _FIXED,
        ]
    )
)
TRADE: Final = Phrases(
    """
    দাম, হাট, খামার, কোরবানি, কুরবানি, মাংস, গোশত, দুধ, দুগ্ধ, পালন, পালে, পালছ, চাষ, বাজার, কেজি, লিটার, টাকা, বিক্রি,
    বেচ, কিন, কেনা, টিকা, রোগ, চিকিৎসা, পশু, ডাক্তার, বাছুর, ঘাস, খাবার দ, চিড়িয়াখানা, পোষা, পাচার, চুরি, price, farm,
    milk, meat, market, zoo, pet, vaccine, lover, person, feed, sell, buy, dam$, daam, hat$, haat, khamar, korbani,
    qurbani, mangsho, dudh, palon, bazar, taka, kinte, kinbo, kinlam, bikri, rog$
    """
)


@dataclass(frozen=True, slots=True)
class AnimalSettings(RuleSettings):
    """It applies to a text that calls somebody an animal, and does not speak of trade, farming or care."""

    action: Annotated[Action, Choice(*Action)] = Action.OFF


def find(facts: Facts, settings: AnimalSettings) -> Iterator[Finding]:
    """Yield where somebody is called an animal."""
    place = CALLED.find(facts.line)
    if place is None or TRADE.find(facts.line) is not None:
        return
    start, end = facts.place(facts.text, place.start, place.end)
    yield Finding("called-animal", settings.action, {"start": start, "end": end})


ANIMALS: Final = Rule(
    "animals",
    AnimalSettings,
    (
        Reason(
            "called-animal",
            "signal",
            None,
            "This comment calls somebody an animal.",
            "মন্তব্যটিতে কাউকে পশুর নামে ডাকা হয়েছে।",
        ),
    ),
    find,
)

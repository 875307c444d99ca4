"""Calls to harm and homes that are said to be known, beside the meetings and addresses of ordinary life."""

from __future__ import annotations

import pytest

from policy.rules.threats import NEAR
from tests.unit.policy.rules.test_numbers import codes

CALLS = [
    "আজ রাতে সবাই লাঠি আর মশাল নিয়ে তার বাসার সামনে জড়ো হন",
    "পেট্রল নিয়ে চলেন, ওদের দোকান পুড়িয়ে দিতে হবে",
    "shobai lathi niye tar basar samne ashen",
    "Let's meet at their shop tonight, bring bricks and petrol",
    "Everybody to his house with torches",
]
MEETINGS = [
    "কাল সবাই ত্রাণ নিয়ে তাদের বাড়ি যাবেন",
    "লাঠি খেলা দেখতে সবাই মাঠে আসেন",
    "ওর বাড়ির সামনে লাঠি হাতে এক বৃদ্ধ দাঁড়িয়ে",
    "তাদের বাড়িতে আগুন দিয়েছে দুর্বৃত্তরা",
    "kal shobai mathe ashen, khela ase",
    "Everyone bring sticks and tents to the camp",
    "The police found petrol and bricks at his house",
]
KNOWN = [
    "তোর বাসা চিনি, তোর মেয়ে কোন স্কুলে পড়ে তাও জানি",
    "তোর ঠিকানা পেয়ে গেছি",
    "tor basha chini, tor chele kothay pore jani",
    "We know where you live and where your kids play",
    "I have your address, sleep well",
]
ADDRESSES = [
    "আপনার ঠিকানা জানালে বই পাঠাব",
    "তোর বাসায় কাল আসব, মাছ নিয়ে",
    "তোর মেয়ে কেমন আছে?",
    "tor basha kothay re?",
    "Please send us your address for the prize",
    "I know your brother from school",
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_to_go_armed_to_somebodys_place_is_held(text: str) -> None:
    assert codes(text) == ["call-to-harm"]


@pytest.mark.parametrize("text", MEETINGS + ADDRESSES)
def test_meetings_news_and_addresses_pass(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", KNOWN)
def test_a_home_that_is_said_to_be_known_is_held(text: str) -> None:
    assert codes(text) == ["home-known"]


def test_what_stands_far_apart_is_no_call() -> None:
    between = "আর নদীর পানি কমেছে বলে ফেরি আবার চলছে " * (NEAR // 30)
    assert codes(f"সবাই ভালো থাকবেন। {between} ওদের বাড়ি দূরে। {between} লাঠি খেলা হবে।") == []

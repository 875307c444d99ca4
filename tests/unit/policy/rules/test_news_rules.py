"""The rules of the pack for Bengali news: what they are after, and what is much like it and passes."""

from __future__ import annotations

import pytest

from moderation.judge import judge
from policy.judge import Background, Site
from policy.packs import PACKS, with_pack
from policy.ruleset import DEFAULT_RULESET, parse
from policy.sections import Mode
from policy.states import Status
from tests.factories import case
from tests.fake_classifier import FakeClassifier

CLASSIFIER = FakeClassifier({})
PEOPLE = ("নাজমা খাতুন", "মুহাম্মদ ইউনূস", "Donald Trump")


def codes(text: str, rules: dict[str, object], people: tuple[str, ...] = ()) -> list[str]:
    (verdict,) = judge(CLASSIFIER, [case(Site(parse(rules)), text, Background(people=people))])
    assert (verdict.status is Status.APPROVED) == (verdict.reasons == ())
    for fired in verdict.reasons:
        assert fired.detail is None or fired.detail.get("end", 1) > fired.detail.get("start", 0)
    return [fired.code for fired in verdict.reasons]


@pytest.mark.parametrize(
    "text",
    [
        "তুই একটা গরু",
        "আপনি একটা ছাগল, কিছুই বোঝেন না",
        "তোরা সব ছাগলের দল",
        "কুত্তার বাচ্চা কোথাকার",
        "লেখক একটা গাধা",
        "tumi ekta gadha",
        "tora sob kuttar dol",
        "You are a donkey.",
        "they are all pigs",
    ],
)
def test_who_is_called_an_animal_is_insulted(text: str) -> None:
    assert codes(text, {"animals": {"action": "hold"}}) == ["called-animal"]


@pytest.mark.parametrize(
    "text",
    [
        "গরুর দাম এবার এক লাখ টাকা ছাড়িয়েছে",
        "এই গরুর দাম কত?",
        "আমাদের গ্রামে ছাগল পালন করে অনেকে স্বাবলম্বী",
        "কুকুরের টিকা কোথায় দেওয়া হয়?",
        "তুই একটা গরু কিনবি বলেছিলি",
        "বানর দেখতে চিড়িয়াখানায় গিয়েছিলাম",
        "You are a dog lover like me",
        "goru palon kori amra",
        "গাধা আর ঘোড়ার গল্পটা পড়েছি",
    ],
)
def test_cattle_prices_and_pets_are_news(text: str) -> None:
    assert codes(text, {"animals": {"action": "hold"}}) == []


@pytest.mark.parametrize(
    "text",
    [
        "আমাকে ফোন দিন ০১৭১২৩৪৫৬৭৮",
        "call me 01712-345678",
        "আমার এনআইডি ১৯৯০২৬৯৪৮১২৩৪৫৬৭৮",
        "लिखिए ०१७१२३४५६७८",
        "মেইল করুন rana@khobor.example",
    ],
)
def test_numbers_and_addresses_are_private_in_whatever_digits(text: str) -> None:
    assert codes(text, {"private_data": {"action": "hold"}}) == ["private-data"]


@pytest.mark.parametrize(
    "text",
    [
        "ও নেগেটিভ রক্ত লাগবে, ০১৭১২৩৪৫৬৭৮",
        "হেল্পলাইন ০৯৬১১১২৩৪৫৬ এ জানান",
        "জরুরি সেবা ৯৯৯",
        "১৯৭১ সালে ৩০ লাখ মানুষ",
        "প্রতারক থেকে সাবধান: ০১৭১২৩৪৫৬৭৮",
        "দাম ১২,৩৪৫ টাকা",
    ],
)
def test_blood_donors_helplines_and_figures_pass(text: str) -> None:
    assert codes(text, {"private_data": {"action": "hold"}}) == []


def test_mail_addresses_may_be_let_through_alone() -> None:
    rules: dict[str, object] = {"private_data": {"action": "reject", "mail": False}}
    assert codes("মেইল করুন rana@khobor.example", rules) == []
    assert codes("ফোন ০১৭১২৩৪৫৬৭৮", rules) == ["private-data"]


@pytest.mark.parametrize("text", ["ইউনাস সাহেব পারবেন?", "নাজিমা আপা", "খাটুনের স্কুল", "Tramp won again", "dumald", "Donold"])
def test_a_name_with_a_letter_exchanged_or_put_in_is_twisted(text: str) -> None:
    found = codes(text, {"twisted_names": {"action": "hold"}}, PEOPLE)
    assert found == (["name-twisted"] if text != "dumald" else [])  # two letters are another word


@pytest.mark.parametrize(
    "text",
    [
        "ইউনূসের কথা",
        "ইউনুস সাহেব",
        "মুহম্মদ ইউনূস",
        "নাজমাকে সালাম",
        "খাতুন",
        "Trump's plan",
        "Trumpet music",
        "ইউনিয়ন পরিষদ",
        "নাজমুল ভাই",
    ],
)
def test_endings_spellings_and_other_names_are_not_twisted(text: str) -> None:
    assert codes(text, {"twisted_names": {"action": "hold"}}, PEOPLE) == []


def test_names_that_the_site_lists_count_without_an_article() -> None:
    rules: dict[str, object] = {"twisted_names": {"action": "hold", "names": ["Joe Biden"]}}
    assert codes("Bidon is back", rules) == ["name-twisted"]
    assert codes("Bidon is back", {"twisted_names": {"action": "hold"}}) == []


def test_latin_letters_are_held_or_refused_by_their_share() -> None:
    text = "amader desher manush onek bhalo kintu neta gula kharap"
    for action, share, found in (("hold", 0.5, ["latin-bengali"]), ("reject", 1, ["latin-bengali"]), ("off", 0.5, [])):
        assert codes(text, {"banglish": {"action": action, "share": share}}) == found
    mixed = f"{text} আমাদের দেশ"
    assert codes(mixed, {"banglish": {"action": "hold", "share": 0.95}}) == []
    assert codes("The country needs better roads and schools", {"banglish": {"action": "hold", "share": 0}}) == []


def test_all_four_are_off_until_they_are_asked_for() -> None:
    for text in ("তুই একটা গরু", "ফোন ০১৭১২৩৪৫৬৭৮", "Tramp", "amader desher manush onek bhalo kintu"):
        assert codes(text, {}, PEOPLE) == []


def test_a_pack_is_laid_over_the_rules_and_leaves_the_rest() -> None:
    before = parse({"mode": "pre", "thresholds": {"spam": {"hold": 0.11}}, "links": {"allow": ["khobor.example"]}})
    after = with_pack(before, PACKS["bengali-news"])
    assert (after.mode, after.new_author_comments, after.close_after_days) == (Mode.NEW_AUTHORS, 2, 30)
    assert after.thresholds == before.thresholds
    links = after.to_mapping()["links"]
    assert (links["allow"], links["most"], links["most_new"]) == (["khobor.example"], 1, 0)
    assert with_pack(after, PACKS["bengali-news"]) == after
    assert with_pack(DEFAULT_RULESET, {}) == DEFAULT_RULESET

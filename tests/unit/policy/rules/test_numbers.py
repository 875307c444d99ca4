"""What a telephone number is for: somebody else's put up against them, or help, a warning, an office."""

from __future__ import annotations

import pytest

from moderation.judge import judge
from policy.judge import Background, Site
from policy.ruleset import DEFAULT_RULESET, parse
from policy.states import Status
from tests.factories import case
from tests.fake_classifier import FakeClassifier

CLASSIFIER = FakeClassifier({})
AGAINST = [
    "ওই মেয়ের নাম্বার ০১৭২২০০০০৫৫, রাতে ফোন দিয়েন সবাই",
    "ভাবির নম্বর লাগলে নেন ০১৮২২-০০০০৬১, একা থাকে",
    "ওর নম্বর 01733000044, গালি দিয়ে আসেন",
    "oi apur number 01722000055, rate call diyen shobai",
    "Her number is +1 202 555 0143, call her at night, boys",
    "This is my ex, 01722 000055, have fun everyone",
]
FOR_HELP = [
    "বোনের জন্য এ পজিটিভ রক্ত দরকার, সবাই এগিয়ে আসুন ০১৭২২০০০০৫৫",
    "ওর নম্বর ০১৭২২০০০০৫৫ থেকে পিন চায়, সবাই সাবধান, প্রতারক",
    "মেয়েটি নিখোঁজ, কেউ দেখলে ০১৭২২০০০০৫৫ নম্বরে রাতে হলেও জানান",
    "She is missing since Friday, call 01722000055 at night too",
    "oi meyer rokto lagbe, shobai dekhen 01722000055",
    "পল্লী বিদ্যুতের নম্বর ০১৭২২০০০০৫৫ রাতে কেউ ধরে না",
    "আমার নম্বর ০১৭২২০০০০৫৫, বই লাগলে জানাবেন",
    "ওর নম্বর নেই আমার কাছে, রাতে ফোন দেব সবাইকে",
]


def codes(text: str, rules: dict[str, object] | None = None) -> list[str]:
    site = Site(DEFAULT_RULESET if rules is None else parse(rules))
    (verdict,) = judge(CLASSIFIER, [case(site, text, Background())])
    assert (verdict.status is Status.APPROVED) == (verdict.reasons == ())
    return [fired.code for fired in verdict.reasons]


@pytest.mark.parametrize("text", AGAINST)
def test_anothers_number_with_a_call_upon_it_is_held(text: str) -> None:
    assert codes(text) == ["number-of-another"]


@pytest.mark.parametrize("text", FOR_HELP)
def test_a_number_of_help_or_warning_or_ones_own_passes(text: str) -> None:
    assert codes(text) == []


def test_the_number_is_shown_where_it_stands() -> None:
    text = AGAINST[0]
    (verdict,) = judge(CLASSIFIER, [case(Site(DEFAULT_RULESET), text, Background())])
    detail = verdict.reasons[0].detail
    assert detail is not None
    assert text[detail["start"] : detail["end"]] == "০১৭২২০০০০৫৫"


def test_a_site_may_refuse_it_or_look_away() -> None:
    assert codes(AGAINST[0], {"numbers": {"action": "off"}}) == []
    (verdict,) = judge(CLASSIFIER, [case(Site(parse({"numbers": {"action": "reject"}})), AGAINST[0], Background())])
    assert verdict.status is Status.REJECTED

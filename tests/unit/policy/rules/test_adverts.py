"""Adverts in foreign languages, and authors named after a trade; a rude word in neither."""

from __future__ import annotations

import pytest

from moderation.judge import judge
from policy.judge import Background, Site
from policy.phrases import LINK, MAIL, PHONE, Phrases
from policy.rules import adverts, numbers, threats
from policy.ruleset import DEFAULT_RULESET
from tests.factories import case
from tests.fake_classifier import FakeClassifier
from tests.unit.policy.rules.test_numbers import codes

CLASSIFIER = FakeClassifier({})
ADVERTS = [
    "Хороший доход каждый день, пишите в телеграм",
    "日赚五百元，加我微信了解",
    "دخل اضافي من البيت، راسلني واتساب",
    "घर बैठे पैसे कमाएं, लिंक पर क्लिक करें",
    "Kiếm tiền tại nhà, liên hệ zalo 0901 234 567",
    "Renda extra todo dia, chama no whatsapp",
    "Gana dinero desde casa, haz clic aquí",
    "Judi online terpercaya, daftar sekarang",
]
TALK = [
    "Доход граждан снизился, пишет газета",
    "天气很好，文章也很好",
    "شكرا على المقال الجميل",
    "लेख बहुत अच्छा लगा, धन्यवाद",
    "Bài viết rất hay, cảm ơn tác giả",
    "O empréstimo do governo foi aprovado",
    "El casino de la ciudad cerró ayer",
    "বিদেশি ঋণ নিয়ে লেখাটা ভালো",
]


@pytest.mark.parametrize("text", ADVERTS)
def test_an_offer_with_a_way_to_get_at_it_is_held(text: str) -> None:
    assert codes(text) == ["advert-foreign"]


@pytest.mark.parametrize("text", TALK)
def test_talk_in_the_same_languages_passes(text: str) -> None:
    assert codes(text) == []


def author(name: str | None = None, url: str | None = None) -> list[tuple[str, str | None]]:
    praised = case(Site(DEFAULT_RULESET), "Great article, thank you", Background(), author_name=name, author_url=url)
    (verdict,) = judge(CLASSIFIER, [praised])
    return [(fired.code, (fired.detail or {}).get("field")) for fired in verdict.reasons]


@pytest.mark.parametrize("name", ["Best Online Casino", "Cheap loan 24", "অনলাইন ক্যাসিনো", "SEO expert Rahim"])
def test_praise_by_a_trade_is_held(name: str) -> None:
    assert author(name=name) == [("author-advertises", "author.name")]


@pytest.mark.parametrize(
    "url", ["https://best-casino-777.example/", "http://buy-viagra.example", "https://1xbet.example"]
)
def test_praise_with_the_address_of_a_trade_is_held(url: str) -> None:
    assert author(url=url) == [("author-advertises", "author.url")]


@pytest.mark.parametrize(
    "name", ["Rahima Khatun", "রহিমা বেগম", "Cassius Clay", "Betty Slotnick", "Loan Nguyen", "Porter"]
)
def test_names_of_people_pass(name: str) -> None:
    assert author(name=name, url="https://blog.example/nodi") == []


def test_phrases_are_spelled_as_folded_texts_are() -> None:
    lists = [one for rule in (adverts, numbers, threats) for one in vars(rule).values() if isinstance(one, Phrases)]
    phrases = [phrase.removesuffix("$") for one in lists for phrase in one.phrases]
    assert len(lists) >= 10
    assert CLASSIFIER.fold(phrases) == phrases


def test_marks_of_the_fold_are_the_classifiers() -> None:
    link, mail, phone = CLASSIFIER.fold(["https://news.example/x", "rina@mail.example", "০১৭২২০০০০৫৫"])
    assert (link, mail, phone) == (LINK, MAIL, PHONE)

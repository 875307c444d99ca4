"""Languages of short comments."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import LANGUAGES, detect, mixture


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("খবরটা পড়ে ভালো লাগল।", "bn"),
        ("Facebook-এ দেখলাম, সত্যি নাকি?", "bn"),
        ("ami tomar kotha bujhlam na vai", "bn-Latn"),
        ("khub valo lekha, amar onek kaje lagbe", "bn-Latn"),
        ("I do not think that this is the right way", "en"),
        ("यह खबर सही नहीं है।", "hi"),
        ("yeh kya ho raha hai bhai, kuch samajh nahi aaya", "hi-Latn"),
        ("یہ خبر ٹھیک نہیں ہے", "ur"),
        ("ye to hona hi tha, kia kren ap log bohat ghalat kehty ho", "ur-Latn"),
        ("HELLO, THANKS FOR THIS!", "en"),
        ("هذا الخبر غير صحيح", "ar"),
        ("bài viết này rất hay và hữu ích", "vi"),
        ("berita ini tidak benar dan saya tahu", "id"),
        ("das ist nicht der richtige Weg", "de"),
        ("isso não está certo, mas você sabe", "pt"),
        ("이 기사는 사실이 아니다", "ko"),
        ("это неправда, друзья", "ru"),
        ("12345 !!! 😂", "und"),
        ("", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect(text) == language


@given(st.text(st.characters(codec=None)))
def test_any_text_has_one_of_the_listed_languages(text: str) -> None:
    assert detect(text) in LANGUAGES


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("খবরটা পড়ে ভালো লাগল, thank you very much for the news", {"bn", "en"}),
        ("ami tomar kotha bujhlam na, because you did not say what they want", {"bn-Latn", "en"}),
        ("यह खबर सही नहीं है, please check again my friend", {"hi", "en"}),
        ("খবরটা পড়ে ভালো লাগল।", {"bn"}),
        ("12345 !!!", {"und"}),
    ],
)
def test_a_mixed_text_has_more_than_one_language(text: str, languages: set[str]) -> None:
    assert set(mixture(text)) == languages


def test_the_largest_share_comes_first() -> None:
    assert mixture("এই খবরটা পড়ে আমার খুব ভালো লাগল ভাই, thank you so much") == ("bn", "en")


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_mixture_of_listed_languages(text: str) -> None:
    found = mixture(text)
    assert found
    assert len(set(found)) == len(found)
    assert set(found) <= set(LANGUAGES)


def test_a_very_long_text_takes_no_longer() -> None:
    begun = time.perf_counter()
    for _ in range(100):
        detect("লেখা ভালো " * 2_000)
    assert time.perf_counter() - begun < 0.5

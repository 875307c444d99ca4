"""Folding: equal spellings, ways back to the original, hostile texts."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.fold import LINK, MAIL, PHONE, fold, fold_batch, fold_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
TRICKY = st.text(
    st.sampled_from(
        "aAıİßﬁé\u0301\u0323\u200d\u200c\u202e\u00ad\ufe0f"
        " য়ড়\u09bc\u09c7\u09beোা০९٣7.-@/:x+()!😂\n\x00\ud800\ue000ᄒ\u1161\u11ab"
    ),
    max_size=40,
)


@given(ANY_TEXT | TRICKY)
def test_folding_points_into_the_original_and_agrees_with_the_fast_path(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert len(folded.text) == len(folded.offsets) == len(folded.ends)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert list(folded.ends) == sorted(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.offsets, folded.ends, strict=True))


@given(ANY_TEXT | TRICKY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


@given(ANY_TEXT | TRICKY)
def test_folded_text_holds_no_control_characters_and_can_be_encoded(text: str) -> None:
    folded = fold_text(text)
    folded.encode("utf-8")
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in folded)


@given(st.lists(TRICKY | st.sampled_from(["নাাাাা", "soooo", "a", "", "1000"]), max_size=20))
def test_a_batch_folds_as_its_texts_do(texts: list[str]) -> None:
    assert fold_batch(texts) == [fold_text(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u09dc\u09dd\u09df", "\u09a1\u09bc\u09a2\u09bc\u09af\u09bc"),  # nukta letters, composed or not
        ("ক\u09cb", "ক\u09c7\u09be"),  # o-sign in one or two parts
        ("র\u200d\u09cdযাব", "র\u09cdযাব"),
        ("ভা\u200bই", "ভাই"),
        ("ঢাকা \u202eদেশ\u202c", "ঢাকা দেশ"),
        ("১৯৭১", "1971"),
        ("१९७१", "1971"),
        ("١٩٧١", "1971"),
        ("ভাইইইইইই", "ভাইই"),
        ("নাাাাা", "নাা"),
        ("STUPID", "stupid"),
        ("ｓｔｕｐｉｄ", "stupid"),
        ("caf\u00e9", "cafe\u0301"),
        ("s\u0336t\u0336u\u0336pid", "stupid"),
        ("한", "\u1112\u1161\u11ab"),
        ("এক\u00a0 \n\tদুই", "এক দুই"),
    ],
)
def test_spellings_of_the_same_word_fold_alike(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("দেখুন https://example.org/a?b=c", LINK),
        ("www.example.org এ আসুন", LINK),
        ("যান taka-win.xyz/bonus", LINK),
        ("লিখুন name.surname@example.org", MAIL),
        ("কল ০১৭১২-৩৪৫৬৭৮", PHONE),
        ("call +8801712345678", PHONE),
    ],
)
def test_links_addresses_and_numbers_to_call_become_one_sign(text: str, token: str) -> None:
    assert fold_text(text).count(token) == 1


@pytest.mark.parametrize("text", ["সালটা ১৯৭১", "৳ ৫০,০০০ টাকা", "রায় ২০২৪.০৮.০৫", "ঢাকা।তারপর", "ড.ইউনূস", "3.5 million"])
def test_ordinary_numbers_and_full_stops_are_no_links(text: str) -> None:
    assert not set(fold_text(text)) & {LINK, MAIL, PHONE}


def test_different_bengali_words_stay_different() -> None:
    assert fold_text("শাল") not in fold_text("বিশাল").split()
    assert fold_text("বাড়ি") != fold_text("বাডি")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00" * 500,
        "\ud800" * 500,
        "a" * 20_000,
        "\u0301" * 10_000,
        "e\u0301\u0323" * 3_000,
        "\u09cd" * 10_000,
        "a." * 10_000,
        "1-" * 10_000,
        "@a." * 7_000,
        "a@a" * 7_000,
        "www." * 5_000,
        "\u200d" * 10_000,
        "\ufdfa" * 6_000,
    ],
    ids=lambda text: repr(text[:3]),
)
def test_hostile_texts_fold_within_a_second(text: str) -> None:
    begun = time.perf_counter()
    assert fold(text).text == fold_text(text)
    assert time.perf_counter() - begun < 1.0


def test_assamese_letters_do_not_hide_a_bengali_word() -> None:
    assert fold_text("কুত্তাৰ ৱাচ্চা") == fold_text("কুত্তার বাচ্চা")

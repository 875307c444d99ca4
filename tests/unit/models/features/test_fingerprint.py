"""Fingerprints: equal for the same words, near for nearly the same; and where a part of a fold came from."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.features.fingerprint import fingerprints as of_words
from models.features.fingerprint import near
from models.features.ngrams import words as words_of
from models.text.fold import fold_batch, fold_text
from tests.fake_classifier import FakeClassifier

LONG = (
    "আমাদের এলাকার সেতুটি তিন বছর ধরে ভাঙা পড়ে আছে, প্রতিদিন শত শত ছাত্রছাত্রী নৌকায় নদী পার হয়ে স্কুলে যায়, "
    "অথচ কর্তৃপক্ষের কারও চোখে পড়ে না, সংস্কারের টাকা কোথায় গেল তার হিসাব আমরা জানতে চাই"
)
OTHER = "গতকালের খেলাটা অসাধারণ ছিল, বিশেষ করে শেষ ওভারে তরুণ বোলারের ঠান্ডা মাথার বোলিং অনেক দিন মনে থাকবে"
numbers = st.integers(-(2**63), 2**63 - 1)
words = st.text(st.sampled_from("abcdefghকখগঘািু১২"), min_size=1, max_size=8)


def fingerprints(folded: Sequence[str]) -> tuple[int, ...]:
    return tuple(of_words(words_of(folded, 8), len(folded)))


def distance(first: str, second: str) -> int:
    one, two = fingerprints(fold_batch([first, second]))
    return ((one ^ two) & (2**64 - 1)).bit_count()


@pytest.mark.parametrize(
    "same",
    [
        LONG + "!!!",
        "  " + LONG.replace(" ", "   "),
        LONG.replace(",", " —"),
        LONG + " https://khobor.example/a 😀😀",
        LONG.replace("নৌকায়", "নৌকায\u09bc"),
    ],
)
def test_what_the_words_do_not_say_changes_nothing(same: str) -> None:
    assert distance(LONG, same) == 0


def test_one_word_of_many_changes_few_bits_and_another_text_changes_many() -> None:
    assert 0 < distance(LONG, LONG.replace("তিন বছর", "চার বছর")) <= 8
    assert distance(LONG, OTHER) > 18


@given(st.lists(st.lists(words, max_size=12), max_size=20))
def test_a_batch_gives_what_each_text_gives_alone(lines: list[list[str]]) -> None:
    folded = [fold_text(" ".join(line)) for line in lines]
    assert fingerprints(folded) == tuple(fingerprints([text])[0] for text in folded)


@given(st.lists(words, min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_words_plays_no_part(line: list[str], random: object) -> None:
    mixed = list(line)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fingerprints([" ".join(line)]) == fingerprints([" ".join(mixed)])


@given(st.lists(st.text(), max_size=6))
def test_any_text_gives_a_signed_number_of_64_bits(texts: list[str]) -> None:
    found = fingerprints(fold_batch(texts))
    assert len(found) == len(texts)
    assert all(-(2**63) <= one < 2**63 for one in found)


@pytest.mark.parametrize("wordless", ["", " ", "😀😀😀", "!!!", "https://khobor.example"])
def test_a_text_without_words_has_no_fingerprint(wordless: str) -> None:
    assert fingerprints(fold_batch([wordless, "কথা", wordless]))[::2] == (0, 0)


def test_long_comments_are_taken_in_parts() -> None:
    long = " ".join(f"শব্দ{number}" for number in range(20_000))
    found = fingerprints([long, "ক খ", long, "", "ক খ"])
    assert found[0] == found[2] != 0
    assert found[1] == found[4] == fingerprints(["ক খ"])[0]


def test_a_word_counts_as_often_as_it_is_said() -> None:
    assert fingerprints(["ক ক ক খ গ"]) == fingerprints(["ক"])


@given(st.lists(numbers, max_size=80), st.lists(numbers, max_size=40), st.randoms())
def test_near_finds_exactly_what_comparing_all_pairs_finds(
    some: list[int], others: list[int], rand: random.Random
) -> None:
    known = [*others, *(one ^ sum(1 << bit for bit in rand.sample(range(63), rand.randrange(9))) for one in some)]
    pairs = ((i, j, ((one ^ k) & (2**64 - 1)).bit_count()) for i, one in enumerate(some) for j, k in enumerate(known))
    assert near(some, known, 5) == [pair for pair in pairs if pair[2] <= 5]


def test_scores_carry_the_fold_and_its_fingerprint() -> None:
    scores = FakeClassifier({}).score(["Hello  ওয়ার্ল্ড", "hello ওয়ার্ল্ড!"])
    assert scores.folded == tuple(fold_batch(["Hello  ওয়ার্ল্ড", "hello ওয়ার্ল্ড!"]))
    assert scores.fingerprints[0] == scores.fingerprints[1]


@given(st.text(min_size=1))
def test_a_part_of_the_fold_leads_back_into_the_text(text: str) -> None:
    classifier = FakeClassifier({})
    (folded,) = classifier.fold([text])
    for start in range(len(folded)):
        first, after = classifier.place(text, start, start + 1)
        assert 0 <= first < after <= len(text)


def test_a_word_is_found_again_where_it_was_typed() -> None:
    text = "ওই\u200c যে,   BIG   কথা"
    (folded,) = (classifier := FakeClassifier({})).fold([text])
    start = folded.index("big")
    first, after = classifier.place(text, start, start + 3)
    assert text[first:after] == "BIG"

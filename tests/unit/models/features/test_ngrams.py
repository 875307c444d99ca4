"""N-grams: words kept whole, batches that do not mix, nothing lost on odd texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.features.ngrams import Words, words
from models.text.fold import fold_text

BITS = 20


def found_in(text: str) -> Words:
    return words([fold_text(text)], BITS)


def words_of(text: str) -> list[str]:
    folded, found = fold_text(text), found_in(text)
    return [folded[start:end] for start, end in zip(found.start, found.end, strict=True)]


def by_text(found: Words, texts: int) -> list[list[int]]:
    """The buckets of each text's distinct words and pairs, in order."""
    ends = np.append(found.gram_starts, found.grams)
    result: list[list[int]] = [[] for _ in range(texts)]
    for text, kind in zip(found.text[found.first], found.kind[found.first], strict=True):
        result[text] += found.buckets[ends[kind] : ends[kind + 1]].tolist()
    for text, bucket in zip(found.text[found.pair_word], found.buckets[found.grams :], strict=True):
        result[text].append(int(bucket))
    return [sorted(buckets) for buckets in result]


def buckets_of(text: str) -> set[int]:
    return set(by_text(found_in(text), 1)[0])


@pytest.mark.parametrize(
    "sentence",
    [
        "আমার সোনার বাংলা আমি তোমায় ভালোবাসি",
        "কৃষ্ণচূড়া গাছে দুঃখিনী পাখির বাসা",
        "র‍্যাব ঢুকেছে বিশ্ববিদ্যালয়ে",
        "ক্ষুদ্রঋণ ও স্বাস্থ্যসেবা ৩৭ জনের",
        "मुझे हिन्दी में लिखना अच्छा लगता है",
    ],
)
def test_no_word_is_cut_at_a_vowel_sign_or_joiner(sentence: str) -> None:
    assert words_of(sentence) == [fold_text(word) for word in sentence.split()]


def test_punctuation_parts_words_and_stands_beside_them() -> None:
    found = words_of("না, ভাই! (সত্যি?) হ্যাঁ।")
    assert found == ["না", ",", "ভাই", "!", "(", "সত্যি", "?", ")", fold_text("হ্যাঁ"), "।"]


def test_a_mark_adds_one_feature_and_changes_no_other() -> None:
    plain, marked = buckets_of("চুপ কর ভাই"), buckets_of("চুপ কর! ভাই!")
    assert plain < marked
    assert len(marked - plain) == 1


def test_repeated_marks_count_as_one_of_their_own_kind() -> None:
    assert words_of("কী!!!!! বল..") == ["কী", "!!", "বল", ".."]
    assert buckets_of("কী!!") == buckets_of("কী!!!!!") != buckets_of("কী!")


def test_emoji_are_words() -> None:
    assert words_of("হাহা😂😂👍") == ["হাহা", "😂", "😂", "👍"]


def test_a_word_inside_another_is_not_that_word() -> None:
    alone, inside = buckets_of("শাল"), buckets_of("বিশাল")
    upper_half = 1 << (BITS - 1)
    assert not {b for b in alone if b >= upper_half} & {b for b in inside if b >= upper_half}


def test_word_order_matters_only_through_pairs() -> None:
    one, other = buckets_of("ভাই ভালো"), buckets_of("ভালো ভাই")
    assert len(one - other) == len(other - one) == 1


def test_pairs_do_not_reach_into_the_next_comment() -> None:
    one, two = by_text(words(["এক", "দুই"], BITS), 2)
    assert set(one) == buckets_of("এক")
    assert set(two) == buckets_of("দুই")


def test_a_word_is_taken_apart_once_however_often_it_stands_there() -> None:
    once, often = words(["গাধা"], BITS), words(["গাধা গাধা", "গাধা", "ও গাধা"], BITS)
    assert len(often.gram_starts) == 2
    assert once.grams < often.grams < 2 * once.grams
    assert often.first.tolist() == [True, False, True, True, True]


def test_repeated_words_and_pairs_add_nothing() -> None:
    assert buckets_of("তুই গাধা তুই গাধা তুই গাধা") == buckets_of("তুই গাধা তুই")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_a_batch_gives_the_same_buckets_as_single_comments(texts: list[str]) -> None:
    folded = [fold_text(text) for text in texts]
    batch = by_text(words(folded, BITS), len(folded))
    assert batch == [by_text(words([text], BITS), 1)[0] for text in folded]


@given(st.text(max_size=60))
def test_buckets_stay_in_range_and_spans_hold_words(text: str) -> None:
    folded = fold_text(text)
    found = words([folded], BITS)
    assert np.all(found.buckets < 1 << BITS)
    assert all(" " not in folded[start:end] for start, end in zip(found.start, found.end, strict=True))


@given(st.text(alphabet="অআকখা্িab19! ", max_size=60))
def test_a_word_has_itself_and_every_run_of_two_to_five_of_its_characters(text: str) -> None:
    found = words([text], BITS)
    ends = np.append(found.gram_starts, found.grams)
    for place in range(len(found.kind)):
        spelled = f" {text[found.start[place] : found.end[place]]} "
        runs = sum(max(0, len(spelled) - size + 1) for size in range(2, 6))
        grams = ends[found.kind[place] + 1] - ends[found.kind[place]]
        assert grams == 1 + (0 if "!" in spelled else runs)


def test_texts_without_words_give_their_marks_alone() -> None:
    empty, dots, space = by_text(words(["", "...", " "], BITS), 3)
    assert (empty, space) == ([], [])
    assert len(dots) == 1

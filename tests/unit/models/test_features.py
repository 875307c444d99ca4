"""N-grams: words kept whole, batches that do not mix, nothing lost on odd texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.features import distinct, grams
from models.text import fold_text

BITS = 20


def words_of(text: str) -> list[str]:
    folded = fold_text(text)
    found = grams([folded], BITS)
    return [folded[start:end] for start, end in zip(found.word_start, found.word_end, strict=True)]


def buckets_of(text: str) -> set[int]:
    buckets, _ = distinct(grams([fold_text(text)], BITS), 1, BITS)
    return set(buckets.tolist())


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
    assert found[:4] == [fold_text(word) for word in ("না", "ভাই", "সত্যি", "হ্যাঁ")]
    assert found[4:] == [",", "!", "(", "?", ")", "।"]


def test_a_mark_adds_one_feature_and_changes_no_other() -> None:
    plain, marked = buckets_of("চুপ কর ভাই"), buckets_of("চুপ কর! ভাই!")
    assert plain < marked
    assert len(marked - plain) == 1


def test_repeated_marks_count_as_one_of_their_own_kind() -> None:
    assert words_of("কী!!!!! বল..") == [fold_text("কী"), fold_text("বল"), "!!", ".."]
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
    together, starts = distinct(grams(["এক", "দুই"], BITS), 2, BITS)
    assert set(together[starts[0] : starts[1]].tolist()) == buckets_of("এক")
    assert set(together[starts[1] :].tolist()) == buckets_of("দুই")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_a_batch_gives_the_same_buckets_as_single_comments(texts: list[str]) -> None:
    folded = [fold_text(text) for text in texts]
    buckets, starts = distinct(grams(folded, BITS), len(folded), BITS)
    assert starts[0] == 0
    assert starts[-1] == len(buckets)
    for index, text in enumerate(texts):
        assert buckets[starts[index] : starts[index + 1]].tolist() == sorted(buckets_of(text))


@given(st.text(max_size=60))
def test_buckets_stay_in_range_and_spans_hold_words(text: str) -> None:
    folded = fold_text(text)
    found = grams([folded], BITS)
    assert np.all(found.bucket < 1 << BITS)
    assert all(" " not in folded[start:end] for start, end in zip(found.word_start, found.word_end, strict=True))


def test_texts_without_words_give_their_marks_alone() -> None:
    buckets, starts = distinct(grams(["", "...", " "], BITS), 3, BITS)
    assert len(buckets) == 1
    assert starts.tolist() == [0, 0, 1, 1]

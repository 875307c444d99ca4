"""Which parts a text has: sentences, lines and windows, none too short, and each as if it stood alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.features.ngrams import words
from models.features.parts import LONGEST, SHORTEST, WINDOW, parts_of
from models.text.fold import fold_text
from models.text.lines import with_lines

BITS = 20
PIECES = st.lists(
    st.sampled_from(
        ["নদী", "পানি", "তুই", "a", "b", "f.u.c.k", "😀", "!", "।", "?", "...", "3.5", "\n", ",", "https://news.example"]
    ),
    max_size=90,
).map(" ".join)


def read(text: str) -> str:
    return with_lines(text, fold_text(text))


def cut(text: str) -> list[str]:
    line = read(text)
    found = words([line], BITS)
    parts = parts_of(found, 1, BITS)
    if parts is None:
        return []
    return [
        line[found.start[first] : found.end[after - 1]] for first, after in zip(parts.first, parts.after, strict=True)
    ]


def test_sentences_are_parts_with_their_marks() -> None:
    assert cut("নদীর পানি কমেছে। ফেরি কি চালু? হ্যাঁ, চালু!") == ["নদীর পানি কমেছে।", "ফেরি কি চালু?", "হ্যাঁ, চালু!"]


@pytest.mark.parametrize(
    "text", ["", "নদীর পানি কমেছে", "নদীর পানি কমেছে।", "Version 3.5 of e.g. this", "ok!", "নদী। পানি।", "\n\n"]
)
def test_what_is_one_sentence_has_no_parts(text: str) -> None:
    assert cut(text) == []


def test_what_is_too_short_goes_with_the_sentence_before_it() -> None:
    assert cut("নদীর পানি কমেছে। ভালো। ফেরি আবার চালু হয়েছে। বাহ!") == [
        *("নদীর পানি কমেছে।", fold_text("ভালো। ফেরি আবার চালু হয়েছে। বাহ!")),
    ]


def test_lines_are_parts_whatever_ends_them() -> None:
    assert cut("নদীর পানি কমেছে\r\nফেরি আবার চালু\n\nসবাই খুশি আজ") == ["নদীর পানি কমেছে", "ফেরি আবার চালু", "সবাই খুশি আজ"]


def test_letters_below_each_other_are_still_pulled_together() -> None:
    assert read("f\nu\nc\nk") == fold_text("f u c k") == "fuck"


def test_a_long_sentence_is_looked_at_through_windows_that_overlap() -> None:
    text = " ".join(f"w{place}" for place in range(40))
    found = [part.split() for part in cut(text)]
    assert {len(part) for part in found} == {WINDOW}
    assert found[0][0] == "w0"
    assert found[-1][-1] == "w39"
    assert all(before[WINDOW // 2 :] == after[: WINDOW // 2] for before, after in pairwise(found[:-1]))
    assert cut(" ".join(text.split()[:LONGEST])) == []


@given(PIECES)
def test_each_part_has_the_n_grams_that_it_would_have_alone(text: str) -> None:
    line = read(text)
    found = words([line], BITS)
    parts = parts_of(found, 1, BITS)
    if parts is None:
        return
    assert set(parts.text.tolist()) == {0}
    assert (parts.after - parts.first >= SHORTEST).all() or len(found.kind) < SHORTEST
    for number, (first, after) in enumerate(zip(parts.first, parts.after, strict=True)):
        alone = words([line[found.start[first] : found.end[after - 1]]], BITS)
        own = parts.words.text == number
        kinds = parts.words.kind[own & parts.words.first]
        assert sorted(found.identity[kinds].tolist()) == sorted(alone.identity.tolist())
        pairs = parts.words.buckets[parts.words.grams :][own[parts.words.pair_word]]
        assert sorted(pairs.tolist()) == sorted(alone.buckets[alone.grams :].tolist())


@given(st.lists(PIECES, min_size=2, max_size=4))
def test_parts_of_a_batch_are_those_of_its_texts(texts: list[str]) -> None:
    found = words([*map(read, texts)], BITS)
    parts = parts_of(found, len(texts), BITS)
    numbers = np.zeros(len(texts), np.intp) if parts is None else np.bincount(parts.text, minlength=len(texts))
    assert numbers.tolist() == [len(cut(text)) for text in texts]

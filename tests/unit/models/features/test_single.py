"""One comment by itself gets to the last bit what it gets among others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.artifact import load
from models.features.fingerprint import fingerprints
from models.features.ngrams import words
from models.features.parts import parts_of
from models.features.single import MOST, read_single
from models.text.fold import fold_text

BITS = 20

SCRIPTS = st.text(
    st.one_of(
        st.characters(),
        st.characters(min_codepoint=0x0980, max_codepoint=0x09FF),
        st.sampled_from("আমি তুমি a b! ?!।,😀𝒳𠀀\ue000\n\u200d"),
    ),
    max_size=80,
)


def assert_same(text: str) -> None:
    folded = fold_text(text)
    one, found = read_single(folded, BITS), words([folded], BITS)
    assert (one is None) == (len(found.kind) > MOST)
    if one is None:
        return
    parts = parts_of(found, 1, BITS)
    assert len(one.members) == 1 + (0 if parts is None else len(parts.text))
    runs, others = np.split(one.buckets, [len(one.buckets) - one.members.shape[1]])
    assert sorted([*runs.tolist(), *others[one.members[0] == 1].tolist()]) == sorted(found.buckets.tolist())
    assert [one.fingerprint] == fingerprints(found, 1)


@given(SCRIPTS)
def test_has_the_buckets_and_the_fingerprint_of_a_batch(text: str) -> None:
    assert_same(text)


@given(st.lists(st.sampled_from(["আমি", "তুমি", "না", "!", "!!", "😀", "go", "\ue000"]), max_size=12))
def test_repeated_words_and_pairs_count_as_in_a_batch(parts: list[str]) -> None:
    assert_same(" ".join(parts))


@pytest.mark.parametrize("text", ["", " ", "!", "x", "x" * 20_000, "😀" * 3_000, "ক" * 6_000, "a b " * 5_000, "𠀀𠀀𠀀"])
def test_extreme_texts_are_alike_too(text: str) -> None:
    assert_same(text)


@given(st.lists(SCRIPTS, min_size=2, max_size=5))
def test_scores_do_not_depend_on_the_neighbours(texts: list[str]) -> None:
    classifier = load(None)
    together = classifier.score(texts)
    for place, text in enumerate(texts):
        by_itself = classifier.score([text])
        assert np.array_equal(by_itself.values[0], together.values[place], equal_nan=True)
        assert np.array_equal(by_itself.rest[0], together.rest[place], equal_nan=True)
        assert by_itself.fingerprints[0] == together.fingerprints[place]
        assert by_itself.languages[0] == together.languages[place]

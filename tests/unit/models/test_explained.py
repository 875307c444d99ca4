"""The shipped artefact explains itself: whatever is written, the words add up and are found where they stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.artifact import load
from models.linear import LinearClassifier
from models.protocol import LABELS
from tests.factories import CLEAN, INSULT, SPAM

WORDS = st.sampled_from(
    [
        "তুই",
        "গা\u200dধা",
        "কু.ত্তা",
        "f u c k",
        "shaaaala",
        "😀",
        "👨\u200d👩\u200d👧",
        "হ্যাঁ",
        "০১৭১২-৩৪৫৬৭৮",
        "https://win.example/x",
    ]
)
TEXTS = st.text(max_size=200) | st.lists(WORDS | st.text(max_size=9), max_size=12).map(" ".join)
SURROGATES = st.text(st.characters(categories=["Cs", "Mn", "Lo"]), max_size=40)


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


@given(text=TEXTS | SURROGATES, label=st.sampled_from(LABELS))
@example(text="", label="spam")
@example(text="a" * 20_480, label="spam")
@example(text=f"{CLEAN} {INSULT} {SPAM}\r\n" * 40, label="toxicity")
def test_intercept_and_words_add_up_to_the_logit_behind_the_score(
    shipped: LinearClassifier, text: str, label: str
) -> None:
    found = shipped.explain(text, label)
    assert found.label == label
    assert abs(math.fsum([found.intercept, *(word.weight for word in found.contributions)]) - found.logit) <= 1e-6
    score = shipped.score([text]).values[0, LABELS.index(label)]
    assert 1 / (1 + math.exp(-found.logit)) == pytest.approx(score, abs=1e-6)


@given(text=TEXTS | SURROGATES, label=st.sampled_from(LABELS))
def test_each_word_is_the_part_of_the_original_that_its_offsets_name(
    shipped: LinearClassifier, text: str, label: str
) -> None:
    for word in shipped.explain(text, label).contributions:
        assert 0 <= word.start <= word.end <= len(text)
        assert text[word.start : word.end] == word.text
        assert math.isfinite(word.weight)


@pytest.mark.parametrize("before", ["", "😀 ", "e\u0301 ", "\u200b\u200b", "ﬁ ", "\ud800 "])
def test_the_word_is_named_as_written_whatever_stands_before_it(shipped: LinearClassifier, before: str) -> None:
    text = before + "গা\u200dধা"
    start = len(before)
    assert ("গা\u200dধা", start, len(text)) in {
        (word.text, word.start, word.end) for word in shipped.explain(text, "insult").contributions
    }

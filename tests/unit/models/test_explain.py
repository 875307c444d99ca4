"""The shipped artefact explains itself: whatever is written, what weighed adds up and is found where it stands."""

from __future__ import annotations

import gc
import math
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from models.artifact import load
from models.contributions import contributions_of
from models.features.ngrams import letters_covered, words
from models.linear import LinearClassifier
from models.protocol import LABELS, Explanation
from models.text.fold import fold
from models.text.graphemes import Clusters
from tests.factories import CLEAN, INSULT, SPAM

WORDS = st.sampled_from(
    [
        "তুই",
        "গা\u200dধা",
        "বোকাচোদাদের",
        "ক্ষ্ম",
        "কু.ত্তা",
        "f u c k",
        "unfuckingbelievable",
        "shaaaala",
        "😀",
        "👍🏽",
        "🇧🇩",
        "👨\u200d👩\u200d👧",
        "হ্যাঁ",
        "০১৭১২-৩৪৫৬৭৮",
        "https://win.example/x",
        "½",
        "!!!",
    ]
)
TEXTS = st.text(max_size=200) | st.lists(WORDS | st.text(max_size=9), max_size=12).map(" ".join)
JOINED = st.lists(WORDS | st.sampled_from(["\u200d", "\u09cd", "\u202e", "\u200b", "ি"]), max_size=12).map("".join)
SURROGATES = st.text(st.characters(categories=["Cs", "Mn", "Lo"]), max_size=40)
ANY = TEXTS | JOINED | SURROGATES


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


def scored(classifier: LinearClassifier, text: str) -> tuple[str, ...]:
    return tuple(classifier.score([text]).by_comment()[0])


def possible(classifier: LinearClassifier, text: str, label: str) -> Explanation:
    assume(label in scored(classifier, text))
    return explained(classifier, text, label)


def explained(classifier: LinearClassifier, text: str, label: str) -> Explanation:
    (found,) = classifier.explain(text, [label])
    return found


@given(text=ANY)
@example(text="")
@example(text="a" * 20_480)
@example(text=f"{CLEAN} {INSULT} {SPAM}\r\n" * 40)
def test_intercept_and_contributions_add_up_to_the_logit_behind_the_score(shipped: LinearClassifier, text: str) -> None:
    scores = shipped.score([text]).by_comment()[0]
    found = shipped.explain(text, tuple(scores))
    assert tuple(one.label for one in found) == tuple(scores)
    for one, score in zip(found, scores.values(), strict=True):
        assert abs(math.fsum([one.intercept, *(item.weight for item in one.contributions)]) - one.logit) <= 1e-6
        assert 1 / (1 + math.exp(-max(-50, min(50, one.logit)))) == pytest.approx(score, abs=6e-5)  # of 4 places


@given(text=ANY, label=st.sampled_from(LABELS))
def test_the_parts_of_each_contribution_add_up_to_it(shipped: LinearClassifier, text: str, label: str) -> None:
    for item in possible(shipped, text, label).contributions:
        assert item.parts
        assert math.fsum(part.weight for part in item.parts) == pytest.approx(item.weight, abs=1e-9)


@given(text=ANY, label=st.sampled_from(LABELS))
def test_each_contribution_is_the_part_of_the_original_that_its_offsets_name(
    shipped: LinearClassifier, text: str, label: str
) -> None:
    for item in possible(shipped, text, label).contributions:
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert math.isfinite(item.weight)


@given(text=ANY, label=st.sampled_from(LABELS))
def test_parts_lie_within_their_word_in_order_and_apart(shipped: LinearClassifier, text: str, label: str) -> None:
    for item in possible(shipped, text, label).contributions:
        assert item.parts[0].start == item.start
        assert item.parts[-1].end == item.end
        assert all(part.start < part.end for part in item.parts)
        assert all(before.end <= after.start for before, after in pairwise(item.parts))


@given(text=ANY, label=st.sampled_from(LABELS))
@example(text="বোকাচোদাদের খানকির ছেলে, কুত্তার বাচ্চারা ক্ষ্মা", label="insult")
def test_no_span_cuts_a_letter_from_its_signs(shipped: LinearClassifier, text: str, label: str) -> None:
    clusters = Clusters(text)
    for item in possible(shipped, text, label).contributions:
        places = np.array([place for part in item.parts for place in part[:2]], np.intp)
        assert np.array_equal(clusters.begins(places), places)


@given(text=ANY, order=st.permutations(LABELS))
def test_labels_asked_for_together_get_what_each_gets_alone(
    shipped: LinearClassifier, text: str, order: list[str]
) -> None:
    labels = [label for label in order if label in scored(shipped, text)]
    assert shipped.explain(text, labels) == tuple(possible(shipped, text, label) for label in labels)


@given(text=ANY, label=st.sampled_from(LABELS))
def test_the_heaviest_come_first(shipped: LinearClassifier, text: str, label: str) -> None:
    weights = [abs(item.weight) for item in possible(shipped, text, label).contributions]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("before", ["", "😀 ", "e\u0301 ", "\u200b\u200b", "ﬁ ", "\ud800 "])
def test_the_word_is_named_as_written_whatever_stands_before_it(shipped: LinearClassifier, before: str) -> None:
    text = before + "গা\u200dধা"
    start = len(before)
    assert ("গা\u200dধা", start, len(text)) in {
        (word.text, word.start, word.end) for word in explained(shipped, text, "insult").contributions
    }


@pytest.mark.parametrize("word", ["unfuckingbelievable", "বোকাচোদাদের", "গা\u200dধা", "a"])
def test_each_run_of_characters_weighs_for_the_letters_that_it_covers(word: str) -> None:
    text = f"এই {word}!"
    folded, clusters = fold(text), Clusters(text)
    found = words([folded.text], 20)
    own = found.kind[1]
    kind, first, after = letters_covered(found)
    for gram in np.flatnonzero(kind == own):
        weights = np.zeros((len(found.buckets), 1))
        weights[gram] = 1.0
        heaviest = contributions_of(text, folded, found, weights)[0][0]
        assert (heaviest.text, heaviest.weight) == (word, 1.0)
        covered = found.start[1] + np.array([first[gram], after[gram] - 1])
        begin, end = (
            clusters.begins(np.array(folded.offsets)[covered])[0],
            clusters.ends(np.array(folded.ends)[covered])[1],
        )
        part = max(heaviest.parts, key=lambda part: part.weight)
        assert begin <= part.start < part.end <= end
        assert all(abs(part.weight) < 1e-9 for part in heaviest.parts if part.end <= begin or part.start >= end)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("unfuckingbelievable", "fuck"),
        ("motherfuckers", "fuck"),
        ("কুত্তাগুলোকে", "কুত্তা"),
        ("বোকাচোদাদের", "বোকাচোদা"),
        ("haramjadader", "haramjada"),
    ],
)
def test_inside_a_word_the_stem_weighs_most(shipped: LinearClassifier, word: str, stem: str) -> None:
    weighed = explained(shipped, f"এই {word} ok", "profanity").contributions
    heaviest = next(item for item in weighed if item.kind == "word")
    assert heaviest.text == word
    part = max(heaviest.parts, key=lambda part: part.weight)
    start = heaviest.start + word.index(stem)
    shared = min(part.end, start + len(stem)) - max(part.start, start)
    assert shared >= 0.7 * (part.end - part.start)
    assert part.weight > heaviest.weight / 2


def test_letters_pulled_apart_are_one_part(shipped: LinearClassifier) -> None:
    heaviest = explained(shipped, "ok f.u.c.k ok", "profanity").contributions[0]
    assert (heaviest.text, len(heaviest.parts)) == ("f.u.c.k", 1)


LONG = (
    "গত সপ্তাহে ওই এলাকায় গিয়ে দেখি সেতুর কাজ অর্ধেক পড়ে আছে। তুই একটা আস্ত গাধা আর বেয়াদব। স্কুলের বাচ্চারা নৌকায় নদী পার হয়।\n"
    "খবরটা করার জন্য ধন্যবাদ, পরের পর্বের অপেক্ষায় আছি।"
)


@pytest.mark.parametrize("label", ["toxicity", "insult"])
def test_the_worst_part_is_named_and_its_words_weigh_most(shipped: LinearClassifier, label: str) -> None:
    found = explained(shipped, LONG, label)
    assert found.part is not None
    start, end = found.part
    assert LONG[start:end] == "তুই একটা আস্ত গাধা আর বেয়াদব।"
    heaviest = max(found.contributions, key=lambda item: item.weight)
    assert start <= heaviest.start < heaviest.end <= end
    assert explained(shipped, "তুই একটা আস্ত গাধা আর বেয়াদব", label).part is None


def test_a_label_that_is_not_scored_in_a_language_is_not_explained(shipped: LinearClassifier) -> None:
    assert "sexual" not in scored(shipped, "What a nice day by the river, thank you")
    with pytest.raises(KeyError):
        shipped.explain("What a nice day by the river, thank you", ["sexual"])


def test_a_pair_stands_by_itself_and_spans_both_words(shipped: LinearClassifier) -> None:
    text = "Free money, click here now"
    found = explained(shipped, text, "spam").contributions
    (pair,) = [item for item in found if item.text == "click here"]
    assert (pair.kind, [text[part.start : part.end] for part in pair.parts]) == ("pair", ["click", "here"])
    assert {item.text for item in found if item.kind == "word"} == {"Free", "money", ",", "click", "here", "now"}


def test_a_word_written_twice_shares_its_weight(shipped: LinearClassifier) -> None:
    once, twice = (
        [item.weight for item in explained(shipped, text, "insult").contributions if item.text == "গাধা"]
        for text in ("গাধা", "গাধা গাধা")
    )
    assert len(twice) == 2
    assert twice[0] == twice[1] < once[0]


def _spent(classifier: LinearClassifier, text: str, labels: tuple[str, ...]) -> int:
    """The least CPU time of three rounds, in nanoseconds. Without the collector: it looks at all of a test run."""
    spent = []
    gc.disable()
    try:
        for _ in range(3):
            begun = time.process_time_ns()
            classifier.explain(text, labels)
            spent.append(time.process_time_ns() - begun)
    finally:
        gc.enable()
    return min(spent)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_480,
        "😀" * 10_000,
        "ক্" * 10_000,
        "কথা " * 5_000,
        "\u0301" * 10_000,
        "f.u.c.k " * 2_500,
        "".join(chr(97 + place * 7_919 % 26) for place in range(20_000)),
        " ".join(f"w{place}" for place in range(4_000)),
        "\U0001f1e7" * 5_000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_the_time_for_hostile_texts_grows_with_their_length_alone(shipped: LinearClassifier, text: str) -> None:
    # A ratio, since machines differ: eight times the text may take eight times as long, not 64 times.
    label = scored(shipped, text)[:1]
    assert _spent(shipped, text, label) < 24 * _spent(shipped, text[: len(text) // 8], label) + 5_000_000


def test_all_labels_together_cost_far_less_than_one_by_one(shipped: LinearClassifier) -> None:
    text = f"{CLEAN} {INSULT} {SPAM} " * 2
    labels = scored(shipped, text)
    _spent(shipped, text, labels)
    assert _spent(shipped, text, labels) < 4 * _spent(shipped, text, labels[:1])  # 8 if each label folds for itself

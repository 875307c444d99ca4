"""Explanations as the API and the command line show them: which labels, which words, which offsets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.protocol import Contribution, Explanation, Part, Scores
from moderation.explain import Explained, explain, fired_labels
from service.presenters.explanations import WORDS, in_full, in_short, probability
from tests.factories import INSULT, MARKERS
from tests.fake_classifier import FakeClassifier

FAKE = FakeClassifier(MARKERS)
WEIGHTS = st.floats(-20, 20)


@dataclass
class Counting:
    """The fake, and how often it scored."""

    scored: int = 0
    labels = FAKE.labels
    version = FAKE.version

    def score(self, texts):
        self.scored += 1
        return FAKE.score(texts)

    def explain(self, text, labels):
        return FAKE.explain(text, labels)


def spread(text: str, weights: list[float]) -> Explained:
    """An explanation in which each character of the text has weighed."""
    words = [
        Contribution(text[i], i, i + 1, weight, "word", (Part(i, i + 1, weight),)) for i, weight in enumerate(weights)
    ]
    words.sort(key=lambda word: -abs(word.weight))
    whole = Explanation("spam", -2.0, fsum([-2.0, *weights]), tuple(words))
    return Explained(text, "fake-1", (whole,))


def labels_of(explained: Explained) -> list[str]:
    return [one.label for one in explained.explanations]


def test_the_labels_that_fired_are_explained_in_their_order() -> None:
    fired = ["threat", "insult", "threat"]
    assert labels_of(explain(FAKE, INSULT, fired=fired, scores={"spam": 1.0})) == ["threat", "insult"]


def test_a_label_that_the_classifier_does_not_know_is_passed_over() -> None:
    assert labels_of(explain(FAKE, INSULT, fired=["links", "insult"], scores={})) == ["insult"]


def test_a_name_that_is_unfit_says_nothing_of_the_text() -> None:
    assert fired_labels(["word-listed", "insult-likely", "name-unfit", "spam-likely"]) == ["insult", "spam"]


def test_when_none_fired_the_two_highest_scores_are_explained() -> None:
    scores = dict.fromkeys(FAKE.labels, 0.1) | {"threat": 0.3, "sexual": 0.4}
    assert labels_of(explain(FAKE, INSULT, fired=[], scores=scores)) == ["sexual", "threat"]


def test_a_text_is_scored_once_whatever_is_known_of_it() -> None:
    classifier = Counting()
    assert labels_of(explain(classifier, INSULT, fired=[], scores={}))[0] == "insult"
    explain(classifier, INSULT, fired=[], scores={"spam": 0.2})
    explain(classifier, INSULT, fired=["spam"], scores={})
    assert classifier.scored == 3


def test_a_label_that_the_classifier_no_longer_scores_in_that_language_is_passed_over() -> None:
    class Narrower(FakeClassifier):
        def score(self, texts: Sequence[str]) -> Scores:
            found = super().score(texts)
            values = found.values.copy()
            values[:, found.labels.index("sexual")] = math.nan
            return replace(found, values=values, rest=values)

    explained = explain(Narrower({"insult": ["গাধা"]}), INSULT, fired=["sexual", "insult"], scores={"sexual": 0.9})
    assert labels_of(explained) == ["insult"]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60), data=st.data())
def test_the_heaviest_words_and_the_rest_add_up_to_the_logit(text: str, data: st.DataObject) -> None:
    weights = data.draw(st.lists(WEIGHTS, min_size=len(text), max_size=len(text)))
    explained = spread(text, weights)
    answer = in_short(explained, decided_by="fake-1")["labels"]["spam"]
    shown = [word["weight"] for word in answer["contributions"]]
    assert fsum([answer["intercept"], *shown, answer["rest"]]) == pytest.approx(answer["logit"], abs=1e-6)
    assert len(shown) == min(len(text), WORDS)
    assert sorted(map(abs, weights), reverse=True)[:WORDS] == [abs(weight) for weight in shown]
    whole = in_full(explained.explanations[0])
    assert len(whole["contributions"]) == len(text)
    assert fsum([whole["intercept"], *(word["weight"] for word in whole["contributions"])]) == whole["logit"]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_both_kinds_of_offsets_lead_to_the_word(text: str) -> None:
    explained = spread(text, [1.0] * len(text))
    units = text.encode("utf-16-le")  # what JavaScript's slice() counts
    for word in in_short(explained, decided_by=None)["labels"]["spam"]["contributions"]:
        assert text[word["start"] : word["end"]] == word["text"]
        assert units[2 * word["start_utf16"] : 2 * word["end_utf16"]].decode("utf-16-le") == word["text"]
        assert {name: word["parts"][0][name] for name in ("start_utf16", "end_utf16", "weight")} == {
            name: word[name] for name in ("start_utf16", "end_utf16", "weight")
        }


def test_another_model_than_the_one_that_decided_is_named_as_such() -> None:
    explained = spread("a", [1.0])
    assert in_short(explained, decided_by="fake-1")["same_model"] is True
    for decided_by in ("fake-0", None):
        answer = in_short(explained, decided_by=decided_by)
        assert (answer["model"], answer["same_model"]) == ("fake-1", False)


@pytest.mark.parametrize(("logit", "expected"), [(0.0, 0.5), (2.0, 0.880797), (1e6, 1.0), (-1e6, 0.0)])
def test_a_probability_is_the_logistic_of_the_logit_without_overflow(logit: float, expected: float) -> None:
    assert probability(Explanation("spam", logit, logit, ())) == pytest.approx(expected, abs=1e-6)

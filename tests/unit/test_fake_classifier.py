"""The fake gives the answers it was told to give."""

import math

import pytest

from models.protocol import Classifier
from tests.fake_classifier import FakeClassifier


def test_a_marker_word_decides_its_label_alone() -> None:
    fake: Classifier = FakeClassifier({"spam": ["casino"], "toxicity": ["বোকা"]})
    first, second = fake.score(["join the casino", "বোকা ছেলে"]).by_comment()
    assert (first["spam"], first["toxicity"]) == (0.99, 0.01)
    assert (second["spam"], second["toxicity"]) == (0.01, 0.99)


def test_its_explanation_adds_up_and_names_the_word() -> None:
    (explanation,) = FakeClassifier({"spam": ["casino"]}).explain("a casino", ["spam"])
    assert explanation.contributions[0].text == "casino"
    assert explanation.intercept + explanation.contributions[0].weight == pytest.approx(explanation.logit)
    assert 1 / (1 + math.exp(-explanation.logit)) == pytest.approx(0.99)


def test_no_comments_give_no_scores() -> None:
    assert FakeClassifier({}).score([]).values.shape == (0, 8)


def test_markers_of_unknown_labels_are_refused() -> None:
    with pytest.raises(KeyError):
        FakeClassifier({"rudeness": ["x"]})

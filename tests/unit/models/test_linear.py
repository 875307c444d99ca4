"""Scoring and explaining, on a classifier trained in the test run."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibrate import Calibration
from models.linear import LinearClassifier
from models.protocol import LABELS
from models.table import idf_step, quantise

TEXTS = ["তুই একটা গাধা", "খুব সুন্দর লেখা", "", "you are a fool 😂 https://example.org", "!!!", "০১৭১২৩৪৫৬৭৮"]


def test_scores_are_probabilities_by_label(classifier: LinearClassifier) -> None:
    scores = classifier.score(TEXTS)
    assert scores.labels == LABELS
    assert scores.values.shape == (len(TEXTS), len(LABELS))
    known = scores.values[~np.isnan(scores.values)]
    assert np.all((known >= 0) & (known <= 1))
    assert scores.languages[0] == "bn"
    rows = scores.by_comment()
    assert [tuple(row) for row in rows] == [classifier.labels_in(language) for language in scores.languages]
    assert all(type(value) is float and round(value, 4) == value for row in rows for value in row.values())


def test_no_comments_give_no_scores(classifier: LinearClassifier) -> None:
    scores = classifier.score([])
    assert scores.values.shape == (0, len(LABELS))
    assert scores.by_comment() == []


def test_rudeness_it_was_taught_scores_above_kindness(classifier: LinearClassifier) -> None:
    rude, kind = classifier.score(["তুই একটা বেয়াদব গাধা", "খুব সুন্দর খবর ভাই"]).by_comment()
    assert rude["toxicity"] > 0.6 > 0.4 > kind["toxicity"]


@given(st.lists(st.text(max_size=50), max_size=12))
def test_a_batch_scores_as_its_comments_do_one_by_one(classifier: LinearClassifier, texts: list[str]) -> None:
    batch = classifier.score(texts).values
    for row, text in zip(batch, texts, strict=True):
        assert np.array_equal(row, classifier.score([text]).values[0], equal_nan=True)


def test_long_batches_are_cut_without_mixing_comments(classifier: LinearClassifier) -> None:
    texts = [f"{TEXTS[index % 2]} {index}" for index in range(1_100)] + ["গাধা " * 3_000] + TEXTS
    batch = classifier.score(texts).values
    picked = [0, 511, 512, 1_023, 1_024, 1_099, 1_100, len(texts) - 1]
    again = classifier.score([texts[index] for index in picked]).values
    assert np.array_equal(batch[picked], again, equal_nan=True)


def test_the_insult_weighs_most_and_is_named_as_written(classifier: LinearClassifier) -> None:
    explanation = classifier.explain("আজ  তুই একটা গা\u200dধা!", ["toxicity"])[0]
    heaviest = explanation.contributions[0]
    assert heaviest.text in ("গা\u200dধা", "তুই", "একটা")
    assert heaviest.weight > 0


def test_repeating_a_word_changes_little(classifier: LinearClassifier) -> None:
    once, often = classifier.score(["গাধা গাধা", "গাধা " * 2_000]).values[:, LABELS.index("toxicity")]
    assert once == often


def test_an_unknown_label_cannot_be_explained(classifier: LinearClassifier) -> None:
    with pytest.raises(KeyError):
        classifier.explain("লেখা", ["spam", "kindness"])


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ud800\udc00\ud800",
        "a" * 20_000,
        "\u0301" * 10_000,
        "অ " * 10_000,
        "\u202e" * 1_000,
        "ꙮ" * 5_000,
        "𠀀𠀀",
    ],
    ids=lambda text: repr(text[:2]),
)
def test_hostile_texts_get_finite_scores_and_explanations(classifier: LinearClassifier, text: str) -> None:
    toxicity = LABELS.index("toxicity")
    assert np.isfinite(classifier.score([text]).values[:, toxicity]).all()
    assert math.isfinite(classifier.explain(text, ["toxicity"])[0].logit)


def test_kept_weights_are_off_by_half_a_step_of_their_root_at_most() -> None:
    table = np.random.default_rng(3).normal(size=(64, 3)).astype(np.float32) * [1, 50, 0]
    kept = quantise(table, np.linspace(0, 14, 64))
    roots = kept.roots[:, :3]
    assert kept.roots.dtype == np.int8
    assert not kept.roots[:, 3:].any()
    assert np.array_equal(np.sign(roots) * np.sign(table) < 0, np.zeros((64, 3), bool))
    assert np.all(np.abs(np.sqrt(np.abs(table) / kept.scales) - np.abs(roots)) <= 0.5 + 1e-6)


def test_kept_idf_is_off_by_half_a_step_at_most() -> None:
    idf = np.linspace(0, 14, 64)
    kept = quantise(np.zeros((64, 1)), idf)
    assert np.all(np.abs(kept.idf * math.sqrt(kept.idf_scale) - idf) <= idf_step(idf) / 2 + 1e-9)


def test_a_language_of_its_own_curve_leaves_the_others_alone() -> None:
    curves = Calibration(("bn",), np.array([[1.0], [2.0]]), np.array([[0.0], [1.0]]))
    raw = np.array([[0.5], [0.5], [-3.0]])
    assert curves.apply(raw, ["en", "bn", "und"]).tolist() == [[0.5], [2.0], [-3.0]]
    assert curves.apply(np.empty((0, 1)), []).shape == (0, 1)

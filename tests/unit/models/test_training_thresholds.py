"""Thresholds keep what is promised on clean rows, and calibration says how often a score is right."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.calibrate import probability
from models.training.curves import curves
from models.training.read import Row
from models.training.thresholds import OTHERS, choose

LABELS = ("spam", "toxicity", "threat")


def made(source: str, language: str, number: int, *, toxic: bool = False) -> list[Row]:
    return [Row(f"{source} {place}", language, source, "unlisted", {"toxicity": int(toxic)}) for place in range(number)]


@pytest.fixture
def rows() -> list[Row]:
    return [
        *made("en-jigsaw-wiki", "en", 1_000),
        *made("en-jigsaw-wiki", "en", 100, toxic=True),
        *made("bn-vitd-violence", "bn", 1_000),
        *made("bn-news-positive-weak", "bn", 500),
    ]


@pytest.fixture
def scores(rows: list[Row]) -> NDArray[np.float64]:
    found = np.random.default_rng(4).beta(1, 4, (len(rows), len(LABELS)))
    found[[bool(row.labels["toxicity"]) for row in rows], 1] = 0.99
    return found


@pytest.mark.parametrize(
    ("source", "language", "share"),
    [("en-jigsaw-wiki", "en", 0.04), ("bn-vitd-violence", "bn", 0.06), ("bn-news-positive-weak", "bn", 0.02)],
)
def test_no_more_clean_rows_are_held_than_promised(
    rows: list[Row], scores: NDArray[np.float64], source: str, language: str, share: float
) -> None:
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    limits = chosen[OTHERS] | chosen[language]
    clean = [row.source == source and not row.labels["toxicity"] for row in rows]
    held = (scores[clean] >= [limits[label].hold for label in LABELS]).any(axis=1).mean()
    assert 0 < held <= share


def test_an_unknown_language_is_held_last(rows: list[Row], scores: NDArray[np.float64]) -> None:
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    assert set(chosen[OTHERS]) == set(LABELS)
    for language, limits in chosen.items():
        assert all(one.hold <= chosen[OTHERS][label].hold for label, one in limits.items())
        assert language == OTHERS or all(one != chosen[OTHERS][label] for label, one in limits.items())


def test_only_some_labels_ever_reject_and_always_above_hold(rows: list[Row], scores: NDArray[np.float64]) -> None:
    for limits in choose(rows, scores, [row.lang for row in rows], LABELS).values():
        assert all(one.reject is None for label, one in limits.items() if label == "threat")
        assert all(one.reject > one.hold for one in limits.values() if one.reject is not None)


def test_a_label_without_rows_holds_from_a_half(rows: list[Row], scores: NDArray[np.float64]) -> None:
    chosen = choose(rows, scores, ["ko"] * len(rows), LABELS)
    assert all(one.hold == 0.5 and one.reject is None for limits in chosen.values() for one in limits.values())


def test_each_language_is_calibrated_by_its_own_rows() -> None:
    draw = np.random.default_rng(8)
    logits = draw.normal(size=(4_000, 1)) * 2
    languages = ["bn", "en"] * 2_000
    shift = np.where(np.arange(4_000) % 2 == 0, 0.0, -2.0)
    truth = (draw.random(4_000) < probability(logits[:, 0] + shift)).astype(np.int8)
    found = curves(["toxicity"], logits, [truth], languages)
    assert found.languages == ("bn", "en")
    assert found.offset[1, 0] == pytest.approx(0.0, abs=0.3)
    assert found.offset[2, 0] == pytest.approx(-2.0, abs=0.3)
    for language in ("bn", "en"):
        own = np.array(languages) == language
        said = probability(found.apply(logits[own], [language] * int(own.sum())))[:, 0]
        assert said.mean() == pytest.approx(truth[own].mean(), abs=0.02)


def test_a_label_with_too_few_rows_takes_the_share_of_its_positives() -> None:
    found = curves(["threat"], np.zeros((1_000, 1)), [np.array([1] * 3 + [0] * 997, np.int8)], ["bn"] * 1_000)
    assert found.slope.tolist() == [[1.0], [1.0]]
    assert 0 < probability(found.apply(np.zeros((1, 1)), ["bn"]))[0, 0] < 0.01

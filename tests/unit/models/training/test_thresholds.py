"""Thresholds keep what is promised on clean rows, and calibration says how often a score is right."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.calibrate import probability
from models.training.curves import curves
from models.training.read import Row
from models.training.thresholds import OTHERS, choose, crosswise

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
        *made("de-germeval2018", "de", 299),
        *made("ko-beep-news", "ko", 300),
    ]


@pytest.fixture
def scores(rows: list[Row]) -> NDArray[np.float64]:
    found = np.random.default_rng(4).beta(1, 4, (len(rows), len(LABELS)))
    found[[bool(row.labels["toxicity"]) for row in rows], 1] = 0.99
    return found


@pytest.mark.parametrize(
    ("source", "language", "share"),
    [
        ("en-jigsaw-wiki", "en", 0.07),
        ("bn-vitd-violence", "bn", 0.06),
        ("bn-news-positive-weak", "bn", 0.02),
        ("ko-beep-news", "ko", 0.05),
    ],
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


def test_a_language_with_too_few_clean_rows_has_no_limits_of_its_own(
    rows: list[Row], scores: NDArray[np.float64]
) -> None:
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    assert set(chosen) == {"bn", "en", "ko", OTHERS}
    fewer = choose(rows[::2], scores[::2], [row.lang for row in rows[::2]], LABELS, given=0.5)
    assert "ko" in fewer


def test_a_few_hundred_clean_rows_are_too_few_to_reject_by(rows: list[Row], scores: NDArray[np.float64]) -> None:
    scores[:, :] = np.where(scores > 0.9, 0.95, scores * 0.5)
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    assert chosen["en"]["toxicity"].reject is not None
    assert all(limits.reject is None for limits in chosen["ko"].values())


def rejected(rows: list[Row], scores: NDArray[np.float64], source: str, language: str) -> int:
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    limits = chosen[OTHERS] | chosen[language]
    bar = [limits[label].reject or np.inf for label in LABELS]
    clean = [row.source == source and not row.labels["toxicity"] for row in rows]
    return int((scores[clean] >= bar).any(axis=1).sum())


def test_no_clean_row_of_a_promise_is_rejected_by_any_label() -> None:
    rows = [*made("en-jigsaw-wiki", "en", 2_000), *made("en-wiki-context", "en", 100, toxic=True)]
    scores = np.random.default_rng(2).uniform(0, 0.5, (len(rows), len(LABELS)))
    scores[:3, 0], scores[3:5, 1] = 0.97, 0.94
    scores[2_000:] = 0.999
    assert rejected(rows, scores, "en-jigsaw-wiki", "en") == 0
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    assert (chosen["en"]["toxicity"].reject, chosen["en"]["spam"].reject) == (0.945, 0.975)


def test_what_rejects_is_chosen_by_the_scores_without_the_heaviest_word() -> None:
    rows = [*made("en-jigsaw-wiki", "en", 2_000), *made("en-wiki-context", "en", 100, toxic=True)]
    scores = np.random.default_rng(2).uniform(0, 0.5, (len(rows), len(LABELS)))
    scores[:5, 1] = 0.97
    rest = scores.copy()
    rest[:5, 1] = 0.6
    languages = [row.lang for row in rows]
    assert choose(rows, scores, languages, LABELS)["en"]["toxicity"].reject == 0.975
    assert choose(rows, scores, languages, LABELS, rest=rest)["en"]["toxicity"].reject == 0.9


def test_elsewhere_than_in_the_languages_we_know_only_a_person_rejects() -> None:
    rows = [*made("hi-macd", "hi", 3_000), *made("hi-macd", "hi", 100, toxic=True)]
    scores = np.random.default_rng(2).uniform(0, 0.5, (len(rows), len(LABELS)))
    chosen = choose(rows, scores, [row.lang for row in rows], LABELS)
    assert {one.reject for limits in chosen.values() for one in limits.values()} == {None}


def test_clean_rows_of_a_noisy_source_are_not_rejected_though_nothing_is_promised_about_holding_them(
    rows: list[Row], scores: NDArray[np.float64]
) -> None:
    before = choose(rows, scores * 0.8, [row.lang for row in rows], LABELS)["bn"]["toxicity"]
    more = made("bn-hate-10k", "bn", 400)
    noisy = np.full((len(more), len(LABELS)), 0.1)
    noisy[:40, 1] = 0.985
    rows, scores = [*rows, *more], np.concatenate((scores * 0.8, noisy))
    after = choose(rows, scores, [row.lang for row in rows], LABELS)["bn"]["toxicity"]
    assert (before.reject, after.reject) == (0.9, 0.99)
    assert before.hold == after.hold


def test_each_row_is_judged_by_limits_that_were_chosen_without_it(rows: list[Row], scores: NDArray[np.float64]) -> None:
    languages = [row.lang for row in rows]
    first = crosswise(rows, scores, languages, LABELS)
    assert np.isfinite(first.hold).all()
    assert (first.hold <= first.reject).all()
    for index in (0, 1_500):
        changed = scores.copy()
        changed[index] = 0.97
        assert np.array_equal(crosswise(rows, changed, languages, LABELS).hold[index], first.hold[index])
    changed = scores.copy()
    changed[:1_000] = 0.97
    assert not np.array_equal(crosswise(rows, changed, languages, LABELS).hold, first.hold)


def test_only_some_labels_ever_reject_and_always_above_hold(rows: list[Row], scores: NDArray[np.float64]) -> None:
    for limits in choose(rows, scores, [row.lang for row in rows], LABELS).values():
        assert all(one.reject is None for label, one in limits.items() if label == "threat")
        assert all(one.reject > one.hold for one in limits.values() if one.reject is not None)


def test_a_label_without_rows_holds_from_a_half(rows: list[Row], scores: NDArray[np.float64]) -> None:
    chosen = choose(rows, scores, ["hi"] * len(rows), LABELS)
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

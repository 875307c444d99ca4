"""Figures are what their definitions say, and their intervals mean something."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from models.training.measures import (
    average_precision,
    calibration_error,
    chance_error,
    debiased_error,
    interval,
    paired_interval,
    recall_at,
    reliability,
    resampled_aucs,
    roc_auc,
)

Pairs = list[tuple[int, float]]


def columns(pairs: Pairs) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    return np.array([truth for truth, _ in pairs], np.int_), np.array([score for _, score in pairs], np.float64)


@pytest.fixture(scope="module")
def sample() -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    chance = np.random.default_rng(1)
    scores = chance.random(2000)
    return (chance.random(2000) < scores).astype(int), scores


scored = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), max_size=40)


@given(scored)
def test_the_area_under_the_curve_is_that_of_scikit_learn(pairs: Pairs) -> None:
    truth, scores = columns(pairs)
    found = roc_auc(truth, scores)
    if len(set(truth.tolist())) < 2:
        assert found is None
    else:
        assert found == pytest.approx(roc_auc_score(truth, scores), abs=1e-4)


@given(scored)
def test_figures_are_shares_or_unknown(pairs: Pairs) -> None:
    truth, scores = columns(pairs)
    for found in (
        average_precision(truth, scores),
        recall_at(truth, scores, 0.01),
        calibration_error(truth, scores),
        chance_error(scores),
        debiased_error(truth, scores),
    ):
        assert found is None or 0 <= found <= 1


def test_recall_counts_positives_above_all_but_one_negative_in_a_hundred() -> None:
    negatives = [(0, number / 1000) for number in range(99)] + [(0, 0.9)]
    truth, scores = columns([*negatives, (1, 0.95), (1, 0.5), (1, 0.05), (1, 0.01)])
    assert recall_at(truth, scores, 0.01) == 0.5
    assert recall_at(truth, scores, 0.0) == 0.25


def test_scores_that_come_true_have_a_small_calibration_error(
    sample: tuple[NDArray[np.int_], NDArray[np.float64]],
) -> None:
    truth, scores = sample
    assert (calibration_error(truth, scores) or 1) < 0.04
    assert (calibration_error(truth, scores**3) or 0) > 0.15


@pytest.mark.parametrize("rows", [150, 800, 5_000])
def test_the_error_by_chance_is_what_scores_that_are_right_show_on_average(rows: int) -> None:
    chance = np.random.default_rng(3)
    scores = chance.beta(0.6, 1.4, rows)
    found = [calibration_error((chance.random(rows) < scores).astype(int), scores) or 0.0 for _ in range(200)]
    assert chance_error(scores) == pytest.approx(np.mean(found), rel=0.08)


@pytest.mark.parametrize("shift", [0.0, 0.05, 0.15])
def test_the_debiased_error_is_nearer_to_the_truth(shift: float) -> None:
    chance = np.random.default_rng(5)
    plain, debiased = [], []
    for _ in range(100):
        scores = chance.uniform(0.2, 0.8, 600)
        truth = (chance.random(600) < scores - shift).astype(int)
        plain.append(calibration_error(truth, scores) or 0.0)
        debiased.append(debiased_error(truth, scores) or 0.0)
    assert shift - 0.01 < np.mean(debiased) < shift + 0.7 * (np.mean(plain) - shift)


def test_the_calibration_error_is_the_mean_distance_over_bins_of_equal_mass() -> None:
    truth, scores = columns([(0, 0.1), (0, 0.3), (1, 0.6), (0, 0.8)])
    assert calibration_error(truth, scores, bins=2) == pytest.approx((0.2 + 0.2) / 2)


def test_reliability_bins_hold_every_row_once_and_rise(sample: tuple[NDArray[np.int_], NDArray[np.float64]]) -> None:
    bins = reliability(*sample)
    assert len(bins) == 15
    assert sum(one.rows for one in bins) == 2000
    assert max(one.rows for one in bins) - min(one.rows for one in bins) <= 1
    assert [one.score for one in bins] == sorted(one.score for one in bins)


def test_the_interval_holds_the_figure_and_narrows_with_more_rows(
    sample: tuple[NDArray[np.int_], NDArray[np.float64]],
) -> None:
    truth, scores = sample
    low, high = interval(truth, scores) or (1, 0)
    few_low, few_high = interval(truth[:100], scores[:100]) or (1, 0)
    assert low < (roc_auc(truth, scores) or 0) < high
    assert high - low < 0.06 < few_high - few_low


def test_the_interval_agrees_with_the_error_that_hanley_and_mcneil_give(
    sample: tuple[NDArray[np.int_], NDArray[np.float64]],
) -> None:
    truth, scores = sample
    area, positives = roc_auc(truth, scores) or 0, int(truth.sum())
    negatives = len(truth) - positives
    first, second = area / (2 - area) - area**2, 2 * area**2 / (1 + area) - area**2
    error = ((area * (1 - area) + (positives - 1) * first + (negatives - 1) * second) / positives / negatives) ** 0.5
    assert np.std(resampled_aucs(truth, [scores])[0]) == pytest.approx(error, rel=0.25)


def test_the_same_seed_draws_the_same_samples(sample: tuple[NDArray[np.int_], NDArray[np.float64]]) -> None:
    truth, scores = sample
    assert np.array_equal(resampled_aucs(truth, [scores], 60), resampled_aucs(truth, [scores], 60))
    assert not np.array_equal(resampled_aucs(truth, [scores], 60, 1), resampled_aucs(truth, [scores], 60, 2))


def test_a_paired_difference_is_surer_than_two_figures_apart(
    sample: tuple[NDArray[np.int_], NDArray[np.float64]],
) -> None:
    truth, scores = sample
    blurred = scores + np.random.default_rng(2).normal(0, 0.2, len(scores))
    low, high = paired_interval(truth, scores, blurred) or (0, 0)
    apart = interval(truth, scores) or (0, 1)
    assert 0 < low < high
    assert high - low < apart[1] - apart[0]
    assert paired_interval(truth, scores, scores) == (0, 0)


def test_one_class_alone_has_no_ranking() -> None:
    truth, scores = columns([(1, 0.5), (1, 0.6)])
    assert roc_auc(truth, scores) is average_precision(truth, scores) is recall_at(truth, scores, 0.01) is None
    assert interval(truth, scores) is paired_interval(truth, scores, scores) is None
    assert calibration_error(*columns([])) is None
    assert debiased_error(*columns([])) is None
    assert chance_error(columns([])[1]) is None

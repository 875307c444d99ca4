"""Another service's scores beside ours: the threshold that keeps the flag rate, and how far both agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.matching import limit_for, matched, rank_correlation

SCORES = st.lists(st.integers(0, 10_000).map(lambda one: one / 10_000), min_size=1, max_size=60)


def test_the_threshold_lies_between_the_scores_that_it_parts():
    assert limit_for([0.1, 0.4, 0.6, 0.9], 2) == 0.5
    assert limit_for([0.1, 0.4, 0.6, 0.9], 0) > 0.9
    assert limit_for([0.1, 0.4, 0.6, 0.9], 4) <= 0.1
    assert limit_for([0.3, 0.3, 0.3], 1) in (0.3, 1.0)  # equal scores cannot be parted


@given(SCORES, st.data())
def test_no_other_threshold_comes_nearer_to_the_number(scores, data):
    number = data.draw(st.integers(0, len(scores)))
    limit = limit_for(scores, number)
    flagged = sum(one >= limit for one in scores)
    best = min(abs(number - sum(one >= other for one in scores)) for other in [*scores, 1.1])
    # 1.0 flags what is exactly that; there is no threshold above it.
    assert abs(number - flagged) <= max(best, scores.count(1.0) if number < scores.count(1.0) else 0)


def test_ranks_agree_where_the_order_does_whatever_the_scale():
    assert rank_correlation([0.1, 0.2, 0.3], [0.5, 0.6, 0.99]) == pytest.approx(1)
    assert rank_correlation([0.1, 0.2, 0.3], [0.9, 0.6, 0.1]) == pytest.approx(-1)
    # By hand: ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4.
    assert rank_correlation([0.1, 0.5, 0.5, 0.9], [0.0, 0.2, 0.3, 0.4]) == pytest.approx(0.9486833)
    assert rank_correlation([0.5, 0.5], [0.1, 0.9]) is None
    assert rank_correlation([0.5], [0.1]) is None


def test_a_service_that_orders_alike_is_matched_without_a_change_of_sides():
    theirs = [number / 200 for number in range(200)]
    ours = [score**3 for score in theirs]
    found = matched(theirs, ours, 0.8)
    assert found.rate == found.our_rate == pytest.approx(0.195)
    assert found.keeps_the_rate
    assert found.agreement == 1
    assert found.rank == pytest.approx(1)
    assert 0.8**3 < found.ours < 0.805**3


def test_pairs_must_be_pairs():
    with pytest.raises(ValueError, match="pairs"):
        matched([], [], 0.8)
    with pytest.raises(ValueError, match="pairs"):
        matched([0.1], [0.1, 0.2], 0.8)

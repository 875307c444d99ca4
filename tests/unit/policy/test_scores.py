"""A score is a probability, and nothing else is let through."""

import math

import pytest

from policy.decide import UnsoundScore, decide
from policy.ruleset import DEFAULT_RULESET


@pytest.mark.parametrize("value", [-0.01, 1.01, math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(UnsoundScore, match="spam is"):
        decide({"spam": value}, DEFAULT_RULESET, author_approved=None)


@pytest.mark.parametrize("value", [0, 0.0, 0.5, 1.0, 1])
def test_a_score_takes_both_ends_of_the_range(value: float) -> None:
    verdict = decide({"spam": value}, DEFAULT_RULESET, author_approved=None)
    assert verdict.scores == {"spam": value}

"""What a moderator should see first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.priority import HARM, UNSCORED, priority
from policy.signals import LABELS
from tests.unit.policy.strategies import probabilities, scores


def test_every_label_has_a_harm_within_the_range() -> None:
    assert set(HARM) == set(LABELS)
    assert all(0 < harm <= 1 for harm in HARM.values())


@pytest.mark.parametrize("grave", ["threat", "severe_toxicity", "identity_attack"])
@pytest.mark.parametrize("light", ["profanity", "spam", "insult"])
def test_a_grave_label_goes_before_a_light_one_of_the_same_score(grave: str, light: str) -> None:
    assert priority({grave: 0.7}) > priority({light: 0.7})


def test_a_certain_threat_is_the_most_urgent_of_all() -> None:
    assert priority({"threat": 1.0}) == 1.0


def test_the_worst_label_counts_and_mild_ones_do_not_add_up() -> None:
    assert priority({"threat": 0.8, "insult": 0.9, "profanity": 0.9}) == priority({"threat": 0.8})


def test_a_comment_nobody_could_score_waits_in_the_middle() -> None:
    assert priority({}) == UNSCORED
    assert priority({"profanity": 1.0}) < UNSCORED < priority({"threat": 0.6})


def test_a_label_without_a_harm_is_left_out() -> None:
    assert priority({"sarcasm": 1.0, "spam": 0.5}) == priority({"spam": 0.5})


@given(scores)
def test_priority_stays_within_the_range(values: dict[str, float]) -> None:
    assert 0.0 <= priority(values) <= 1.0


@given(scores.filter(bool), st.sampled_from(LABELS), probabilities)
def test_raising_a_score_never_lowers_the_priority(values: dict[str, float], label: str, value: float) -> None:
    assert priority({**values, label: max(value, values.get(label, 0.0))}) >= priority(values)

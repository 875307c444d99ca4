"""How harmful a held comment is expected to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.labels import LABELS
from policy.priority import FLOOR, MOST, SEVERITY, expected_harm

SCORES = st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1))


def test_every_label_has_a_severity() -> None:
    assert set(SEVERITY) == set(LABELS)


def test_threats_and_attacks_on_groups_come_before_insults_and_those_before_spam() -> None:
    harm = {label: expected_harm({label: 0.9}) for label in LABELS}
    assert harm["threat"] > harm["identity_attack"] > harm["insult"] > harm["spam"]
    assert harm["threat"] == 9000


def test_the_harm_is_the_sum_over_all_labels() -> None:
    assert expected_harm({"threat": 0.5, "insult": 0.2, "spam": 0.25}) == 5850


@pytest.mark.parametrize("scores", [{}, {"spam": 0.01}, {"rudeness": 1.0}])
def test_what_only_a_rule_held_has_the_floor(scores: dict[str, float]) -> None:
    assert expected_harm(scores) == FLOOR == 500


@given(SCORES, st.sampled_from(LABELS), st.floats(0, 1))
def test_a_higher_score_never_lowers_the_harm(scores: dict[str, float], label: str, score: float) -> None:
    lower = expected_harm({**scores, label: min(score, scores.get(label, 0.0))})
    assert FLOOR <= lower <= expected_harm({**scores, label: max(score, scores.get(label, 0.0))}) <= MOST

"""Thresholds at their edges, modes, the order of reasons, and what must always hold."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.decide import FiredReason, Verdict, decide
from policy.labels import LABELS
from policy.ruleset import DEFAULT_RULESET, Mode, Ruleset
from policy.states import Status
from policy.thresholds import DEFAULT_THRESHOLDS, Threshold
from tests.unit.policy.strategies import authors_approved, probabilities, rulesets, scores

APPROVED, HELD, REJECTED = Status.APPROVED, Status.HELD, Status.REJECTED
SEVERITY = {APPROVED: 0, HELD: 1, REJECTED: 2}

_DOUBTED = Threshold(0.6, None)
RULES = Ruleset(thresholds={**DEFAULT_THRESHOLDS, "spam": Threshold(0.6, 0.9), "threat": _DOUBTED, "insult": _DOUBTED})


def decided(values: dict[str, float], ruleset: Ruleset = RULES, *, author_approved: int | None = None) -> Verdict:
    return decide(values, ruleset, author_approved=author_approved)


def below(limit: float) -> float:
    return math.nextafter(limit, 0)


@pytest.mark.parametrize(
    ("spam", "status"),
    [
        (0.0, APPROVED),
        (below(0.6), APPROVED),
        (0.6, HELD),
        (below(0.9), HELD),
        (0.9, REJECTED),
        (1.0, REJECTED),
    ],
)
def test_a_score_is_weighed_at_its_thresholds(spam: float, status: Status) -> None:
    assert decided({"spam": spam}).status is status


@pytest.mark.parametrize(("threat", "status"), [(below(0.6), APPROVED), (0.6, HELD), (1.0, HELD)])
def test_the_machine_never_rejects_for_a_label_without_a_reject_threshold(threat: float, status: Status) -> None:
    assert decided({"threat": threat}).status is status


@pytest.mark.parametrize("label", LABELS)
def test_each_default_threshold_holds_at_its_own_value(label: str) -> None:
    hold = DEFAULT_THRESHOLDS[label].hold
    assert decided({label: below(hold)}, DEFAULT_RULESET).status is APPROVED
    assert decided({label: hold}, DEFAULT_RULESET).status is HELD


def test_where_hold_meets_reject_there_is_nothing_in_between() -> None:
    rules = Ruleset(thresholds={**DEFAULT_THRESHOLDS, "spam": Threshold(0.5, 0.5)})
    assert decided({"spam": 0.5}, rules).status is REJECTED


def test_what_passes_carries_its_scores_and_no_reason() -> None:
    verdict = decided({"spam": 0.1, "threat": 0.2})
    assert verdict == Verdict(APPROVED, (), {"spam": 0.1, "threat": 0.2}, "und")


def test_reasons_come_strongest_first_and_those_that_rejected_before_the_rest() -> None:
    verdict = decided({"insult": 0.85, "threat": 0.99, "spam": 0.92, "profanity": 0.1})
    assert [(fired.code, fired.score) for fired in verdict.reasons] == [
        ("spam-likely", 0.92),
        ("threat-likely", 0.99),
        ("insult-likely", 0.85),
    ]


def test_a_reason_says_its_label_score_and_sentence() -> None:
    (fired,) = decided({"spam": 0.7}).reasons
    assert fired.to_mapping() == {
        "code": "spam-likely",
        "label": "spam",
        "score": 0.7,
        "message": "This comment looks like spam or advertising.",
        "detail": {"threshold": 0.6},
    }


def test_a_label_without_a_threshold_is_kept_and_weighs_nothing() -> None:
    verdict = decided({"sarcasm": 1.0})
    assert (verdict.status, verdict.scores) == (APPROVED, {"sarcasm": 1.0})


@pytest.mark.parametrize(
    ("spam", "status", "codes"),
    [
        (0.0, HELD, ["pre-moderation"]),
        (0.7, HELD, ["spam-likely"]),
        (0.95, REJECTED, ["spam-likely"]),
    ],
)
def test_with_pre_moderation_nothing_passes_and_what_is_rejected_stays_so(
    spam: float, status: Status, codes: list[str]
) -> None:
    verdict = decided({"spam": spam}, dataclasses.replace(RULES, mode=Mode.PRE), author_approved=100)
    assert (verdict.status, [fired.code for fired in verdict.reasons]) == (status, codes)


@pytest.mark.parametrize(
    ("needed", "approved", "status"),
    [(1, None, HELD), (1, 0, HELD), (1, 1, APPROVED), (3, 2, HELD), (3, 3, APPROVED), (3, 4, APPROVED)],
)
def test_an_author_is_new_until_enough_comments_are_approved(needed: int, approved: int | None, status: Status) -> None:
    rules = dataclasses.replace(RULES, mode=Mode.NEW_AUTHORS, new_author_comments=needed)
    verdict = decided({"spam": 0.1}, rules, author_approved=approved)
    assert verdict.status is status
    assert [fired.code for fired in verdict.reasons] == (["new-author"] if status is HELD else [])


def test_a_reason_of_the_mode_has_neither_label_nor_score() -> None:
    (fired,) = decided({}, dataclasses.replace(RULES, mode=Mode.PRE)).reasons
    assert isinstance(fired, FiredReason)
    assert (fired.label, fired.score) == (None, None)


def test_a_mode_given_as_plain_text_works_like_the_member() -> None:
    rules = Ruleset(mode="pre", thresholds=RULES.thresholds)  # type: ignore[arg-type]
    assert decided({}, rules).status is HELD


@given(rulesets, scores, st.sampled_from(LABELS), probabilities, authors_approved)
def test_raising_a_score_never_makes_the_verdict_milder(
    rules: Ruleset, values: dict[str, float], label: str, value: float, approved: int | None
) -> None:
    raised = {**values, label: max(value, values.get(label, 0.0))}
    before = decided(values, rules, author_approved=approved)
    after = decided(raised, rules, author_approved=approved)
    assert SEVERITY[after.status] >= SEVERITY[before.status]


@given(rulesets, scores, authors_approved)
def test_a_stricter_mode_never_makes_the_verdict_milder(
    rules: Ruleset, values: dict[str, float], approved: int | None
) -> None:
    severities = [
        SEVERITY[decided(values, dataclasses.replace(rules, mode=mode), author_approved=approved).status]
        for mode in (Mode.POST, Mode.NEW_AUTHORS, Mode.PRE)
    ]
    assert severities == sorted(severities)


@given(rulesets, scores, authors_approved)
def test_a_comment_has_reasons_exactly_when_it_does_not_pass(
    rules: Ruleset, values: dict[str, float], approved: int | None
) -> None:
    verdict = decided(values, rules, author_approved=approved)
    assert bool(verdict.reasons) is (verdict.status is not APPROVED)


def test_one_word_never_rejects() -> None:
    sure = decide({"spam": 0.95}, RULES, rest={"spam": 0.91}, author_approved=None)
    assert (sure.status, sure.reasons[0].detail) == (REJECTED, {"threshold": 0.9})
    doubted = decide({"spam": 0.95, "threat": 0.7}, RULES, rest={"spam": 0.4, "threat": 0.7}, author_approved=None)
    assert doubted.status is HELD
    assert [(fired.code, fired.detail) for fired in doubted.reasons] == [
        ("spam-likely", {"threshold": 0.6, "one_word": True}),
        ("threat-likely", {"threshold": 0.6}),
    ]

"""Rules are read whole or refused with every fault named."""

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.errors import RulesetInvalid
from policy.labels import LABELS
from policy.ruleset import DEFAULT_RULESET, Mode, Ruleset, parse
from policy.thresholds import DEFAULT_THRESHOLDS, Threshold
from tests.unit.policy.strategies import rulesets

keys = st.sampled_from([*LABELS, "hold", "reject", "", "~/", "০", "en", "EN", "bn-Latn"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["post", "pre", "0.5"]),
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
    max_leaves=20,
)


def faults_of(mapping: object) -> list[str]:
    with pytest.raises(RulesetInvalid) as caught:
        parse(mapping)
    return [fault.pointer for fault in caught.value.faults]


@given(rulesets)
def test_rules_written_and_read_again_are_equal(rules: Ruleset) -> None:
    assert parse(rules.to_mapping()) == rules


@given(rulesets)
def test_rules_survive_a_journey_as_json(rules: Ruleset) -> None:
    assert parse(json.loads(json.dumps(rules.to_mapping()))) == rules


FIELDS = ("mode", "new_author_comments", "thresholds", "languages", "x")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, json_values)))
def test_any_document_is_either_read_or_refused_with_faults(document: dict[str, object]) -> None:
    try:
        rules = parse(document)
    except RulesetInvalid:
        assert faults_of(document)
    else:
        assert parse(rules.to_mapping()) == rules


@pytest.mark.parametrize("document", [{}, {"thresholds": {}}, {"thresholds": {"spam": {}}}])
def test_what_is_left_out_takes_the_default(document: dict[str, Any]) -> None:
    assert parse(document) == DEFAULT_RULESET


def test_what_is_given_replaces_the_default_and_nothing_else() -> None:
    rules = parse({"mode": "pre", "thresholds": {"toxicity": {"reject": 0.9}}})
    assert rules.mode is Mode.PRE
    assert rules.thresholds == {
        **DEFAULT_THRESHOLDS,
        "toxicity": Threshold(DEFAULT_THRESHOLDS["toxicity"].hold, 0.9),
    }


def test_a_null_reject_means_that_the_machine_never_rejects() -> None:
    assert parse({"thresholds": {"spam": {"reject": None}}}).thresholds["spam"].reject is None


@pytest.mark.parametrize("document", [None, [], "post", 1, True, math.nan, [("mode", "post")]])
def test_a_document_that_is_no_object_is_one_fault_at_the_root(document: object) -> None:
    assert faults_of(document) == [""]


NOT_NUMBERS = [True, False, "0.5", [], {}, math.nan, math.inf, -math.inf, -0.001, 1.001, 10**400, 0.5j]


@pytest.mark.parametrize("value", [*NOT_NUMBERS, None])
def test_a_hold_that_is_no_probability_is_a_fault(value: object) -> None:
    assert faults_of({"thresholds": {"spam": {"hold": value}}}) == ["/thresholds/spam/hold"]


@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_a_reject_that_is_no_probability_is_a_fault(value: object) -> None:
    assert faults_of({"thresholds": {"spam": {"reject": value}}}) == ["/thresholds/spam/reject"]


@pytest.mark.parametrize(
    ("limits", "valid"),
    [
        ({"hold": 0.5, "reject": 0.5}, True),
        ({"hold": 0, "reject": 1}, True),
        ({"hold": 0.51, "reject": 0.5}, False),
        ({"hold": 1.0}, True),  # where the default never rejects
        ({"reject": 0.1}, False),  # beneath the default hold
        ({"hold": 1.0, "reject": None}, True),
    ],
)
def test_hold_may_meet_reject_but_not_pass_it(limits: dict[str, Any], valid: bool) -> None:
    label = "toxicity"
    document = {"thresholds": {label: limits}}
    if valid:
        assert isinstance(parse(document).thresholds[label].hold, float)
    else:
        assert faults_of(document) == [f"/thresholds/{label}/hold"]


@pytest.mark.parametrize("value", ["", "POST", "always", None, 1, [], {}])
def test_an_unknown_mode_is_a_fault(value: object) -> None:
    assert faults_of({"mode": value}) == ["/mode"]


@pytest.mark.parametrize("value", [0, 101, -1, 1.0, True, "1", None])
def test_a_count_of_comments_out_of_range_is_a_fault(value: object) -> None:
    assert faults_of({"new_author_comments": value}) == ["/new_author_comments"]


@pytest.mark.parametrize("value", [1, 100])
def test_a_count_of_comments_takes_both_ends_of_its_range(value: int) -> None:
    assert parse({"new_author_comments": value}).new_author_comments == value


@pytest.mark.parametrize("value", [None, [], 0.5, "spam"])
def test_thresholds_that_are_no_object_are_a_fault(value: object) -> None:
    assert faults_of({"thresholds": value}) == ["/thresholds"]
    assert faults_of({"thresholds": {"spam": value}}) == ["/thresholds/spam"]


def test_an_unknown_field_is_pointed_at_with_its_signs_escaped() -> None:
    assert faults_of({"a/b~c": 1, 7: 2}) == ["/a~1b~0c", "/7"]


def test_every_fault_of_a_document_is_named_at_once() -> None:
    document = {
        "mode": "later",
        "new_author_comments": 0,
        "thresholds": {
            "anger": {"hold": 0.5},
            "spam": {"hold": 2, "reject": "never", "allow": 0.1},
            "threat": {"hold": 0.9, "reject": 0.8},
        },
        "colour": "blue",
    }
    assert faults_of(document) == [
        "/colour",
        "/mode",
        "/new_author_comments",
        "/thresholds/anger",
        "/thresholds/spam/allow",
        "/thresholds/spam/hold",
        "/thresholds/spam/reject",
        "/thresholds/threat/hold",
    ]


def test_rules_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULT_RULESET.mode = Mode.PRE  # type: ignore[misc]
    with pytest.raises(TypeError):
        DEFAULT_RULESET.thresholds["spam"] = Threshold(0, 0)  # type: ignore[index]


def test_rules_do_not_follow_later_changes_of_the_mapping_they_were_made_from() -> None:
    thresholds = dict(DEFAULT_THRESHOLDS)
    rules = Ruleset(thresholds=thresholds)
    thresholds["spam"] = Threshold(0.0, 0.0)
    assert rules == DEFAULT_RULESET


@pytest.mark.parametrize("labels", [LABELS[:-1], (*LABELS, "anger")])
def test_rules_hold_a_threshold_for_exactly_the_known_labels(labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="exactly these labels"):
        Ruleset(thresholds={label: Threshold(0.5, None) for label in labels})


def test_equal_rules_are_one_key_of_a_cache() -> None:
    assert len({DEFAULT_RULESET, parse({}), dataclasses.replace(DEFAULT_RULESET, mode=Mode.PRE)}) == 2

"""Thresholds per language: how they are read, which of them hold for a text, and the tags they go by."""

import json
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.decide import decide
from policy.errors import RulesetInvalid
from policy.labels import LABELS
from policy.languages import is_tag, spelled, wider
from policy.ruleset import (
    DEFAULT_LANGUAGES,
    DEFAULT_RULESET,
    DEFAULT_THRESHOLDS,
    MAX_LANGUAGES,
    Ruleset,
    Threshold,
    parse,
)
from policy.states import Status
from tests.unit.policy.strategies import languages, rulesets, tags, thresholds

STATED = {label: {"hold": 0.6, "reject": 0.9} for label in LABELS}
OWN = [(tag, label) for tag, by_label in DEFAULT_LANGUAGES.items() for label in by_label]
UNLISTED = "xx"  # a language that no default names


def faults_of(mapping: object) -> list[str]:
    with pytest.raises(RulesetInvalid) as caught:
        parse(mapping)
    return [fault.pointer for fault in caught.value.faults]


def status_of(rules: Ruleset, language: str, label: str, score: float) -> Status:
    return decide({label: score}, rules, author_approved=None, language=language).status


# Which hold


def test_a_score_is_weighed_at_the_thresholds_of_its_language() -> None:
    rules = parse({"thresholds": STATED, "languages": {"en": {"threat": {"hold": 0.3, "reject": 0.5}}}})
    found = {language: status_of(rules, language, "threat", 0.55) for language in ("en", "bn", "und")}
    assert found == {"en": Status.REJECTED, "bn": Status.APPROVED, "und": Status.APPROVED}
    assert status_of(rules, "en", "threat", 0.4) is Status.HELD
    assert status_of(rules, "en", "insult", 0.4) is Status.APPROVED


@pytest.mark.parametrize(
    ("language", "hold"),
    [
        ("en", 0.1),
        ("EN", 0.1),
        ("en-US", 0.1),
        ("en-GB", 0.2),
        ("EN-gb", 0.2),
        ("en-GB-oed", 0.2),
        ("bn", 0.3),
        ("bn-BD", 0.3),
        ("bn-Latn", 0.6),  # another language to the classifier
        ("bn-latn-BD", 0.6),
        ("ur-Latn", 0.4),
        ("ur-latn-pk", 0.4),
        ("ur", 0.6),
        ("und", 0.6),
        ("", 0.6),
    ],
)
def test_a_language_without_thresholds_takes_those_of_the_wider_one_but_not_of_another_script(
    language: str, hold: float
) -> None:
    own = {"en": 0.1, "en-GB": 0.2, "bn": 0.3, "ur-Latn": 0.4}
    rules = parse({"thresholds": STATED, "languages": {tag: {"spam": {"hold": hold}} for tag, hold in own.items()}})
    assert rules.limits(language)["spam"] == (hold, 0.9)


def test_what_a_narrow_language_leaves_out_comes_from_the_wider_one() -> None:
    rules = parse(
        {"thresholds": STATED, "languages": {"en-GB": {"spam": {"hold": 0.2}}, "en": {"insult": {"hold": 0.1}}}}
    )
    assert rules.limits("en-GB") == {**rules.limits("und"), "spam": (0.2, 0.9), "insult": (0.1, 0.9)}


@given(rulesets, tags)
def test_every_language_has_limits_for_every_label_and_its_own_where_stated(rules: Ruleset, tag: str) -> None:
    limits = rules.limits(tag)
    assert set(limits) == set(LABELS)
    for label, limit in rules.languages.get(tag, {}).items():
        assert limits[label] == (limit.hold, inf if limit.reject is None else limit.reject)


# What is left out


@pytest.mark.parametrize("stated", [{}, {"hold": 0.2}, {"reject": 0.95}, {"reject": None}])
def test_a_missing_number_is_that_of_the_other_languages(stated: dict[str, Any]) -> None:
    rules = parse({"thresholds": STATED, "languages": {"en": {"spam": stated}}})
    assert rules.languages["en"]["spam"] == Threshold(stated.get("hold", 0.6), stated.get("reject", 0.9))


def test_a_number_missing_everywhere_is_the_default_for_all_languages() -> None:
    rules = parse({"languages": {"en": {"spam": {"hold": 0.2}}}})
    assert rules.languages["en"]["spam"] == Threshold(0.2, DEFAULT_THRESHOLDS["spam"].reject)


@pytest.mark.parametrize(("tag", "label"), OWN)
def test_a_threshold_that_a_site_states_holds_in_every_language(tag: str, label: str) -> None:
    assert DEFAULT_RULESET.limits(tag)[label] != DEFAULT_RULESET.limits(UNLISTED)[label]
    rules = parse({"thresholds": {label: {"hold": 0.9, "reject": None}}})
    assert rules.limits(tag)[label] == rules.limits(UNLISTED)[label] == (0.9, inf)


@pytest.mark.parametrize(("tag", "label"), OWN)
def test_for_labels_that_a_site_leaves_out_the_default_languages_hold(tag: str, label: str) -> None:
    others = {other: limits for other, limits in STATED.items() if other != label}
    for document in ({}, {"mode": "pre"}, {"thresholds": others}, {"thresholds": {label: {}}}):
        assert parse(document).limits(tag)[label] == DEFAULT_RULESET.limits(tag)[label]


def test_rules_with_every_label_stated_know_no_language() -> None:
    # So were all rules written before there were languages; they mean what they meant.
    assert parse({"thresholds": STATED}).languages == {}


@pytest.mark.parametrize("stated", [{}, {"fr": {"spam": {"hold": 0.1}}}, {"en": {}}])
def test_languages_that_are_stated_replace_the_default_ones_altogether(stated: dict[str, Any]) -> None:
    rules = parse({"languages": stated})
    assert set(rules.languages) == set(stated)
    for tag in DEFAULT_LANGUAGES:
        assert rules.limits(tag) == rules.limits(UNLISTED)


# Written and read


def test_rules_are_written_with_their_languages_and_both_numbers() -> None:
    rules = parse({"thresholds": STATED, "languages": {"BN-latn": {"spam": {"hold": 0.2}}}})
    assert rules.to_mapping()["languages"] == {"bn-Latn": {"spam": {"hold": 0.2, "reject": 0.9}}}
    assert DEFAULT_RULESET.to_mapping()["languages"].keys() == DEFAULT_LANGUAGES.keys()
    assert parse({"thresholds": STATED}).to_mapping()["languages"] == {}


@given(languages, st.dictionaries(st.sampled_from(LABELS), thresholds))
def test_rules_without_some_parts_are_equal_when_written_and_read_again(
    own: dict[str, dict[str, Threshold]], stated: dict[str, Threshold]
) -> None:
    rules = Ruleset(thresholds={**DEFAULT_THRESHOLDS, **stated}, languages=own)
    assert parse(json.loads(json.dumps(rules.to_mapping()))) == rules
    rules = parse({"thresholds": {label: {"hold": one.hold, "reject": one.reject} for label, one in stated.items()}})
    assert parse(rules.to_mapping()) == rules


def test_rules_do_not_follow_later_changes_of_the_languages_they_were_made_from() -> None:
    own = {"en": {"spam": Threshold(0.2, None)}}
    rules = Ruleset(languages=own)
    own["en"]["spam"] = Threshold(0.0, 0.0)
    own.clear()
    assert rules.limits("en")["spam"] == (0.2, inf)
    with pytest.raises(TypeError):
        rules.languages["en"]["spam"] = Threshold(0, 0)  # type: ignore[index]
    with pytest.raises(TypeError):
        rules.limits("en")["spam"] = (0, 0)  # type: ignore[index]


# Faults


@pytest.mark.parametrize("value", [None, [], 0.5, "en"])
def test_languages_that_are_no_object_are_a_fault(value: object) -> None:
    assert faults_of({"languages": value}) == ["/languages"]
    assert faults_of({"languages": {"en": value}}) == ["/languages/en"]
    assert faults_of({"languages": {"en": {"spam": value}}}) == ["/languages/en/spam"]


@pytest.mark.parametrize(
    ("tag", "pointer"),
    [
        ("english", "english"),
        ("", ""),
        ("e", "e"),
        ("en_GB", "en_GB"),
        ("en\n", "en\n"),
        ("en/~", "en~1~0"),
        ("বাংলা", "বাংলা"),
        ("en-" + "-".join(["abcdefgh"] * 4), "en-" + "-".join(["abcdefgh"] * 4)),
        (7, "7"),
    ],
)
def test_what_is_no_language_tag_is_a_fault(tag: object, pointer: str) -> None:
    assert faults_of({"languages": {tag: {}}}) == [f"/languages/{pointer}"]


def test_a_language_that_stands_twice_in_two_spellings_is_a_fault() -> None:
    assert faults_of({"languages": {"bn-Latn": {}, "en": {}, "BN-LATN": {}}}) == ["/languages/BN-LATN"]


def test_more_languages_than_there_may_be_are_a_fault() -> None:
    many = [f"{first}{second}" for first in "abcdefghijk" for second in "abcdefghijk"]
    assert len(parse({"languages": {tag: {} for tag in many[:MAX_LANGUAGES]}}).languages) == MAX_LANGUAGES
    assert faults_of({"languages": {tag: {} for tag in many[: MAX_LANGUAGES + 1]}}) == ["/languages"]


def test_a_hold_above_the_reject_of_its_language_is_a_fault_whoever_states_either() -> None:
    document = {
        "thresholds": STATED,
        "languages": {
            "en": {"spam": {"hold": 0.95}, "threat": {"reject": 0.5}, "sexual": {"hold": 0.8, "reject": 0.7}},
            "bn": {"spam": {"hold": 0.95, "reject": None}, "threat": {"hold": 0.9}},
        },
    }
    assert faults_of(document) == [f"/languages/en/{label}/hold" for label in ("spam", "threat", "sexual")]


def test_every_fault_of_every_language_is_named_at_once() -> None:
    document = {
        "languages": {
            "en": {"anger": {}, "spam": {"hold": 2, "allow": 1}},
            "bn-Latn": {"threat": {"reject": "never"}},
            "e": {},
        }
    }
    assert faults_of(document) == [
        "/languages/en/anger",
        "/languages/en/spam/allow",
        "/languages/en/spam/hold",
        "/languages/bn-Latn/threat/reject",
        "/languages/e",
    ]


@pytest.mark.parametrize("own", [{"english": {}}, {"EN": {}}, {"en": {"anger": Threshold(0.5, None)}}])
def test_rules_are_not_made_with_what_would_never_be_met(own: dict[str, dict[str, Threshold]]) -> None:
    with pytest.raises(ValueError, match="languages must be tags"):
        Ruleset(languages=own)


# Tags


@pytest.mark.parametrize(
    ("tag", "one"), [("EN", "en"), ("en-gb", "en-GB"), ("BN-latn-bd", "bn-Latn-BD"), ("de-1996", "de-1996")]
)
def test_a_tag_has_one_spelling(tag: str, one: str) -> None:
    assert spelled(tag) == spelled(one) == one


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", []),
        ("en-GB", ["en"]),
        ("en-GB-scouse", ["en-GB", "en"]),
        ("bn-Latn", []),
        ("bn-Latn-BD", ["bn-Latn"]),
        ("de-1996", ["de"]),
    ],
)
def test_wider_tags_keep_the_script(tag: str, expected: list[str]) -> None:
    assert list(wider(tag)) == expected


@given(st.from_regex(r"\A[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}\Z"))
def test_a_spelling_is_a_tag_and_spelled_again_it_stays(tag: str) -> None:
    assert is_tag(tag) is (len(tag) <= 35)
    assert spelled(spelled(tag)) == spelled(tag)
    assert spelled(tag).lower() == tag.lower()
    assert all(tag.startswith(one) for one in wider(tag))

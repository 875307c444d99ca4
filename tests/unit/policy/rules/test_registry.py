"""Every rule is registered, keeps to its own reasons, and says what its settings may be."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from policy import rules
from policy.actions import Action
from policy.bounds import read_settings
from policy.errors import Fault
from policy.reasons import REASONS
from policy.rules import RULES, WITH_SETTINGS, Facts, Rule

HOLDS_RULES = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__", "rule", "facts"}


def test_every_file_is_a_rule_and_every_rule_a_file() -> None:
    assert {rule.find.__module__.rpartition(".")[2] for rule in RULES} == HOLDS_RULES


def test_a_reason_belongs_to_one_rule_and_is_in_the_table_of_all() -> None:
    codes = [reason.code for rule in RULES for reason in rule.reasons]
    assert len(codes) == len(set(codes))
    assert {reason.code for reason in REASONS} >= set(codes)


@pytest.mark.parametrize("rule", WITH_SETTINGS.values(), ids=lambda rule: rule.name)
def test_the_defaults_are_allowed_and_never_reject(rule: Rule) -> None:
    faults: list[Fault] = []
    default = rule.settings()
    assert read_settings(rule.settings, default.to_mapping(), "", faults) == default
    assert faults == []
    assert Action.REJECT not in [getattr(default, one.name) for one in fields(default)]
    assert list(rule.settings.bounds()) == list(default.to_mapping())


@pytest.mark.parametrize("rule", WITH_SETTINGS.values(), ids=lambda rule: rule.name)
def test_each_setting_refuses_what_it_may_not_be_and_names_it(rule: Rule) -> None:
    for name in rule.settings.bounds():
        faults: list[Fault] = []
        assert read_settings(rule.settings, {name: object()}, f"/{rule.name}", faults) == rule.settings()
        assert [fault.pointer for fault in faults] == [f"/{rule.name}/{name}"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name or "wordlist")
def test_a_comment_of_which_nothing_is_known_meets_no_rule(rule: Rule) -> None:
    facts = Facts(text="ভালো", folded="ভালো", place=lambda text, start, end: (start, end), find_links=lambda text: [])
    assert list(rule.find(facts, rule.settings())) == []

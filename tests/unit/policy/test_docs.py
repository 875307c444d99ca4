"""The pages for site owners say what the code does."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from policy.reasons import REASONS, Reason
from policy.rules import WITH_SETTINGS
from policy.ruleset import Mode, parse
from policy.thresholds import DEFAULT_LANGUAGES, DEFAULT_THRESHOLDS, Threshold
from policy.wires import DEFAULT_WIRES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("each", REASONS, ids=lambda each: each.code)
def test_each_reason_is_listed_with_both_its_sentences(each: Reason) -> None:
    rows = (DOCS / "reasons.md").read_text(encoding="utf-8").splitlines()
    (row,) = [row for row in rows if row.startswith(f"| `{each.code}` |")]
    assert row.endswith(f" {each.message_en} | {each.message_bn} |")


def test_the_table_of_defaults_shows_the_defaults_in_force() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| [^|`]+ \| ([\d.]+) \| ([\d.]+|never) \|$",
        (DOCS / "policy.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    shown = {
        label: Threshold(float(hold), None if reject == "never" else float(reject)) for label, hold, reject in rows
    }
    assert shown == DEFAULT_THRESHOLDS


def test_the_table_of_languages_shows_the_defaults_in_force() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| `(\w+)` \| ([\d.]+) \| ([\d.]+|never) \|$",
        (DOCS / "policy.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    shown: dict[str, dict[str, Threshold]] = {}
    for language, label, hold, reject in rows:
        shown.setdefault(language, {})[label] = Threshold(float(hold), None if reject == "never" else float(reject))
    assert shown == DEFAULT_LANGUAGES


def test_the_table_of_signals_shows_every_setting_of_every_rule_with_its_default() -> None:
    text = (
        (DOCS / "policy.md").read_text(encoding="utf-8").split("## Understand the other signals")[1].split("\n## ")[0]
    )
    shown: dict[str, dict[str, object]] = {}
    section = ""
    for named, setting, default in re.findall(r"^\| (?:`(\w+)`)? ?\| `(\w+)` \| `([^`]+)` \|", text, re.MULTILINE):
        section = named or section
        plain = default[0] in "[0123456789" or default in ("true", "false")
        shown.setdefault(section, {})[setting] = json.loads(default) if plain else default
    assert shown == {name: rule.settings().to_mapping() for name, rule in WITH_SETTINGS.items()}


def test_the_table_of_wires_shows_every_setting_with_its_default() -> None:
    page = (DOCS / "wires.md").read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    rows = [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in page.splitlines()]
    shown, wire = {}, ""
    for row in rows:
        if len(row) == 4:
            wire = row[0] or wire
            shown[wire, row[1]] = row[2]
    for name, settings in DEFAULT_WIRES.items():
        for setting, value in settings.to_mapping().items():
            said = shown.get((name, setting)) or shown["all", setting]
            plain = str(value).lower() if isinstance(value, bool) else str(value)
            own = dict(part.strip().split(": ") for part in said.split(";")[1:])
            assert own.get(name, said.split(";")[0].strip()) == plain, (name, setting)


def test_the_example_is_a_valid_document_that_does_what_the_page_says() -> None:
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    sections, english, example = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    rules = parse(json.loads(sections))
    assert rules.house_in("রাজনীতি") == replace(rules.house, mode=Mode.PRE)
    assert (
        rules.house_in("খেলা").close_after_days < rules.house_in("দেশ").close_after_days == rules.house.close_after_days
    )
    rules = parse(json.loads(example))
    assert (rules.mode, rules.new_author_comments) == (Mode.NEW_AUTHORS, 3)
    assert rules.thresholds["threat"].hold < DEFAULT_THRESHOLDS["threat"].hold
    assert rules.thresholds["spam"].reject is None
    rules = parse(json.loads(english))
    in_english, elsewhere = rules.limits("en")["toxicity"], rules.limits("bn-Latn")["toxicity"]
    assert (in_english[0] < elsewhere[0], in_english[1]) == (True, elsewhere[1])

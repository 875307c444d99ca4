"""What must hold of our code wherever it stands."""

from __future__ import annotations

import ast
import re

import pytest

from models import artifact, protocol
from policy import labels, ruleset
from tests.house.sources import ROOT, Source, sources

SOURCES = sources()
LONGEST_FILE = 250
TABLES_OF_WORDS = {"models/training/phrases.py"}  # sentences, not code
ENVIRONMENT_READER = "runtime/settings.py"
DOOR = "store/decisions.py"
WRITES_STATUS = re.compile(r"UPDATE\s+comments\s+SET\s+[^'\"]*\bstatus\b|\.values\([^)]*\bstatus\s*=", re.IGNORECASE)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_only_the_settings_read_the_environment(source: Source) -> None:
    if source.name == ENVIRONMENT_READER:
        return
    reads = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
    ]
    assert not reads, f"{source.name} reads the environment in lines {reads}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_only_the_door_writes_a_status(source: Source) -> None:
    if source.name != DOOR:
        assert not WRITES_STATUS.search(source.text), f"{source.name} writes a comment's status"


def test_the_door_is_where_the_status_is_written() -> None:
    assert WRITES_STATUS.search((ROOT / DOOR).read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_file_is_short_enough_to_have_one_subject(source: Source) -> None:
    assert source.text.count("\n") <= LONGEST_FILE or source.name in TABLES_OF_WORDS


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_module_and_public_function_says_what_it_is(source: Source) -> None:
    if "/migrations/versions/" not in source.name:
        assert ast.get_docstring(source.tree) or not source.text.strip(), f"{source.name} has no docstring"
    silent = [
        f"{source.name}:{node.lineno} {node.name}"
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and "/migrations/versions/" not in source.name
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_policy_and_models_mean_the_same_labels() -> None:
    assert labels.LABELS == protocol.LABELS


def test_the_rules_hold_from_where_the_shipped_card_says() -> None:
    stated = {label: (limit.hold, limit.reject) for label, limit in artifact.load().card.thresholds.items()}
    assert stated == {label: (limit.hold, limit.reject) for label, limit in ruleset.DEFAULT_THRESHOLDS.items()}


def test_the_rules_hold_in_each_language_from_where_the_shipped_card_says() -> None:
    stated, default = artifact.load().card.thresholds_by_language, ruleset.DEFAULT_LANGUAGES
    assert {
        language: {label: (limit.hold, limit.reject) for label, limit in by_label.items()}
        for language, by_label in stated.items()
        if by_label
    } == {
        language: {label: (limit.hold, limit.reject) for label, limit in by_label.items()}
        for language, by_label in default.items()
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", text)
    pinned = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    assert len(pinned) > 20


def test_only_few_files_tell_the_databases_apart() -> None:
    # docs/adr/0009: connecting, committing a unit, three statements; tables and migrations name partial indexes.
    allowed = {
        "store/engine.py",
        "store/unit.py",
        "store/databases.py",
        "store/database_errors.py",
        "store/leases.py",
        "store/claims.py",
    }
    allowed |= {"store/judging_context.py"}
    allowed |= {"store/backups.py"}  # each has a way of its own to be copied
    allowed |= {"store/outside_table.py"}  # the site's databases, not ours
    telling = re.compile("sqlite|postgres|dialect", re.IGNORECASE)
    for source in SOURCES:
        if (
            source.name in allowed
            or not source.name.startswith("store/")
            or source.name.startswith(("store/tables/", "store/migrations/"))
        ):
            continue
        said = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
        said |= {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
        said |= {node.name for node in ast.walk(source.tree) if isinstance(node, ast.alias)}
        assert not [word for word in said if telling.search(word)], source.name

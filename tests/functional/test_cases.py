"""The functional cases are enough, our own and new to the classifier, and the shipped one gets its share of them right.

The floors are written by `make gate ARGS=--write-floors`; the file names each floor that was lowered.
"""

from __future__ import annotations

import json

import pytest

from models.artifact import load
from models.training.assess import thresholds_of
from models.training.augment import frames
from models.training.floors import read_floors
from models.training.functional import CASES, FIELD, FOLDER, Function, Outcome, functions, run
from tests.phrases import learned_from, plain, sharing_words

LANGUAGES = {"en", "bn", "bn-Latn", "mixed"}
FUNCTIONS = functions()
OF_THE_FIELD = {path.stem for path in (FOLDER / FIELD).iterdir()}
FLOORS = FOLDER / "floors.json"


def texts(*, field: bool = True) -> list[str]:
    known = [function for function in FUNCTIONS if field or function.name not in OF_THE_FIELD]
    return [text for function in known for cases in function.cases.values() for text in cases]


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, str], Outcome]:
    classifier = load()
    found = run(classifier, thresholds_of(classifier), FUNCTIONS)
    return {(one.function, one.language): one for one in found}


def test_there_are_enough_functions_and_cases() -> None:
    assert len(FUNCTIONS) >= 25
    assert len(texts()) >= 600


def test_functions_expect_both_to_pass_and_to_stop() -> None:
    assert {function.expect for function in FUNCTIONS} == {"pass", "stop", "not-rejected"}


def test_no_case_stands_twice() -> None:
    seen: set[str] = set()
    twice = [text for text in texts() if text in seen or seen.add(text)]  # type: ignore[func-returns-value]
    assert twice == []


def test_no_case_is_learned_from() -> None:
    assert learned_from(texts(field=False)) == []


def test_no_case_has_four_words_in_a_row_from_training() -> None:
    assert sharing_words(texts(field=False)) == []


def test_no_case_is_among_the_hard_sentences_that_are_learned_from() -> None:
    # Single words, marks and emoji are vocabulary, not cases.
    learned = {plain(row.text) for row in frames(90)}
    cases = [text for text in texts() if sum(any(map(str.isalpha, word)) for word in plain(text).split()) > 1]
    assert [text for text in cases if plain(text) in learned] == []


def test_every_file_of_cases_is_read() -> None:
    assert {function.name for function in FUNCTIONS} == {path.stem for path in CASES.iterdir()} | OF_THE_FIELD


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_says_what_it_is_and_has_cases_in_known_languages(function: Function) -> None:
    assert function.about
    assert plain(function.about)
    assert set(function.cases) <= LANGUAGES


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_shipped_classifier_keeps_the_floor(function: Function, outcomes: dict[tuple[str, str], Outcome]) -> None:
    floors = read_floors(FLOORS).get("functional", {}).get(function.name, {})
    assert set(floors) == set(function.cases), "run make gate ARGS=--write-floors"
    low = {
        language: (outcomes[function.name, language].right, floor, outcomes[function.name, language].wrong)
        for language, floor in floors.items()
        if outcomes[function.name, language].right < floor
    }
    assert low == {}


def test_every_floor_belongs_to_a_function() -> None:
    assert set(read_floors(FLOORS).get("functional", {})) == {function.name for function in FUNCTIONS}


def test_lowered_floors_are_named_in_the_file() -> None:
    assert isinstance(json.loads(FLOORS.read_text(encoding="utf-8"))["loosened"], list)

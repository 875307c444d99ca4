"""Patterns that take long on some text are told from those that never do."""

from __future__ import annotations

import time

import pytest

from moderation.caches import WordListCache
from moderation.judge import PATTERN_SECONDS, judge
from moderation.pattern_cost import LONGEST_TEXT, is_too_dear
from policy.actions import Action
from policy.entries import Entry, Kind
from policy.judge import Site
from policy.ruleset import parse
from policy.states import Status
from policy.word_index import WordIndex
from tests.factories import case, make_classifier

ORDINARY = [
    r"017\d{8}",
    r"(^|[^\p{L}\p{M}])শাল",
    "casino",
    "free.{0,40}money",
    "[0-9০-৯]{11}",
    "গাধা|বলদ|চোর",
    r"\w+@\w+\.com",
    ".*.*.*X",
]
DEAR = [".{1,800}X", "(.{1,100}){1,8}X", "(?:.{0,300}a){3}b", "free.{1,800}X", "জুয়া.{1,800}খেলুন", "x.{1,900}y.{1,900}z"]


def entry(text: str, kind: Kind = Kind.PATTERN) -> Entry:
    return Entry(f"id-{text}", kind, text, Action.HOLD, "rahima", "2026-11-28T10:00:00Z")


@pytest.mark.parametrize("pattern", ORDINARY)
def test_an_ordinary_pattern_is_quick(pattern: str) -> None:
    assert not is_too_dear(pattern)


@pytest.mark.parametrize("pattern", DEAR)
def test_a_pattern_that_counts_far_is_too_dear(pattern: str) -> None:
    assert is_too_dear(pattern)


def test_a_dear_pattern_that_is_stored_already_is_passed_over() -> None:
    index = WordListCache(make_classifier().fold).make(1, 1, [entry(".{1,800}X"), entry("casino")])
    assert index.skipped == ("id-.{1,800}X",)
    assert [hit.entry.text for hit in index.in_text("casino " + "aX" * 400)] == ["casino"]


def test_a_hundred_ordinary_patterns_take_a_moment_on_the_longest_text() -> None:
    index = WordListCache(make_classifier().fold).make(
        1, 1, [entry(f"{one}{n}") for n in range(12) for one in ORDINARY]
    )
    text = ("ab 0ক১, " * LONGEST_TEXT)[:LONGEST_TEXT]
    began = time.perf_counter()
    index.in_text(text)
    assert time.perf_counter() - began < PATTERN_SECONDS


def test_what_cannot_be_compared_in_time_is_held_and_says_so() -> None:
    # As if the trial had let them pass: each takes half a second and more.
    index = WordIndex([entry(f".{{1,{number}}}X") for number in range(790, 800)], make_classifier().fold)
    began = time.perf_counter()
    (verdict,) = judge(make_classifier(), [case(Site(parse({}), index), "a" * LONGEST_TEXT)])
    assert time.perf_counter() - began < 5
    assert (verdict.status, [one.code for one in verdict.reasons]) == (Status.HELD, ["patterns-unfinished"])

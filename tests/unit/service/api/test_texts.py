"""What no database or page can carry is refused by name; every language is let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.schemas.texts import MAX_MARKS_IN_A_ROW, fault_in

ACUTE = "\u0301"


@pytest.mark.parametrize(
    "text",
    [
        "খুব ভালো লিখেছেন, ধন্যবাদ!\nআবার লিখবেন।",
        "ক্ষ্ম্র্য" * 50,
        "e\u0301" * 500,
        "\u05e9\u05dc\u05d5\u05dd\u200f world\u200e",
        "👩‍👩‍👧‍👦 family",
        "x" + ACUTE * MAX_MARKS_IN_A_ROW,
    ],
)
def test_what_people_write_passes(text):
    assert fault_in(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\x00b", "NUL"),
        ("a\ud800b", "surrogate"),
        ("abc\u202efdp.exe", "bidirectional override"),
        ("a\u202db", "bidirectional override"),
        ("bell\x07", "control"),
        ("z" + ACUTE * (MAX_MARKS_IN_A_ROW + 1), "combining marks"),
    ],
)
def test_what_cannot_be_stored_or_shown_is_named(text, fault):
    assert fault in fault_in(text)


@given(st.integers(0, 100), st.integers(MAX_MARKS_IN_A_ROW + 1, 200), st.text("কখগ", max_size=40))
def test_a_run_of_marks_is_found_wherever_it_begins(before, marks, after):
    assert fault_in("ক" * before + ACUTE * marks + after) is not None

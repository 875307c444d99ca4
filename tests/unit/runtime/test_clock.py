"""Moments are whole microseconds, and their text says so."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from runtime.clock import iso, moment_of


def test_a_moment_is_written_in_utc_with_microseconds():
    assert iso(1_700_000_000_000_001) == "2023-11-14T22:13:20.000001Z"


def test_no_moment_is_written_as_nothing():
    assert iso(None) is None


@given(st.integers(min_value=0, max_value=4_000_000_000_000_000))
def test_what_is_written_can_be_read_back_exactly(moment):
    assert moment_of(datetime.fromisoformat(iso(moment)).astimezone(UTC)) == moment

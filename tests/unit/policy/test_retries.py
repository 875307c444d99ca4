"""When a delivery is tried again: soon first, ever more rarely, for three days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import retries

SECOND = 1_000_000
HOUR = 3600 * SECOND


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 15), (3, 45), (4, 135), (9, 21_600), (500, 21_600)])
def test_pauses_grow_to_a_longest_one(attempts, seconds):
    assert retries.pause_after(attempts, 0.5) == seconds * SECOND


@given(st.integers(1, 60), st.floats(0, 1))
def test_jitter_keeps_within_a_fifth(attempts, chance):
    pause, middle = retries.pause_after(attempts, chance), retries.pause_after(attempts, 0.5)
    assert 0.8 * middle - 1 <= pause <= 1.2 * middle + 1


def test_after_three_days_it_is_given_up():
    at = 100 * HOUR
    assert retries.next_try(3, first_tried_at=at - 71 * HOUR, now=at, chance=0.5) == at + 45 * SECOND
    assert retries.next_try(3, first_tried_at=at - 72 * HOUR, now=at, chance=0.5) is None


def test_a_wish_is_heard_but_not_for_ever():
    at = 100 * HOUR
    assert retries.next_try(1, first_tried_at=at, now=at, chance=0.5, wish=600 * SECOND) == at + 600 * SECOND
    assert retries.next_try(1, first_tried_at=at, now=at, chance=0.5, wish=900 * HOUR) == at + HOUR
    assert retries.rest_until(1, now=at, chance=0.5, wish=600 * SECOND) == at + 600 * SECOND


def test_a_destination_rests_after_five_failures_and_never_longer_than_five_minutes():
    assert [retries.rest_until(number, now=0, chance=0.5) // SECOND for number in (0, 4, 5, 6, 20)] == [
        0,
        0,
        5,
        15,
        300,
    ]


def test_three_days_take_a_dozen_or_two_attempts():
    now, attempts = 0, 1
    while (again := retries.next_try(attempts, first_tried_at=0, now=now, chance=0.5)) is not None:
        now, attempts = again, attempts + 1
    assert 15 <= attempts <= 25

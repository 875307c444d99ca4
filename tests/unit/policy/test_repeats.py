"""Repeats: near by few bits, counted by writer, and never a comment's own earlier self."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from policy.repeats import NEAR_BITS, NONE, Printed, Repeats, near_ones, repeats_of

numbers = st.integers(-(2**63), 2**63 - 1)


def flipped(number: int, bits: int, seed: int = 1) -> int:
    for bit in random.Random(seed).sample(range(63), bits):
        number ^= 1 << bit
    return number


@given(st.lists(numbers, max_size=40), st.lists(numbers, max_size=40), st.randoms())
def test_bands_find_exactly_what_comparing_all_pairs_finds(
    some: list[int], others: list[int], rand: random.Random
) -> None:
    near = [flipped(one, rand.randrange(9), rand.randrange(10**6)) for one in some]
    known = {*others, *near}
    expected = {
        one: sorted(
            (((one ^ k) & (2**64 - 1)).bit_count(), k)
            for k in known
            if ((one ^ k) & (2**64 - 1)).bit_count() <= NEAR_BITS
        )
        for one in some
    }
    assert near_ones(some, known) == expected


def test_a_batch_against_a_thousand_is_quick_even_when_all_are_the_same() -> None:
    rand = random.Random(5)
    for prints in ([rand.getrandbits(63) for _ in range(1256)], [7] * 1256):
        printed = [Printed(str(place), f"w{place % 9}", one) for place, one in enumerate(prints)]
        began = time.process_time()
        repeats_of(printed[:256], printed[256:])
        assert time.process_time() - began < 0.5


def test_own_and_others_are_counted_apart_and_the_nearest_own_is_named() -> None:
    recent = [Printed("a", "x", 5), Printed("b", "me", flipped(5, 3)), Printed("c", "me", 5), Printed("d", "y", ~5)]
    assert repeats_of([Printed("new", "me", 5)], recent) == [Repeats(own=2, own_equal=1, others=1, of="c", distance=0)]


def test_a_comment_is_no_repeat_of_itself_or_of_its_earlier_revision() -> None:
    assert repeats_of([Printed("a", "me", 5)], [Printed("a", "me", 5)]) == [NONE]


def test_a_later_draft_repeats_an_earlier_one_and_not_the_other_way_round() -> None:
    first, second = repeats_of([Printed("a", "me", 5), Printed("b", "me", 5)], [])
    assert first == NONE
    assert (second.own, second.of) == (1, "a")


def test_texts_without_words_repeat_nothing() -> None:
    assert repeats_of([Printed("a", "me", 0), Printed("b", "me", 0)], [Printed("c", "me", 0)]) == [NONE, NONE]


def test_a_writer_who_is_not_known_has_nothing_of_his_own() -> None:
    (found,) = repeats_of([Printed(None, None, 5)], [Printed("a", None, 5), Printed("b", "x", 5)])
    assert (found.own, found.others) == (0, 2)

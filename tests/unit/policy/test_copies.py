"""Repeats: near by few bits, counted by author, and never a comment's own earlier self."""

import random
import time

from models.features.fingerprint import near
from policy.copies import NONE, Fingerprinted, Repeats, repeats_of


def flipped(number: int, bits: int, seed: int = 1) -> int:
    for bit in random.Random(seed).sample(range(63), bits):
        number ^= 1 << bit
    return number


def test_a_batch_against_a_thousand_is_quick_even_when_all_are_the_same() -> None:
    rand = random.Random(5)
    for prints in ([rand.getrandbits(63) for _ in range(1256)], [7] * 1256):
        printed = [Fingerprinted(str(place), f"w{place % 9}", one) for place, one in enumerate(prints)]
        began = time.process_time()
        repeats_of(printed[:256], printed[256:], near)
        assert time.process_time() - began < 0.5


def test_own_and_others_are_counted_apart_and_the_nearest_own_is_named() -> None:
    recent = [
        Fingerprinted("a", "x", 5),
        Fingerprinted("b", "me", flipped(5, 3)),
        Fingerprinted("c", "me", 5),
        Fingerprinted("d", "y", ~5),
    ]
    assert repeats_of([Fingerprinted("new", "me", 5)], recent, near) == [
        Repeats(own=2, own_equal=1, others=1, of="c", distance=0)
    ]


def test_a_comment_is_no_repeat_of_itself_or_of_its_earlier_revision() -> None:
    assert repeats_of([Fingerprinted("a", "me", 5)], [Fingerprinted("a", "me", 5)], near) == [NONE]


def test_a_later_draft_repeats_an_earlier_one_and_not_the_other_way_round() -> None:
    first, second = repeats_of([Fingerprinted("a", "me", 5), Fingerprinted("b", "me", 5)], [], near)
    assert first == NONE
    assert (second.own, second.of) == (1, "a")


def test_texts_without_words_repeat_nothing() -> None:
    assert repeats_of(
        [Fingerprinted("a", "me", 0), Fingerprinted("b", "me", 0)], [Fingerprinted("c", "me", 0)], near
    ) == [NONE, NONE]


def test_an_author_who_is_not_known_has_nothing_of_his_own() -> None:
    (found,) = repeats_of(
        [Fingerprinted(None, None, 5)], [Fingerprinted("a", None, 5), Fingerprinted("b", "x", 5)], near
    )
    assert (found.own, found.others) == (0, 2)

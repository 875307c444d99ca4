"""Work with a deadline: given up in time, or done all the same; and what is known before the database answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from moderation.caches import RecentCache
from moderation.foreign.in_time import Deadline, InTime, LastKnown, NotInTime
from moderation.foreign.sentences import MOST, sentences
from policy.copies import Fingerprinted
from policy.errors import DatabaseUnavailable
from runtime.clock import SECOND


@pytest.fixture
def in_time() -> Iterator[InTime]:
    opened = InTime(1)
    yield opened
    opened.close()


def test_what_is_done_in_time_is_given_and_what_it_raises_is_raised(in_time: InTime) -> None:
    assert Deadline(5_000).result(in_time.ask(lambda: 7)) == 7
    with pytest.raises(ZeroDivisionError):
        Deadline(5_000).result(in_time.ask(lambda: 1 // 0))


def test_who_waits_hears_in_time_and_what_had_not_begun_is_given_up(in_time: InTime) -> None:
    gate, done = threading.Event(), []
    in_time.ask(gate.wait)  # the one thread is busy
    began = time.monotonic()
    with pytest.raises(NotInTime):
        Deadline(30).result(in_time.ask(lambda: done.append("asked")))
    assert time.monotonic() - began < 2
    gate.set()
    assert Deadline(5_000).result(in_time.ask(lambda: 1)) == 1
    assert done == []


def test_what_is_to_be_kept_is_done_all_the_same(in_time: InTime) -> None:
    gate, done = threading.Event(), []
    in_time.keep(gate.wait)
    with pytest.raises(NotInTime):
        Deadline(10).wait(in_time.keep(lambda: done.append("kept")))
    gate.set()
    in_time.close()
    assert done == ["kept"]


def test_what_was_read_last_does_while_nothing_better_is_to_be_had(in_time: InTime) -> None:
    known: LastKnown[str, int] = LastKnown(in_time, memory_seconds=0)

    def unavailable() -> int:
        raise DatabaseUnavailable("away")

    def get(read: object) -> int:
        return known.get("a", read, default=-1, milliseconds=lambda _: 5_000)  # type: ignore[arg-type]

    assert get(unavailable) == -1
    assert get(lambda: 3) == 3
    assert get(unavailable) == 3
    fresh: LastKnown[str, int] = LastKnown(in_time, memory_seconds=60)
    assert fresh.get("a", lambda: 1, default=0, milliseconds=lambda _: 5_000) == 1
    assert fresh.get("a", lambda: 2, default=0, milliseconds=lambda _: 5_000) == 1


def test_recent_comments_are_read_on_and_after_a_while_anew() -> None:
    cache = RecentCache(10)
    first = [Fingerprinted("a", None, 1)]
    assert cache.recall(1, now=0) is None
    cache.keep(1, first, now=0)
    assert cache.recall(1, now=4 * SECOND) == (-2 * SECOND, first)
    second = [Fingerprinted("b", None, 2), *first]
    cache.keep(1, second, now=4 * SECOND)
    assert cache.recall(1, now=9 * SECOND) == (2 * SECOND, second)
    assert cache.recall(1, now=10 * SECOND) is None  # ten seconds after all was read
    assert cache.recall(2, now=0) is None
    never = RecentCache(0)
    never.keep(1, first, now=0)
    assert never.recall(1, now=0) is None


def test_sentences_end_at_their_marks_and_at_lines() -> None:
    text = "😀 এক। দুই?! three... v1.2 is out\n  four  \n\nfive"
    assert [text[start:end] for start, end in sentences(text)] == [
        "😀 এক।",
        "দুই?!",
        "three...",
        "v1.2 is out",
        "four",
        "five",
    ]
    many = "এক। " * (MOST + 50)
    found = sentences(many)
    assert len(found) == MOST
    assert found[-1][1] == len(many.rstrip())
    assert sentences("") == []

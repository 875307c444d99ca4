"""The breaker leaves a broken thing alone for a while, then lets it be tried again."""

from __future__ import annotations

from runtime.breaker import Breaker


def test_after_a_failure_it_stays_open_for_its_rest_and_no_longer():
    now = [100.0]
    breaker = Breaker(rest=2.0, now=lambda: now[0])
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    now[0] += 1.9
    assert breaker.is_open
    now[0] += 0.2
    assert not breaker.is_open

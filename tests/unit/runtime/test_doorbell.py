"""The ringer: nobody waits for a ring, many share one, and none that was wanted is forgotten."""

from __future__ import annotations

import threading
import time

from runtime.doorbell import Ringer


class SlowDoorbell:
    """Counts its rings; each takes a while, as a Redis that is far away would."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.rings = 0
        self.rung = threading.Event()
        self._seconds = seconds

    def ring(self) -> bool:
        time.sleep(self._seconds)
        self.rings += 1
        self.rung.set()
        return True


def test_whoever_rings_does_not_wait():
    ringer = Ringer(SlowDoorbell(seconds=0.3))
    started = time.monotonic()
    ringer.ring()
    assert time.monotonic() - started < 0.2
    ringer.close()


def test_rings_that_come_together_share_one():
    doorbell = SlowDoorbell(seconds=0.05)
    ringer = Ringer(doorbell)
    for _ in range(1_000):
        ringer.ring()
    ringer.close()
    assert 1 <= doorbell.rings <= 5


def test_a_ring_wanted_while_another_is_under_way_is_rung_after_it():
    doorbell = SlowDoorbell(seconds=0.1)
    ringer = Ringer(doorbell)
    ringer.ring()
    time.sleep(0.05)
    ringer.ring()
    doorbell.rung.wait(1)
    doorbell.rung.clear()
    assert doorbell.rung.wait(1)
    ringer.close()

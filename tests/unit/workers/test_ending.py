"""Beat ends on SIGTERM also where the exception that it raises is dropped."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from celery.beat import Scheduler, Service

from workers.ending import end_on_signals


class Dropping(Scheduler):
    """A scheduler in whose turn SystemExit is dropped, as in a callback of the garbage collector."""

    def tick(self, *_: object, **__: object) -> float:
        try:
            time.sleep(0.5)
        except SystemExit:
            return 0.01
        return 0.01


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_one_signal_is_enough() -> None:
    service = Service(Celery("test", broker="memory://"), scheduler_cls=Dropping)
    end_on_signals(service)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    service.start()
    assert time.monotonic() - began < 5

"""A worker that consumes nothing while comments wait ends itself, so that it is started again.

Whatever the cause (a connection that looks alive, a library's fault): rows wait, the broker took a wake-up, and still
no task comes in. `prohori up`, a container's restart policy or systemd then starts the worker anew.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import structlog

from policy.errors import DatabaseUnavailable
from runtime.broker import TASK_HARD_LIMIT_SECONDS

STEPS = 4  # of the sweep's interval: so many pass in silence before anything is done, and again before the end
LEAST_SECONDS = 10.0
BUSY_SECONDS = TASK_HARD_LIMIT_SECONDS + 60.0  # no task may take longer: what claims to be done then is not
GRACE_SECONDS = 30.0  # for the orderly end that SIGTERM asks for

log = structlog.get_logger()


def end_process() -> None:
    """End this process in order or, where that hangs, at once."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


class Watchdog:
    """Watches one worker from a thread of its parent process.

    waits: whether work waits that nobody has taken; it may raise DatabaseUnavailable. ring: sends a wake-up; it may
    raise anything when the broker is away. busy: whether a task is being done. end: ends the process.
    """

    def __init__(
        self,
        *,
        waits: Callable[[], bool],
        ring: Callable[[], object],
        busy: Callable[[], bool],
        sweep_seconds: float,
        end: Callable[[], None] = end_process,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waits = waits
        self._ring = ring
        self._busy = busy
        self._patience = max(LEAST_SECONDS, STEPS * sweep_seconds)
        self._end = end
        self._now = now
        self._heard = now()  # of a task, last
        self._rung: float | None = None  # at our own ring, while no task has come since

    def task_came(self) -> None:
        """Note that the worker consumes."""
        self._heard = self._now()
        self._rung = None

    def look(self) -> None:
        """Ring after a long silence while work waits, and end the process after as long again."""
        now = self._now()
        silent = now - self._heard
        if silent < self._patience or (silent < BUSY_SECONDS and self._busy()) or not self._work_waits():
            self._rung = None
        elif self._rung is None:
            self._rung = now if self._reached_the_broker() else None
        elif now - self._rung >= self._patience:
            log.error("worker_stuck", silent_seconds=round(silent))
            self._end()

    def start(self) -> None:
        """Look again and again, from a thread that ends with the process."""
        threading.Thread(target=self._serve, name="watchdog", daemon=True).start()

    def _serve(self) -> None:
        while True:
            time.sleep(self._patience / STEPS)
            self.look()

    def _reached_the_broker(self) -> bool:
        try:
            self._ring()
        except Exception as error:  # whatever the broker's driver raises
            log.warning("watchdog_could_not_ring", error=type(error).__name__)
            return False
        return True

    def _work_waits(self) -> bool:
        try:
            return self._waits()
        except DatabaseUnavailable:
            return False  # nobody could judge them either

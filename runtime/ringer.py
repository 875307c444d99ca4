"""The ringer: rings from a thread of its own, so that no request waits for Redis."""

from __future__ import annotations

import threading
import time

from runtime.doorbell import Doorbell

# Under load the requests of this time share one ring; a single one is rung for at once.
PAUSE_SECONDS = 0.01


class Ringer:
    """Rings a doorbell on behalf of many threads. The thread starts with the first ring."""

    def __init__(self, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._wanted = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def ring(self) -> None:
        """Have the doorbell rung very soon; returns at once. A ring that gets lost is repeated by the sweep."""
        if self._thread is None:
            self._start()
        self._wanted.set()

    def close(self) -> None:
        """Ring once more if that was wanted, and end the thread."""
        self._closing = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="ringer", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        while not self._closing:
            self._wanted.wait()
            # Taken down before ringing: whoever commits from here on is rung for anew.
            self._wanted.clear()
            self._doorbell.ring()
            time.sleep(PAUSE_SECONDS)

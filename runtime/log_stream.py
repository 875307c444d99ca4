"""Where lines go that nobody must have to wait for: a stopped reader costs lines, never the service."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import stat
from typing import Final, TextIO

from runtime import metrics

# A reader that is merely slow gets as long, once; one that has stopped is not waited for again.
PATIENCE_SECONDS: Final = 1.0
PIPE_BYTES: Final = 256 * 1024


class PatientStream:
    """Writes text to a pipe; drops what does not fit while its reader has stopped, and counts it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._stopped = self._torn = False

    def write(self, text: str) -> int:
        """Write, or drop after at most PATIENCE_SECONDS. Never raises OSError."""
        words = (b"\n" if self._torn else b"") + text.encode(errors="replace")
        left = words
        with contextlib.suppress(OSError):  # a reader that went away for good
            while left:
                try:
                    left = left[os.write(self._descriptor, left) :]
                    self._stopped = False
                except BlockingIOError:
                    if self._stopped or not self._has_room():
                        self._stopped = True
                        metrics.LOG_LINES_DROPPED.inc()
                        break
        self._torn = 0 < len(left) < len(words)
        return len(text)

    def flush(self) -> None:
        """Do nothing: every write has gone out."""

    def _has_room(self) -> bool:
        return bool(select.select([], [self._descriptor], [], PATIENCE_SECONDS)[1])


def patient(stream: TextIO) -> TextIO:
    """Return the stream, or where it is a pipe one that never waits long for its reader.

    The pipe is opened once more: whether writing to it waits is then our own affair, not that of whoever shares it.
    """
    try:
        if not stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode):
            return stream
        descriptor = os.open(f"/proc/self/fd/{stream.fileno()}", os.O_WRONLY | os.O_NONBLOCK)
    except (OSError, ValueError):  # no descriptor (a test's buffer), or not on Linux
        return stream
    with contextlib.suppress(OSError, AttributeError):  # as large as this system allows
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return PatientStream(descriptor)  # type: ignore[return-value] # write and flush are all that logs ask of it

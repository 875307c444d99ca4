"""Process groups: ended as a whole, and never left behind by a process that dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from typing import Self

_GUARD_SCRIPT = """
trap '' INT TERM HUP
groups=
while read -r line; do groups=$line; done
for group in $groups; do kill -s "$1" -- "-$group"; done
"""


class Guard:
    """Ends the watched process groups when this process dies, even by kill -9.

    A small shell waits on a pipe that only we hold open. Why not PR_SET_PDEATHSIG: it is Linux only,
    reaches the child but not the grandchildren (Celery's pool, granian's workers), and has to be set in
    preexec_fn, which is not safe beside threads.
    """

    def __init__(self, ending: str = "KILL") -> None:
        self._shell = subprocess.Popen(  # noqa: S603 - our own arguments
            ["/bin/sh", "-c", _GUARD_SCRIPT, "prohori-guard", ending],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch(self, groups: Iterable[int]) -> None:
        """Watch these process groups from now on, and no others."""
        pipe = self._shell.stdin
        # A guard that was killed protects no more, but that is no reason to stop what it guarded.
        with contextlib.suppress(BrokenPipeError):
            if pipe is not None:
                pipe.write(f"{' '.join(map(str, groups))}\n".encode())
                pipe.flush()

    def close(self) -> None:
        """End the guard and touch nothing."""
        self.watch([])
        with contextlib.suppress(BrokenPipeError):
            self._shell.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def stop_group(process: subprocess.Popen[bytes], *, seconds: float, first: int = signal.SIGTERM) -> None:
    """Stop a child that leads its own process group: ask the leader, wait, then kill what is left."""
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the leader of a group with all its children, and give these a second to be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(0.01)
    process.wait()

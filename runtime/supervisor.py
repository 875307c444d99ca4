"""Child processes: started in order, watched, restarted, stopped in order, and never left behind."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Self

from runtime.process_group import Guard, kill_group

TICK_SECONDS = 0.05
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_SECONDS = 60.0
IMPATIENT_SECONDS = 1.0


class PartFailed(Exception):
    """A part ended, or was not ready in time, when it was started for the first time."""


class Interrupted(Exception):
    """SIGINT, SIGTERM or SIGHUP came while a part was being started."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """One part: what to run, how to know that it works, and how long it may take to end.

    ready: asked again and again until it answers True, for at most ready_seconds; None: ready at once.
    stop_seconds: from SIGTERM until the part and its own children are killed.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    ready: Callable[[], bool] | None = None
    ready_seconds: float = 60.0
    stop_seconds: float = 10.0


@dataclass
class _Part:
    child: Child
    process: subprocess.Popen[bytes]
    reader: threading.Thread
    started: float = field(default_factory=time.monotonic)
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """Runs parts until a signal comes; leaving the block stops them all, the last started first.

    say: called with one line at a time, from several threads but never at once.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._print = say
        self._print_lock = threading.Lock()
        self._asked_at: float | None = None
        self._hurry = False
        self._parts: list[_Part] = []
        self._handlers: dict[int, Any] = {}
        self._guard = Guard()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup is meant. An ignored SIGINT is not: a shell does that to whatever it starts with "&".
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                self._handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self._parts):
            if part.restart_at is None:
                self._stop(part)
        self._guard.close()
        for number, handler in self._handlers.items():
            signal.signal(number, handler or signal.SIG_DFL)

    def say(self, line: str) -> None:
        """Print one line. A reader who went away (a closed terminal) is no error."""
        with self._print_lock, contextlib.suppress(OSError, ValueError):
            self._print(line)

    def start(self, child: Child) -> None:
        """Start a part and wait until it is ready. Raises PartFailed or Interrupted."""
        part = self._launch(child)
        self._parts.append(part)
        self._guard_all()
        deadline = time.monotonic() + child.ready_seconds
        while child.ready is not None and not child.ready():
            self._pause()
            if part.process.poll() is not None:
                raise PartFailed(f"{child.name} {_ending(part.process)} before it was ready")
            if time.monotonic() > deadline:
                raise PartFailed(f"{child.name} was not ready within {child.ready_seconds:.0f} s")

    def run(self, child: Child) -> None:
        """Run a part to its end. Raises PartFailed when it fails, or Interrupted."""
        part = self._launch(child)
        self._parts.append(part)
        self._guard_all()
        while part.process.poll() is None:
            self._pause()
        self._parts.remove(part)
        self._bury(part)
        self._guard_all()
        if part.process.returncode != 0:
            raise PartFailed(f"{child.name} {_ending(part.process)}")

    def watch(self) -> None:
        """Restart what dies, with growing delays, until SIGINT, SIGTERM or SIGHUP."""
        with contextlib.suppress(Interrupted):
            while True:
                self._pause()
                for part in self._parts:
                    self._revive(part)

    def _revive(self, part: _Part) -> None:
        if part.restart_at is None and part.process.poll() is not None:
            self._bury(part)
            steady = time.monotonic() - part.started > STEADY_SECONDS
            part.deaths = 1 if steady else part.deaths + 1
            delay = min(FIRST_DELAY * 2 ** (part.deaths - 1), LONGEST_DELAY)
            part.restart_at = time.monotonic() + delay
            self._guard_all()
            self.say(f"{part.child.name} {_ending(part.process)}; starting it again in {delay:g} s")
        elif part.restart_at is not None and time.monotonic() >= part.restart_at:
            self._start_again(part)
            self._guard_all()

    def _start_again(self, part: _Part) -> None:
        try:
            fresh = self._launch(part.child)
        except PartFailed as error:  # its program is being replaced, perhaps: not for ever
            part.restart_at = time.monotonic() + LONGEST_DELAY
            self.say(f"{error}; trying again in {LONGEST_DELAY:g} s")
        else:
            part.process, part.reader, part.started = fresh.process, fresh.reader, fresh.started
            part.restart_at = None

    def _launch(self, child: Child) -> _Part:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own arguments
                child.argv,
                env=None if child.env is None else dict(child.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the parts in order
            )
        except OSError as error:
            raise PartFailed(f"{child.name} could not be run ({error.strerror})") from error
        reader = threading.Thread(target=self._forward, args=(child.name, process), daemon=True)
        reader.start()
        return _Part(child, process, reader)

    def _forward(self, name: str, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            self.say(f"{name:<6} | {line.decode(errors='replace').rstrip()}")

    def _stop(self, part: _Part) -> None:
        if part.process.poll() is None:
            deadline = time.monotonic() + part.child.stop_seconds
            part.process.terminate()
            while part.process.poll() is None and not self._hurry:
                if time.monotonic() > deadline:
                    self.say(f"{part.child.name} did not end within {part.child.stop_seconds:g} s: killed")
                    break
                time.sleep(TICK_SECONDS)
        self._bury(part)

    def _bury(self, part: _Part) -> None:
        """Kill what a part leaves behind (its own children), and print its last words."""
        kill_group(part.process)
        part.reader.join(timeout=1)
        if part.process.stdout is not None and not part.reader.is_alive():
            part.process.stdout.close()

    def _guard_all(self) -> None:
        self._guard.watch(part.process.pid for part in self._parts if part.restart_at is None)

    def _pause(self) -> None:
        if self._asked_at is not None:
            raise Interrupted
        time.sleep(TICK_SECONDS)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._asked_at is None:
            self._asked_at = time.monotonic()
        # One stop often arrives twice, from make and the terminal. A later Ctrl-C is a person in a hurry.
        elif number == signal.SIGINT and time.monotonic() - self._asked_at > IMPATIENT_SECONDS:
            self._hurry = True


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

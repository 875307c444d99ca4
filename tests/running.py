"""A started `prohori` as tests watch it: its lines, its processes, its end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PROHORI = Path(sys.executable).with_name("prohori")
STARTS_WITHIN = 90.0
# By an argument that no other part has: both are Celery's `worker`.
WORKER, DELIVERER = "^moderate,upkeep$", "^deliverer@"


class Running:
    """A started command, the lines it printed and the processes below it."""

    def __init__(self, command: list[str | Path], settings: dict[str, str], *, cwd: Path = ROOT) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROHORI_")}
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**inherited, "PROHORI_WORKER_PROCESSES": "1", **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, pattern: str, *, seconds: float = STARTS_WITHIN) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended = not self._reader.is_alive()
            for line in list(self.lines):
                if re.search(pattern, line):
                    return line
            assert not ended, f"ended without {pattern!r}:\n{self.output()}"
            time.sleep(0.05)
        raise AssertionError(f"no {pattern!r} within {seconds} s:\n{self.output()}")

    def wait_ready(self) -> None:
        self.wait_for("^Prohori is ready: ")

    def end(self, seconds: float = 60) -> int:
        """The exit code, once the command has ended and its output is read."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        if self.process.stdout is not None and not self._reader.is_alive():
            self.process.stdout.close()
        return code

    def output(self) -> str:
        return "\n".join(self.lines)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, pattern: str) -> psutil.Process | None:
        """The process of a part, by an argument that fits the pattern; None while there is none."""
        for child in psutil.Process(self.process.pid).children():
            if _alive(child) and any(re.search(pattern, word) for word in child.cmdline()):
                return child
        return None

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))


def all_gone(family: list[psutil.Process], seconds: float = 10) -> bool:
    """True once none of them runs. A zombie that nobody has collected yet does not run."""
    return eventually(lambda: not any(process.is_running() and _alive(process) for process in family), seconds)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def eventually(happened: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True

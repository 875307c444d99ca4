"""What processes cost, from /proc: CPU time and memory of a process and all below it (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10**6 bytes). rss counts pages shared with others in full, pss by their share."""

    rss: float
    pss: float


def family(pid: int) -> list[int]:
    """Return the process and all its descendants, parents first."""
    children: dict[int, list[int]] = {}
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue  # it ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += sorted(children.get(one, []))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that the process and its living descendants have used."""
    total = 0
    for one in family(pid):
        try:
            fields = (_PROC / str(one) / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory(pid: int) -> Memory:
    """Return the memory of one process. Raises OSError when it is gone."""
    sizes = {}
    for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if rest.endswith(" kB"):
            sizes[name] = int(rest.split()[0]) * 1024 / 1e6
    return Memory(rss=sizes["Rss"], pss=sizes["Pss"])


def maps(pid: int, *words: str) -> list[str]:
    """Return those of the words that occur among the files the process has mapped."""
    files = (_PROC / str(pid) / "maps").read_text(encoding="utf-8")
    return [word for word in words if f"/{word}" in files]


def command_line(pid: int) -> list[str]:
    """Return the command line of a process."""
    return (_PROC / str(pid) / "cmdline").read_bytes().decode().rstrip("\0").split("\0")

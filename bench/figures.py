"""Figures: what was measured, beside what was wanted; and the machine they come from."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number. lowest, highest: its spread over the rounds. goal: None where there is none."""

    bench: str
    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False  # True: the goal is a floor; False: a ceiling
    lowest: float | None = None
    highest: float | None = None

    @property
    def met(self) -> bool | None:
        """True when the goal is reached, None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value < self.goal

    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        spread = "" if self.lowest is None else f"{_short(self.lowest)} to {_short(self.highest or 0)}"
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '<'} {_short(self.goal)}"
        verdict = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.bench} | {self.name} | {_short(self.value)} {self.unit} | {spread} | {goal} | {verdict} |"

    def to_mapping(self) -> dict[str, Any]:
        """Return the figure for JSON."""
        return {**asdict(self), "met": self.met}


HEADER = "| bench | figure | measured | spread | goal | met |\n|---|---|---|---|---|---|"


def over_rounds(values: Sequence[float], **rest: Any) -> Figure:
    """Return the median of the rounds as a figure, with their spread."""
    return Figure(value=statistics.median(values), lowest=min(values), highest=max(values), **rest)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share (0..1) of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> dict[str, str]:
    """Return what the figures were measured on, and when."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _short(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"

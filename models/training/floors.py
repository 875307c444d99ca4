"""Floors and ceilings of the figures that a release must keep, in a file that shows when one is loosened."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")


@dataclass(frozen=True)
class Bound:
    """Which way a figure may not move, and the room that a new limit leaves below or above the figure measured."""

    at_least: bool
    room: float


# Retraining moves a figure a little without making the model worse or better; so much room it has.
BOUNDS = {
    "roc_auc": Bound(True, 0.01),
    "toxic_stopped": Bound(True, 0.03),
    "spam_stopped": Bound(True, 0.05),
    "calibration_error": Bound(False, 0.01),
    "clean_held": Bound(False, 0.01),
    "clean_rejected": Bound(False, 0.003),
    "gap_toxicity": Bound(False, 0.05),
    "gap_identity_attack": Bound(False, 0.05),
    "gap_held": Bound(False, 0.05),
    "worst_held": Bound(False, 0.05),
    "worst_bpsn": Bound(True, 0.03),
    "functional": Bound(True, 0.0),
}


@dataclass(frozen=True)
class Reading:
    """One figure: `measure` is a key of BOUNDS, `where` and `what` say of what (a source and a label, for one)."""

    measure: str
    where: str
    what: str
    value: float

    @property
    def name(self) -> str:
        """The figure in words, as a failure names it."""
        return f"{self.measure} {self.where} {self.what}"


Floors = dict[str, dict[str, dict[str, float]]]


def read_floors(path: Path) -> Floors:
    """measure -> where -> what -> limit, as the file keeps them; empty when there is no file."""
    floors: Floors = json.loads(path.read_text("utf-8"))["floors"] if path.is_file() else {}
    return floors


def failures(floors: Floors, readings: Sequence[Reading]) -> list[str]:
    """A line for each reading beyond its limit, without one, or missing.

    Only the measures that occur among the readings are looked at: a gate without data measures fewer.
    """
    lines = []
    measured = {reading.measure for reading in readings}
    known = {(reading.measure, reading.where, reading.what) for reading in readings}
    for reading in readings:
        limit = floors.get(reading.measure, {}).get(reading.where, {}).get(reading.what)
        bound = BOUNDS[reading.measure]
        if limit is None:
            lines.append(f"{reading.name}: {reading.value:.4f} has no floor; --write-floors sets it")
        elif bound.at_least and reading.value < limit:
            lines.append(f"{reading.name}: {reading.value:.4f} is below the floor {limit:.4f}")
        elif not bound.at_least and reading.value > limit:
            lines.append(f"{reading.name}: {reading.value:.4f} is above the ceiling {limit:.4f}")
    for measure, where, what, limit in _each(floors):
        if measure in measured and (measure, where, what) not in known:
            lines.append(f"{measure} {where} {what}: not measured, though the limit is {limit:.4f}")
    return lines


def write_floors(path: Path, readings: Sequence[Reading], model: str) -> list[str]:
    """Sets the limits from these readings and returns the lines of those that were loosened or dropped.

    The file keeps these lines, so that nobody lowers a floor unseen. Measures without a reading keep their limits.
    """
    old = read_floors(path)
    measured = {reading.measure for reading in readings}
    new: Floors = {measure: limits for measure, limits in old.items() if measure not in measured}
    for reading in readings:
        new.setdefault(reading.measure, {}).setdefault(reading.where, {})[reading.what] = _limit(reading)
    loosened = list(_loosened(old, new))
    text = json.dumps(
        {"model": model, "loosened": loosened, "floors": new}, ensure_ascii=False, indent=1, sort_keys=True
    )
    path.write_text(text + "\n", encoding="utf-8")
    return loosened


def _limit(reading: Reading) -> float:
    bound = BOUNDS[reading.measure]
    if bound.at_least:
        return max(0.0, math.floor((reading.value - bound.room) * 1000 + 1e-9) / 1000)
    return min(1.0, math.ceil((reading.value + bound.room) * 1000 - 1e-9) / 1000)


def _loosened(old: Floors, new: Floors) -> Iterable[str]:
    for measure, where, what, before in _each(old):
        after = new.get(measure, {}).get(where, {}).get(what)
        if after is None:
            yield f"{measure} {where} {what}: {before} dropped"
        elif after < before if BOUNDS[measure].at_least else after > before:
            yield f"{measure} {where} {what}: {before} -> {after}"


def _each(floors: Floors) -> Iterable[tuple[str, str, str, float]]:
    for measure, places in floors.items():
        for where, limits in places.items():
            for what, limit in limits.items():
                yield measure, where, what, limit

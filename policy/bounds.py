"""What a setting may be. Each bound notes what is wrong in `faults` and goes on, so that all faults are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from policy.actions import Action
from policy.errors import Fault, pointer_part
from policy.hosts import is_host, plain_host


class Bound(Protocol):
    """The values that one setting may have."""

    def read(self, value: object, pointer: str, faults: list[Fault]) -> Any:
        """Return what was read; None, with a fault noted at the pointer, where it is not allowed."""


@dataclass(frozen=True, slots=True)
class Count:
    """Whole numbers from least to most."""

    least: int
    most: int

    def read(self, value: object, pointer: str, faults: list[Fault]) -> int | None:
        """See Bound.read."""
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return value
        faults.append(Fault(pointer, f"must be a whole number from {self.least} to {self.most}"))
        return None


@dataclass(frozen=True, slots=True)
class Probability:
    """Numbers from 0 to 1."""

    def read(self, value: object, pointer: str, faults: list[Fault]) -> float | None:
        """See Bound.read."""
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        faults.append(Fault(pointer, "must be a number from 0 to 1"))
        return None


@dataclass(frozen=True, slots=True, init=False)
class Choice:
    """One of some actions."""

    actions: tuple[Action, ...]
    __match_args__ = ("actions",)

    def __init__(self, *actions: Action) -> None:
        object.__setattr__(self, "actions", actions)

    def read(self, value: object, pointer: str, faults: list[Fault]) -> Action | None:
        """See Bound.read."""
        names = [one.value for one in self.actions]
        if isinstance(value, str) and value in names:
            return Action(value)
        faults.append(Fault(pointer, f"must be one of {', '.join(names)}"))
        return None


@dataclass(frozen=True, slots=True)
class Hosts:
    """Lists of hosts, most of them at the most, which come out in their plain form."""

    most: int

    def read(self, value: object, pointer: str, faults: list[Fault]) -> tuple[str, ...] | None:
        """See Bound.read."""
        if not isinstance(value, list | tuple) or len(value) > self.most:
            faults.append(Fault(pointer, f"must be a list of up to {self.most} hosts"))
            return None
        plain = [plain_host(one) if isinstance(one, str) else "" for one in value]
        faults.extend(
            Fault(f"{pointer}/{place}", "must be a host such as khobor.example, without address or path")
            for place, one in enumerate(plain)
            if not is_host(one)
        )
        return tuple(plain)


def read_object(value: object, known: tuple[str, ...], pointer: str, faults: list[Fault]) -> Mapping[str, object]:
    """Return the mapping; one that is none is a fault and counts as empty. Unknown fields are faults."""
    if not isinstance(value, Mapping):
        faults.append(Fault(pointer, "must be an object"))
        return {}
    faults.extend(
        Fault(f"{pointer}/{pointer_part(key)}", f"is not known here; known are {', '.join(known)}")
        for key in value
        if key not in known
    )
    return value

"""What a setting may be. Each bound notes what is wrong in `faults` and goes on, so that all faults are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar, get_type_hints

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
class Day:
    """A day, YYYY-MM-DD."""

    def read(self, value: object, pointer: str, faults: list[Fault]) -> date | None:
        """See Bound.read."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            faults.append(Fault(pointer, "must be a day such as 2026-12-31"))
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
    """One of some members of an enumeration of names: of actions, say."""

    members: tuple[StrEnum, ...]
    __match_args__ = ("members",)

    def __init__(self, *members: StrEnum) -> None:
        object.__setattr__(self, "members", members)

    def read(self, value: object, pointer: str, faults: list[Fault]) -> StrEnum | None:
        """See Bound.read."""
        found = next((one for one in self.members if one.value == value), None)
        if found is None:
            faults.append(Fault(pointer, f"must be one of {', '.join(self.members)}"))
        return found


@dataclass(frozen=True, slots=True)
class Switch:
    """true or false."""

    def read(self, value: object, pointer: str, faults: list[Fault]) -> bool | None:
        """See Bound.read."""
        if isinstance(value, bool):
            return value
        faults.append(Fault(pointer, "must be true or false"))
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


@dataclass(frozen=True, slots=True)
class Texts:
    """Lists of short texts, most of them at the most, each of 1 to longest characters."""

    most: int
    longest: int

    def read(self, value: object, pointer: str, faults: list[Fault]) -> tuple[str, ...] | None:
        """See Bound.read."""
        fits = isinstance(value, list | tuple) and len(value) <= self.most
        if not fits or any(not isinstance(one, str) or not 1 <= len(one.strip()) <= self.longest for one in value):  # type: ignore[attr-defined]
            faults.append(
                Fault(pointer, f"must be a list of up to {self.most} texts of 1 to {self.longest} characters")
            )
            return None
        return tuple(one.strip() for one in value)  # type: ignore[attr-defined]


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


@dataclass(frozen=True, slots=True)
class Bounded:
    """Settings of which each field names its bound and has a default."""

    def to_mapping(self) -> dict[str, Any]:
        """Return the settings in their JSON shape."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def bounds(cls) -> Mapping[str, Bound]:
        """Return what each setting may be, by its name."""
        hints = get_type_hints(cls, include_extras=True)
        return {one.name: hints[one.name].__metadata__[0] for one in fields(cls)}


B = TypeVar("B", bound=Bounded)


def read_settings(kind: type[B], value: object, pointer: str, faults: list[Fault]) -> B:
    """Return the settings that a mapping says; what is missing takes the default. Notes every fault in faults."""
    bounds = kind.bounds()
    given = read_object(value, tuple(bounds), pointer, faults)
    read = {name: bounds[name].read(given[name], f"{pointer}/{name}", faults) for name in bounds if name in given}
    return kind(**{name: one for name, one in read.items() if one is not None})


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value

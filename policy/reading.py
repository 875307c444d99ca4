"""Readers of the parts of a document: each notes what is wrong in `faults` and goes on, so that all are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from policy.actions import Action
from policy.errors import Fault
from policy.rules.links import is_host, plain_host

# value, pointer, faults -> what was read, or None where it was wrong.
Reader = Callable[[object, str, list[Fault]], Any]


def read_object(value: object, known: tuple[str, ...], pointer: str, faults: list[Fault]) -> Mapping[str, object]:
    """Return the mapping; one that is none is a fault and counts as empty. Unknown fields are faults."""
    if not isinstance(value, Mapping):
        faults.append(Fault(pointer, "must be an object"))
        return {}
    faults.extend(
        Fault(f"{pointer}/{escaped(key)}", f"is not known here; known are {', '.join(known)}")
        for key in value
        if key not in known
    )
    return value


def escaped(key: object) -> str:
    """Return the key as a part of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")  # RFC 6901, section 3


def count(least: int, most: int) -> Reader:
    """Return a reader of whole numbers from least to most."""

    def read(value: object, pointer: str, faults: list[Fault]) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        faults.append(Fault(pointer, f"must be a whole number from {least} to {most}"))
        return None

    return read


def probability(value: object, pointer: str, faults: list[Fault]) -> float | None:
    """Return a number from 0 to 1."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    faults.append(Fault(pointer, "must be a number from 0 to 1"))
    return None


def action(*known: Action) -> Reader:
    """Return a reader of one of these actions."""
    names = [one.value for one in known]

    def read(value: object, pointer: str, faults: list[Fault]) -> Action | None:
        if isinstance(value, str) and value in names:
            return Action(value)
        faults.append(Fault(pointer, f"must be one of {', '.join(names)}"))
        return None

    return read


def hosts(*, most: int) -> Reader:
    """Return a reader of a list of hosts, most of them, which come out in their plain form."""

    def read(value: object, pointer: str, faults: list[Fault]) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or len(value) > most:
            faults.append(Fault(pointer, f"must be a list of up to {most} hosts"))
            return None
        plain = [plain_host(one) if isinstance(one, str) else "" for one in value]
        faults.extend(
            Fault(f"{pointer}/{place}", "must be a host such as khobor.example, without address or path")
            for place, one in enumerate(plain)
            if not is_host(one)
        )
        return tuple(plain)

    return read

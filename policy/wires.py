"""Foreign wires: other services' interfaces that we answer in their place, and what a site may set of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final

from policy.bounds import Bounded, Choice, Count, Day, Switch, read_object, read_settings
from policy.errors import Fault


class Wire(StrEnum):
    """By which foreign wire a comment came; the values are public (API, rules, metrics, database)."""

    PERSPECTIVE = "perspective"  # Google's Comment Analyzer
    CORAL = "coral"  # Coral's external moderation phase
    OPENAI = "openai"  # OpenAI's moderations
    AKISMET = "akismet"


class Fallback(StrEnum):
    """What a caller is told when there is no verdict in time."""

    OPEN = "open"  # the comment may pass, or the caller does what it does when we are away
    CLOSED = "closed"  # a person must look, where the wire can say so


@dataclass(frozen=True, slots=True)
class WireSettings(Bounded):
    """What a site may set of a wire.

    keep: whether what comes by it is stored, so that moderators see what is held; a caller's own wish not to be stored
    always counts. milliseconds: within which we answer. fallback: what is answered when there is no verdict by then.
    """

    keep: Annotated[bool, Switch()] = True
    milliseconds: Annotated[int, Count(10, 10_000)] = 500
    fallback: Annotated[Fallback, Choice(*Fallback)] = Fallback.OPEN


@dataclass(frozen=True, slots=True)
class PerspectiveSettings(WireSettings):
    """strict: whether fields that Perspective does not know are refused, as Google does.

    proxy: whether Google is asked as well, and answers. until: its last day; after it, and where it fails, we answer.
    """

    strict: Annotated[bool, Switch()] = False
    proxy: Annotated[bool, Switch()] = False
    until: Annotated[date, Day()] = date(2026, 12, 31)


@dataclass(frozen=True, slots=True)
class CoralSettings(WireSettings):
    """approve: whether a clean comment is published even where Coral's later phases would have held it.

    Coral's form gives a phase 200 ms, network included.
    """

    milliseconds: Annotated[int, Count(10, 10_000)] = 70
    approve: Annotated[bool, Switch()] = False


@dataclass(frozen=True, slots=True)
class AkismetSettings(WireSettings):
    """held_is_spam: whether `true` is answered for what is held for other reasons than spam.

    Without it such a comment is `false` with a header by which WordPress and Discourse hold it; clients that know
    only true and false publish it.
    """

    held_is_spam: Annotated[bool, Switch()] = False


WIRES: Final[Mapping[Wire, type[WireSettings]]] = MappingProxyType(
    {
        Wire.PERSPECTIVE: PerspectiveSettings,
        Wire.CORAL: CoralSettings,
        Wire.OPENAI: WireSettings,
        Wire.AKISMET: AkismetSettings,
    }
)
DEFAULT_WIRES: Final[Mapping[Wire, WireSettings]] = MappingProxyType({wire: kind() for wire, kind in WIRES.items()})


def read_wires(value: object, pointer: str, faults: list[Fault]) -> Mapping[Wire, WireSettings]:
    """Return the settings of all wires; what is missing takes the default. Notes every fault in faults."""
    given = read_object(value, tuple(WIRES), pointer, faults)
    return MappingProxyType(
        {wire: read_settings(kind, given.get(wire, {}), f"{pointer}/{wire}", faults) for wire, kind in WIRES.items()}
    )


def wires_to_mapping(wires: Mapping[Wire, WireSettings]) -> dict[str, Any]:
    """Return the settings of all wires in their JSON shape."""
    return {wire.value: settings.to_mapping() for wire, settings in wires.items()}

"""The sections of a site's rules beside its thresholds: links, repeats, pace, record and names. Frozen, with defaults.

Each default only ever holds a comment; a site may choose to reject, or to turn a section off.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

from policy.actions import Action
from policy.errors import Fault
from policy.reading import Reader, action, count, hosts, probability, read_object

S = TypeVar("S", bound="Section")


@dataclass(frozen=True, slots=True)
class Section:
    """One section. action: what becomes of a comment to which it applies."""

    action: Action = Action.HOLD

    def to_mapping(self) -> dict[str, Any]:
        """Return the section in its JSON shape."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class LinkRules(Section):
    """most: links that a comment may hold, 0 to 100; most_new: the same while none of the writer's is approved.

    shorteners: what becomes of a comment whose links hide where they lead. allow: hosts whose links do not count.
    """

    most: int = 3
    most_new: int = 1
    shorteners: Action = Action.HOLD
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatRules(Section):
    """From how many earlier comments with the same or nearly the same text on it applies, 1 to 1,000.

    own: comments of the same writer. own_short: the same, for texts of fewer than four words. others: comments of
    anybody, for texts of others_words words or more. hours: how far back to look, 1 to 720.
    """

    own: int = 1
    own_short: int = 3
    others: int = 3
    others_words: int = 15
    hours: int = 24


@dataclass(frozen=True, slots=True)
class RateRules(Section):
    """It applies to a comment whose writer has written `posts` (1 to 100) in the `minutes` (1 to 1,440) before it."""

    posts: int = 10
    minutes: int = 5


@dataclass(frozen=True, slots=True)
class RecordRules(Section):
    """It applies to a writer of whose latest ten comments `rejected` (1 to 10) or more were rejected."""

    rejected: int = 3


@dataclass(frozen=True, slots=True)
class NameRules(Section):
    """Display names: action is off or hold. hold: from which score of any label on a name is held, 0 to 1."""

    hold: float = 0.98


_ACTION = action(*Action)
_READERS: dict[type[Section], dict[str, Reader]] = {
    LinkRules: {
        "action": _ACTION,
        "most": count(0, 100),
        "most_new": count(0, 100),
        "shorteners": _ACTION,
        "allow": hosts(most=200),
    },
    RepeatRules: {
        "action": _ACTION,
        "own": count(1, 1_000),
        "own_short": count(1, 1_000),
        "others": count(1, 1_000),
        "others_words": count(4, 1_000),
        "hours": count(1, 720),
    },
    RateRules: {"action": _ACTION, "posts": count(1, 100), "minutes": count(1, 1_440)},
    RecordRules: {"action": _ACTION, "rejected": count(1, 10)},
    NameRules: {"action": action(Action.OFF, Action.HOLD), "hold": probability},
}


def read_section(kind: type[S], value: object, pointer: str, faults: list[Fault]) -> S:
    """Return the section that a mapping says; what is missing takes the default. Notes every fault in faults."""
    readers = _READERS[kind]
    given = read_object(value, tuple(readers), pointer, faults)
    default = kind()
    read = {
        name: readers[name](given[name], f"{pointer}/{name}", faults) if name in given else getattr(default, name)
        for name in readers
    }
    return kind(**{name: getattr(default, name) if one is None else one for name, one in read.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Action):
        return value.value
    return list(value) if isinstance(value, tuple) else value

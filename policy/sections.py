"""How a site, or one section of it, deals with comments that nothing else stops: the mode, trust, and closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from policy.bounds import Bounded, Choice, Count, read_settings
from policy.errors import Fault, pointer_part
from policy.rules.facts import LATEST

MAX_NEW_AUTHOR_COMMENTS: Final = 100
MAX_SECTIONS: Final = 100
LONGEST_SECTION: Final = 200  # characters of its name
LONGEST_OPEN: Final = 3_650  # days


class Mode(StrEnum):
    """What happens to a comment that no threshold stops."""

    POST = "post"  # it appears at once
    PRE = "pre"  # a person reads it first
    NEW_AUTHORS = "new-authors"  # a person reads it first while its author is new


@dataclass(frozen=True, slots=True)
class House(Bounded):
    """The house rules of a site, or of one of its sections.

    new_author_comments: approved comments that make an author known. trust_lost_rejected: of an author's LATEST
    comments so many rejected make a known one new again; 0 for never. close_after_days: after which an article takes
    no more comments; 0 for never. The mode `new-authors` alone asks for the first two.
    """

    mode: Annotated[Mode, Choice(*Mode)] = Mode.POST
    new_author_comments: Annotated[int, Count(1, MAX_NEW_AUTHOR_COMMENTS)] = 1
    trust_lost_rejected: Annotated[int, Count(0, LATEST)] = 3
    close_after_days: Annotated[int, Count(0, LONGEST_OPEN)] = 0


def read_sections(value: object, house: House, pointer: str, faults: list[Fault]) -> dict[str, House]:
    """Return the house rules of each section; what is missing is as for the whole site. Notes every fault."""
    if not isinstance(value, Mapping) or len(value) > MAX_SECTIONS:
        faults.append(Fault(pointer, f"must be an object of up to {MAX_SECTIONS} sections"))
        return {}
    sections = {}
    for name, stated in value.items():
        at = f"{pointer}/{pointer_part(name)}"
        if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_SECTION:
            faults.append(Fault(at, f"must be the name of a section, of up to {LONGEST_SECTION} characters"))
            continue
        whole = {**house.to_mapping(), **stated} if isinstance(stated, Mapping) else stated
        sections[name] = read_settings(House, whole, at, faults)
    return sections


def sections_to_mapping(sections: Mapping[str, House], house: House) -> dict[str, Any]:
    """Return what each section has otherwise than the whole site, in its JSON shape."""
    whole = house.to_mapping()
    return {
        name: {key: value for key, value in own.to_mapping().items() if value != whole[key]}
        for name, own in sections.items()
    }

"""Language tags (BCP 47): their form, one spelling for each, and which wider tag stands in for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

MAX_TAG: Final = 35  # characters; RFC 5646, section 4.4.1
TAG: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)"  # Python's $ alone lets a line break follow
_TAG: Final = re.compile(TAG)
_SCRIPT: Final = 4  # letters of a script's name


def is_tag(text: str) -> bool:
    """Return whether the text has the form of a language tag; whether the language exists is not looked up."""
    return len(text) <= MAX_TAG and _TAG.match(text) is not None


def spelled(tag: str) -> str:
    """Return the tag as it is usually written: bn-Latn, en-GB (RFC 5646, section 2.1.1)."""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *map(_spelled_part, rest)])


def wider(tag: str) -> Iterator[str]:
    """Return the tags that stand in for one, the closest first, itself left out: en for en-GB.

    A script is never left out: Bengali in Latin letters is scored as a language of its own, so bn is none for bn-Latn.
    """
    parts = tag.split("-")
    while len(parts) > 1 and not _is_script(parts.pop()):
        yield "-".join(parts)


def _spelled_part(part: str) -> str:
    if _is_script(part):
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()


def _is_script(part: str) -> bool:
    return len(part) == _SCRIPT and part.isalpha()

"""What a reason means, in words for the author of a comment: a page in each language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from policy.reason import Reason

# By language: headings, and for each group of reasons who finds it, what it means, and what its author can do.
WORDS: Final[dict[str, dict[str, Any]]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page about a reason says, in one language."""

    code: str
    sentence: str
    found_by: str
    meaning: str
    what_now: str


def page(reason: Reason, language: str) -> Page:
    """Return what the page about a reason says. language: en or bn."""
    words = WORDS[language]
    group = words["groups"][reason.group]
    return Page(
        code=reason.code,
        sentence=reason.sentence(language),
        found_by=group["found_by"],
        meaning=group["meaning"],
        what_now=words[group["what_now"]],
    )

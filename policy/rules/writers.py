"""What is known of a comment's writer when it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LATEST: Final = 10  # a writer is known by so many comments; what lies further back is forgotten


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer's record and pace at the moment of a comment, that comment itself not counted.

    approved, rejected: among the LATEST comments written before it. posts: comments written in the minutes before
    it that the site's rules name, counted no further than they need.
    """

    approved: int = 0
    rejected: int = 0
    posts: int = 0

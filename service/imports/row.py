"""What a row of an export says, whatever system wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

APPROVED, REJECTED, SPAM = "approved", "rejected", "spam"
# Keyed like the labels of foreign wires: what people there decided, 1 where it applies.
LABELS: Mapping[str | None, Mapping[str, float]] = {
    APPROVED: {"rejected": 0.0},
    REJECTED: {"rejected": 1.0},
    SPAM: {"rejected": 1.0, "spam": 1.0},
    None: {},
}


class FileUnfit(Exception):
    """The file is not what it is said to be; the message says why, as the end of a sentence about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A comment. line: where it begins in the file, from 1. id, parent: that system's own.

    author: id, name, email, url, ip, as far as known. created_at: as written; "" for unknown.
    article: that system's own id of it; "" for none. decided: APPROVED, REJECTED, SPAM, or None for not yet.
    by_person: a person decided it, so that it is kept as a label.
    """

    line: int
    id: str
    text: str
    author: dict[str, Any]
    article: str
    url: str = ""
    title: str = ""
    parent: str = ""
    created_at: Any = ""
    language: str = ""
    decided: str | None = None
    by_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A row that is left out. wanted: True where that is right (what was deleted there), False for a bad row."""

    line: int
    why: str
    wanted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is read. columns: our field -> the file's column. beside: further files by their names."""

    columns: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


class Export(Protocol):
    """An open export. size, done: bytes, for a progress bar."""

    size: int

    @property
    def done(self) -> int:
        """How far it is read."""

    def rows(self) -> Iterator[Row | Left]:
        """Yield the rows in the order of the file. Raises FileUnfit."""

    def close(self) -> None:
        """Close the file."""


def author_of(*, name: str, email: str = "", url: str = "", ip: str = "", id_: str = "") -> dict[str, Any]:
    """Return an author with what is known; the empty rest is left out."""
    known = {"id": id_, "name": name.strip(), "email": email.strip(), "url": url.strip(), "ip": ip.strip()}
    return {key: value for key, value in known.items() if value}

"""The formats by their names, and how a file's is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.imports.coral import Coral
from service.imports.disqus import Disqus
from service.imports.isso import Isso
from service.imports.opened import Opened
from service.imports.remark42 import Remark42
from service.imports.row import Export, FileUnfit, Options
from service.imports.tables import Csv, Jsonl
from service.imports.wxr import Wxr


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. prefix: before that system's ids, so that they meet no other's; the site's own have none."""

    open: Callable[[Path, Options], Export]
    prefix: str


FORMATS: Final[Mapping[str, Format]] = {
    "wxr": Format(open=Wxr, prefix=""),
    "disqus": Format(open=Disqus, prefix="disqus-"),
    "coral": Format(open=Coral, prefix=""),
    "isso": Format(open=Isso, prefix="isso-"),
    "remark42": Format(open=Remark42, prefix="remark42-"),
    "csv": Format(open=Csv, prefix=""),
    "jsonl": Format(open=Jsonl, prefix=""),
}
_BY_BEGINNING: Final = (
    ("isso", (b"SQLite format 3",)),
    ("disqus", (b"<disqus",)),
    ("wxr", (b"<rss",)),
    ("remark42", (b'"locator"', b'"users":', b'"posts":')),
    ("coral", (b'"revisions"', b'"storyID"')),
)


def format_of(path: Path) -> str:
    """Return the name of the file's format, told by how it begins. Raises FileUnfit where none fits."""
    opened = Opened(path)
    try:
        head = opened.head(64 * 1024)
    finally:
        opened.close()
    for name, marks in _BY_BEGINNING:
        if any(mark in head for mark in marks):
            return name
    if head.lstrip(b"\xef\xbb\xbf \r\n\t[").startswith(b"{"):
        return "jsonl"
    if path.suffix.lower() in (".csv", ".tsv", ".txt") or path.name.lower().endswith(".csv.gz"):
        return "csv"
    raise FileUnfit(f"is of no known format; name it with --format, of {', '.join(FORMATS)}")

"""Text out of a comment's HTML, as its readers would see it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

# What editors of comments write. A body without any is plain text, in which "a < b" stands for itself.
_MARKUP: Final = re.compile(
    r"<(?:/?(?:div|p|br|b|i|u|s|em|strong|span|blockquote|ul|ol|li|a|img)\b[^<>]*)>", re.IGNORECASE
)
_BLOCKS: Final = frozenset({"div", "p", "br", "blockquote", "ul", "ol", "li"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        # An address that is hidden behind words is what a spammer wants read.
        address = dict(attrs).get("href" if tag == "a" else "src") or ""
        if tag in ("a", "img") and address.startswith(("http://", "https://")):
            self.pieces.append(f" {address} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")


def plain(body: str) -> str:
    """Return the text of a body that may be HTML; one without markup stays as it is."""
    if not _MARKUP.search(body):
        return body
    reader = _Text()
    reader.feed(body)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return "\n".join(line for line in lines if line)

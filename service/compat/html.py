"""Text out of a comment's HTML, as its readers would see it; in linear time, whatever is written."""

from __future__ import annotations

import html
import re
from typing import Final

# What editors of comments write. A body without any is plain text, in which "a < b" stands for itself.
_MARKUP: Final = re.compile(
    r"</?(?:div|p|br|b|i|u|s|em|strong|span|blockquote|ul|ol|li|a|img)\b[^<>]{0,2000}>", re.IGNORECASE
)
# The parser of the standard library takes minutes for a megabyte of "<a href='".
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})\b([^<>]{0,2000})>", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:href|src)\s{0,9}=\s{0,9}[\"']?(https?://[^\"'\s]+)", re.IGNORECASE)
_BLOCKS: Final = frozenset({"div", "p", "br", "blockquote", "ul", "ol", "li"})


def plain(body: str) -> str:
    """Return the text of a body that may be HTML; one without markup stays as it is."""
    if not _MARKUP.search(body):
        return body
    text = html.unescape(_TAG.sub(_instead, body))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _instead(tag: re.Match[str]) -> str:
    """Return what stands for a tag: the end of a line, or the address that a spammer hid behind words."""
    name = tag[2].lower()
    if name in ("a", "img") and not tag[1]:
        address = _ADDRESS.search(tag[3])
        return f" {address[1]} " if address else ""
    return "\n" if name in _BLOCKS else ""

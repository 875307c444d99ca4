"""Disqus: the XML that Admin, Export sends (namespace http://disqus.com)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.compat.html import plain
from service.imports.opened import Opened
from service.imports.row import APPROVED, SPAM, Left, Options, Row, author_of
from service.imports.xml_stream import Element, XmlStream

_ID = "dsq:id"


class Disqus(Opened):
    """See Export. Article ids are the site's own identifiers, where it gave Disqus any."""

    def __init__(self, path: Path, _options: Options) -> None:
        super().__init__(path)

    def rows(self) -> Iterator[Row | Left]:
        """Yield the posts; those that were deleted are left out. Threads come before them in the file."""
        threads: dict[str, tuple[str, str, str]] = {}
        for one in XmlStream(self, root="disqus", wanted=frozenset({"thread", "post"})).elements():
            if isinstance(one, Left):
                yield one
            elif one.path == "thread":
                threads[one.attributes.get(_ID, "")] = (one.value("id"), one.value("link"), one.value("title"))
            elif one.value("isDeleted") == "true":
                yield Left(line=one.line, why="was deleted there", wanted=True)
            else:
                yield _row(one, threads)


def _row(post: Element, threads: dict[str, tuple[str, str, str]]) -> Row | Left:
    thread, parent, author = post.child("thread"), post.child("parent"), post.child("author")
    where = threads.get(thread.attributes.get(_ID, "") if thread else "")
    if where is None:
        return Left(line=post.line, why="names a thread that the file does not describe")
    name = author.value("name") if author else ""
    username = author.value("username") if author else ""
    return Row(
        line=post.line,
        id=post.attributes.get(_ID, ""),
        text=plain(post.value("message")),
        author=author_of(
            id_=username and f"disqus-{username}",
            name=name,
            email=author.value("email") if author else "",
            ip=post.value("ipAddress"),
        ),
        article=where[0],
        url=where[1],
        title=where[2],
        parent=parent.attributes.get(_ID, "") if parent else "",
        created_at=post.value("createdAt"),
        decided=SPAM if post.value("isSpam") == "true" else APPROVED,
    )

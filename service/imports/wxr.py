"""WordPress: the file that Tools, Export writes (WXR 1.0 to 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.compat.html import plain
from service.imports.opened import Opened
from service.imports.row import APPROVED, REJECTED, SPAM, Left, Options, Row, author_of
from service.imports.xml_stream import Element, XmlStream

# wp_comments.comment_approved; "0" waits for a moderator.
_DECIDED = {"1": APPROVED, "approve": APPROVED, "spam": SPAM, "trash": REJECTED, "post-trashed": REJECTED}
_OF_ITEM = {"channel/item/title": "title", "channel/item/link": "link", "channel/item/wp:post_id": "id"}
_COMMENT = "channel/item/wp:comment"
_NO_COMMENT = ("pingback", "trackback")


class Wxr(Opened):
    """See Export. Article ids are WordPress' post ids; who was signed in is named by the user's number."""

    def __init__(self, path: Path, _options: Options) -> None:
        super().__init__(path)

    def rows(self) -> Iterator[Row | Left]:
        """Yield the comments; pingbacks and trackbacks are left out."""
        post: dict[str, str] = {}
        for one in XmlStream(self, root="rss", wanted=frozenset({*_OF_ITEM, _COMMENT})).elements():
            if isinstance(one, Left):
                yield one
            elif one.path in _OF_ITEM:
                if one.path.endswith("/title"):  # the first of each item
                    post = {}
                post[_OF_ITEM[one.path]] = one.text.strip()
            elif one.value("wp:comment_type") in _NO_COMMENT:
                yield Left(line=one.line, why=f"is a {one.value('wp:comment_type')}", wanted=True)
            else:
                yield _row(one, post)


def _row(comment: Element, post: dict[str, str]) -> Row:
    user, parent = comment.value("wp:comment_user_id"), comment.value("wp:comment_parent")
    written = comment.value("wp:comment_date_gmt")
    return Row(
        line=comment.line,
        id=comment.value("wp:comment_id"),
        text=plain(comment.value("wp:comment_content")),
        author=author_of(
            id_=f"user-{user}" if user not in ("", "0") else "",
            name=comment.value("wp:comment_author"),
            email=comment.value("wp:comment_author_email"),
            url=comment.value("wp:comment_author_url"),
            ip=comment.value("wp:comment_author_IP"),
        ),
        article=post.get("id", ""),
        url=post.get("link", ""),
        title=post.get("title", ""),
        parent="" if parent == "0" else parent,
        created_at=comment.value("wp:comment_date") if written.startswith("0000") else written,
        decided=_DECIDED.get(comment.value("wp:comment_approved")),
    )

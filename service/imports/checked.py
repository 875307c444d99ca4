"""A row as our API would take it, or why it cannot be taken."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from marshmallow import ValidationError

from moderation.imports import Imported
from moderation.submit import Posted
from policy.states import Status
from service.api.schemas.comments import BatchItem
from service.imports.row import APPROVED, LABELS, Left, Row

_SCHEMA: Final = BatchItem()
# What a comment can do without: where one of these is unfit it is left out, not the comment.
_OPTIONAL: Final = ("name", "email", "url", "ip")
ARTICLES: Final = ("id", "slug", "path")
_NUMBER: Final = re.compile(r"\d{9,13}(\.\d+)?")


class Checker:
    """Checks the rows of one export.

    prefix: before that system's ids. article: which of ARTICLES names an article that is not known by its address.
    addresses: our ids of articles by their addresses. hashed: a keyed hash of an address, for authors without an id.
    """

    def __init__(
        self, *, prefix: str, article: str, addresses: Mapping[str, str], hashed: Callable[[str | None], str | None]
    ) -> None:
        self._prefix = prefix
        self._article = article
        self._addresses = {_bare(url): id_ for url, id_ in addresses.items()}
        self._hashed = hashed

    def check(self, row: Row) -> Imported | Left:
        """Return the comment to be taken over, or the row as a bad one with the field named."""
        said = self._said(row)
        try:
            comment = _loaded(said)
        except ValidationError as error:
            return Left(line=row.line, why=_first(error.messages_dict))
        return Imported(
            posted=Posted(
                article=comment["article"],
                id=comment["id"],
                text=comment["text"],
                author=comment["author"],
                parent_id=None,
                language=comment.get("language"),
                created_at=comment.get("created_at"),
            ),
            parent=f"{self._prefix}{row.parent}" if row.parent else None,
            url=row.url if row.url.startswith(("http://", "https://")) else None,
            title=row.title[:500] or None,
            decided=None if row.decided is None else Status.APPROVED if row.decided == APPROVED else Status.REJECTED,
            labels=LABELS[row.decided] if row.by_person else {},
        )

    def _said(self, row: Row) -> dict[str, Any]:
        said: dict[str, Any] = {
            "article": self._article_of(row),
            "text": row.text,
            "author": {**row.author, "id": self._author_id(row.author)},
            "created_at": when(row.created_at),
        }
        if row.language:
            said["language"] = row.language
        said["id"] = f"{self._prefix}{row.id}" if row.id else _made_up(said)
        return said

    def _author_id(self, author: Mapping[str, str]) -> str:
        """Return the author's id there; else one from the address, else from the name: the same person, the same id."""
        if author.get("id"):
            return author["id"]
        if author.get("email"):
            return f"email-{(self._hashed(author['email'].lower()) or '')[:24]}"
        return f"name-{author['name']}" if author.get("name") else "unknown"

    def _article_of(self, row: Row) -> str:
        known = self._addresses.get(_bare(row.url)) if row.url else None
        if known is not None:
            return known
        path = unquote(urlsplit(row.url).path).strip("/") if row.url else ""
        named = {"id": row.article, "slug": path.rsplit("/", 1)[-1], "path": path.replace("/", "-")}
        return named[self._article] or named["slug"] or row.article


def _bare(url: str) -> str:
    """Return an address as it is compared: a slash at its end, http or https make no other page of it."""
    return url.partition("://")[2].rstrip("/") or url


def when(written: Any) -> str | None:
    """Return a moment as RFC 3339; without a zone it is UTC, a number counts seconds or milliseconds since 1970.

    None for none, or for WordPress' zeros; what cannot be read is returned as it is, for the check to name.
    """
    text = str(written).strip()
    if not text or text.startswith("0000"):
        return None
    try:
        if _NUMBER.fullmatch(text):
            seconds = float(text)
            moment = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        else:
            moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _loaded(said: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(_SCHEMA.load(said))
    except ValidationError as error:
        unfit = error.messages_dict.get("author")
        if set(error.messages_dict) != {"author"} or not isinstance(unfit, dict) or not set(unfit) <= set(_OPTIONAL):
            raise
        author = {name: value for name, value in said["author"].items() if name not in unfit}
        return dict(_SCHEMA.load({**said, "author": author}))


def _made_up(said: Mapping[str, Any]) -> str:
    """Return an id for a row that has none: the same row, read again, has the same."""
    parts = (said["article"], said["author"]["id"], said["created_at"] or "", said["text"])
    return f"row-{hashlib.blake2b(repr(parts).encode(errors='replace'), digest_size=16).hexdigest()}"


def _first(messages: Mapping[str, Any]) -> str:
    """Return the first fault as "field: what is wrong with it"."""
    field, found = next(iter(messages.items()))
    while isinstance(found, Mapping):
        inner, found = next(iter(found.items()))
        field = f"{field}.{inner}"
    return f"{field}: {found[0] if isinstance(found, list) else found}"

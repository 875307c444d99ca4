"""Accepting new comments: stored as pending, each with its author and, where the article is unknown, a stub of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from sqlalchemy import or_, select

from policy.errors import ArticleClosed, DomainError, DuplicateComment, ParentNotFound
from runtime import origin
from store.engine import Sql, sql
from store.tables import articles, comments
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment as it is accepted. Moments in microseconds; hashes hex.

    lease_until: 0 leaves the comment to the workers at once; a later moment keeps it for the caller until then.
    wire: the foreign one that it came by, None for our own API. hints: what was noticed about how it was sent.
    background: judged when nothing else waits. origin: the request that brought it (runtime.origin).
    """

    id: str
    site_id: int
    external_id: str | None
    article_id: str
    author_id: str
    author_name: str | None
    author_url: str | None
    author_email_hash: str | None
    author_ip_hash: str | None
    parent_id: str | None
    text: str
    language_hint: str | None
    submitted_hash: str
    created_at: int
    pending_since: int
    lease_until: int = 0
    wire: str | None = None
    hints: str | None = None
    background: bool = False
    origin: str | None = field(default_factory=origin.current)


_FIELDS = NewComment.__slots__

# Three statements that do not read each other's rows, so that PostgreSQL can run them as one. Each asks by itself
# whether the comment can be stored: what is refused leaves neither stub nor author behind.
_OPEN = (
    "NOT EXISTS (SELECT 1 FROM articles WHERE site_id = :site_id AND id = :article_id "
    "AND (NOT open OR closes_at <= :pending_since)) "
)
_ID_IS_FREE = "AND NOT EXISTS (SELECT 1 FROM comments WHERE site_id = :site_id AND external_id = :external_id) "
_STUB_ARTICLE = (
    "INSERT INTO articles (site_id, id, tags, open, created_at, updated_at) "
    "SELECT :site_id, :article_id, '[]', TRUE, :pending_since, :pending_since "
    "WHERE NOT EXISTS (SELECT 1 FROM articles WHERE site_id = :site_id AND id = :article_id) "
)
_AUTHOR = (
    "INSERT INTO authors (site_id, id, created_at) SELECT :site_id, :author_id, :pending_since "
    "WHERE NOT EXISTS (SELECT 1 FROM authors WHERE site_id = :site_id AND id = :author_id) AND " + _OPEN
)
_COMMENT = (
    "INSERT INTO comments (id, site_id, external_id, article_id, author_id, author_name, author_url, "
    "author_email_hash, author_ip_hash, parent_id, text, language_hint, submitted_hash, status, version, revision, "
    "created_at, pending_since, lease_until, wire, hints, background, origin, attempts) "
    "SELECT :id, :site_id, :external_id, :article_id, :author_id, :author_name, :author_url, "
    ":author_email_hash, :author_ip_hash, :parent_id, :text, :language_hint, :submitted_hash, 'pending', 1, 1, "
    ":created_at, :pending_since, :lease_until, :wire, :hints, :background, :origin, 0 WHERE " + _OPEN
)
_PARENT_STANDS = (
    "AND EXISTS (SELECT 1 FROM comments p WHERE p.id = :parent_id AND p.site_id = :site_id "
    "AND p.article_id = :article_id AND p.status <> 'deleted') "
)
_UNLESS_KNOWN = "ON CONFLICT DO NOTHING RETURNING id"


def _accepting(condition: str) -> tuple[tuple[Sql, ...], Sql]:
    first = tuple(sql(statement + condition + "ON CONFLICT DO NOTHING") for statement in (_STUB_ARTICLE, _AUTHOR))
    return first, sql(_COMMENT + condition + _UNLESS_KNOWN)


# By: is it a reply, does it bring the site's own id.
_ACCEPT = {
    (reply, named): _accepting((_PARENT_STANDS if reply else "") + (_ID_IS_FREE if named else ""))
    for reply in (False, True)
    for named in (False, True)
}


def one(unit: Unit, new: NewComment) -> bool:
    """Store a comment as pending, with its author and, where the article is unknown, a stub of it.

    Returns True when it was stored, False when the same comment (same site and id, same content) was there before.
    Raises ArticleClosed, ParentNotFound, or DuplicateComment when the id is taken by other content or by a comment
    since deleted.
    """
    first, final = _ACCEPT[new.parent_id is not None, new.external_id is not None]
    if unit.together(first, final, {name: getattr(new, name) for name in _FIELDS}):
        return True
    refusal = _why_refused(unit, [new])[new.id]
    if refusal is not None:
        raise refusal
    return False


def _why_refused(unit: Unit, news: Sequence[NewComment], *, closed_too: bool = False) -> dict[str, DomainError | None]:
    """Return by the id of each, all of one site, why it was not stored; None when the same was stored before.

    Two statements, however many they are.
    """
    site_id = news[0].site_id
    ids = [one.external_id for one in news if one.external_id is not None]
    known = {
        row.external_id: row
        for row in unit.execute(
            select(comments.c.external_id, comments.c.submitted_hash, comments.c.status).where(
                comments.c.site_id == site_id, comments.c.external_id.in_(ids)
            )
        )
    }
    closed: set[str] = set()
    if not closed_too:
        closed.update(
            unit.execute(
                select(articles.c.id).where(
                    articles.c.site_id == site_id,
                    articles.c.id.in_({one.article_id for one in news}),
                    or_(articles.c.open.is_(False), articles.c.closes_at <= news[0].pending_since),
                )
            ).scalars()
        )
    return {one.id: _refusal(one, known.get(one.external_id), one.article_id in closed) for one in news}


def _refusal(new: NewComment, known: Any, is_closed: bool) -> DomainError | None:
    if known is not None:
        same = known.submitted_hash == new.submitted_hash and known.status != "deleted"
        return None if same else DuplicateComment(new.external_id)
    return ArticleClosed(new.article_id) if is_closed else ParentNotFound(new.parent_id)


_MANY = {
    "id": "uuid",
    "site_id": "integer",
    "external_id": "text",
    "article_id": "text",
    "author_id": "text",
    "author_name": "text",
    "author_url": "text",
    "author_email_hash": "text",
    "author_ip_hash": "text",
    "parent_id": "uuid",
    "text": "text",
    "language_hint": "text",
    "submitted_hash": "text",
    "created_at": "bigint",
    "pending_since": "bigint",
    "lease_until": "bigint",
    "wire": "text",
    "hints": "text",
    "background": "boolean",
    "origin": "text",
}
# What can be stored: the article is not closed, and the comment replied to is there.
_STORABLE = (
    "FROM {rows} AS r WHERE (:closed_too OR NOT EXISTS (SELECT 1 FROM articles a WHERE a.site_id = r.site_id "
    "AND a.id = r.article_id AND (NOT a.open OR a.closes_at <= r.pending_since))) "
    "AND (r.parent_id IS NULL OR EXISTS (SELECT 1 FROM comments p "
    "WHERE p.id = r.parent_id AND p.site_id = r.site_id AND p.article_id = r.article_id AND p.status <> 'deleted')) "
)
_STUB_ARTICLES = sql(
    "INSERT INTO articles (site_id, id, tags, open, created_at, updated_at) "
    "SELECT r.site_id, r.article_id, '[]', TRUE, MIN(r.pending_since), MIN(r.pending_since) "
    + _STORABLE
    + "GROUP BY r.site_id, r.article_id ORDER BY r.article_id ON CONFLICT DO NOTHING",
    rows=_MANY,
)
_AUTHORS = sql(
    "INSERT INTO authors (site_id, id, created_at) SELECT r.site_id, r.author_id, MIN(r.pending_since) "
    + _STORABLE
    + "GROUP BY r.site_id, r.author_id ORDER BY r.author_id ON CONFLICT DO NOTHING",
    rows=_MANY,
)
_ACCEPT_MANY = sql(
    f"INSERT INTO comments ({', '.join(_MANY)}, status, version, revision, attempts) "
    f"SELECT {', '.join('r.' + name for name in _MANY)}, 'pending', 1, 1, 0 " + _STORABLE + _UNLESS_KNOWN,
    rows=_MANY,
)


def many(unit: Unit, news: Sequence[NewComment], *, closed_too: bool = False) -> dict[str, DomainError | None]:
    """Store many comments of one site as one() does, in three statements, and two more where some are refused.

    closed_too: also under articles that are closed: what was written before they were.
    Returns an entry for the id of each that was not stored: None when the same comment was there before, else the
    error that one() would raise.
    """
    params = {"closed_too": closed_too, "rows": orjson.dumps([asdict(one) for one in news]).decode()}
    unit.run(_STUB_ARTICLES, params)
    unit.run(_AUTHORS, params)
    stored = {id_ for (id_,) in unit.run(_ACCEPT_MANY, params)}
    refused = [one for one in news if one.id not in stored]
    return _why_refused(unit, refused, closed_too=closed_too) if refused else {}

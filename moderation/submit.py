"""A website posts comments: stored durably first, judged after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import orjson

from moderation.judging import judge_now, subject_of
from moderation.wiring import Parts
from policy.errors import CommentNotFound, DomainError
from runtime import metrics
from runtime.clock import SECOND, Clock
from runtime.ids import new_id
from runtime.keyed_hash import Hasher
from store import accept, comments, idempotency
from store.accept import NewComment
from store.comments import StoredComment
from store.unit import Unit

# How long a comment that the web process judges itself is kept from the workers.
WAIT_LEASE_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A comment as the website sent it; article is the site's own id. created_at: microseconds, None for now.

    hints: what was noticed about how it was sent (policy.hints).
    """

    article: str
    id: str | None
    text: str
    author: dict[str, Any]
    parent_id: str | None
    language: str | None
    created_at: int | None
    hints: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What became of it. decided: True when it was judged already; new: False when the same was sent before."""

    comment: StoredComment | NewComment
    decided: bool
    new: bool


class Preparing(Protocol):
    """What makes of a posted comment one that can be stored."""

    @property
    def clock(self) -> Clock:
        """The moment, in microseconds."""

    @property
    def hasher(self) -> Hasher:
        """Makes keyed hashes of addresses."""


def submit(parts: Parts, site_id: int, posted: Posted, *, wait: bool, idempotency_key: str | None = None) -> Submitted:
    """Store one comment in one commit and ring for the workers; with wait, judge it here before returning.

    Raises what comments.accept raises, IdempotencyMismatch, BacklogFull, DatabaseUnavailable.
    """
    parts.backlog.check()
    new = prepare(parts, site_id, posted)
    if wait:
        new = replace(new, lease_until=new.pending_since + WAIT_LEASE_SECONDS * SECOND)

    def work(unit: Unit) -> StoredComment | None:
        if idempotency_key is not None:
            known = idempotency.take(
                unit,
                site_id,
                idempotency_key,
                request_hash=new.submitted_hash,
                comment_id=new.id,
                now=new.pending_since,
            )
            if known != new.id:
                return comments.by_id(unit, site_id, known)
        if accept.one(unit, new) or new.external_id is None:
            return None
        earlier = comments.by_external_id(unit, site_id, new.external_id)
        if idempotency_key is not None:
            idempotency.point_to(unit, site_id, idempotency_key, earlier.id)
        return earlier

    write = parts.database.write_one if idempotency_key is None else parts.database.write
    before = write(work)
    if before is not None:
        return Submitted(comment=before, decided=before.decided_at is not None, new=False)
    metrics.ACCEPTED.inc()
    if wait:
        judged = judge_now(parts, subject_of(new))
        if judged is not None:
            return Submitted(comment=judged, decided=True, new=True)
    parts.ringer.ring()
    return Submitted(comment=new, decided=False, new=True)


def submit_many(parts: Parts, site_id: int, posted: Sequence[Posted]) -> list[Submitted | DomainError]:
    """Store many comments in one commit; return for each what became of it, in order.

    A refused one does not touch the others. Raises BacklogFull, DatabaseUnavailable.
    """
    parts.backlog.check()
    news = [prepare(parts, site_id, one) for one in posted]

    def work(unit: Unit) -> list[Submitted | DomainError]:
        refused = accept.many(unit, news)
        same = [one.external_id for one in news if one.id in refused and one.external_id is not None]
        before = comments.by_external_ids(unit, site_id, same) if same else {}
        return [
            _not_stored(new, refused[new.id], before)
            if new.id in refused
            else Submitted(comment=new, decided=False, new=True)
            for new in news
        ]

    results = parts.database.write(work)
    stored = sum(1 for one in results if isinstance(one, Submitted) and one.new)
    if stored:
        metrics.ACCEPTED.inc(stored)
        parts.ringer.ring()
    return results


def _not_stored(
    new: NewComment, error: DomainError | None, before: Mapping[str, StoredComment]
) -> Submitted | DomainError:
    earlier = before.get(new.external_id or "")
    if error is not None or earlier is None:
        return error or CommentNotFound(new.id)
    return Submitted(comment=earlier, decided=earlier.decided_at is not None, new=False)


def prepare(parts: Preparing, site_id: int, posted: Posted) -> NewComment:
    """Return the comment as it is stored: its own id, keyed hashes in the place of addresses, pending from now on."""
    now = parts.clock()
    author = posted.author
    return NewComment(
        id=new_id(),
        site_id=site_id,
        external_id=posted.id,
        article_id=posted.article,
        author_id=author["id"],
        author_name=author.get("name"),
        author_url=author.get("url"),
        author_email_hash=parts.hasher(author.get("email")),
        author_ip_hash=parts.hasher.address(author.get("ip"), now),
        parent_id=posted.parent_id,
        text=posted.text,
        language_hint=posted.language,
        submitted_hash=parts.hasher.content(_content(posted)),
        created_at=now if posted.created_at is None else posted.created_at,
        pending_since=now,
        hints=posted.hints,
    )


def _content(posted: Posted) -> bytes:
    """Return what tells the same comment sent again from another one under the same id."""
    return orjson.dumps([posted.article, posted.id, posted.text, posted.author["id"], posted.parent_id])

"""A comment about to be judged, wherever it comes from: a lease, a request that waits, or a text to be checked."""

from __future__ import annotations

from typing import NamedTuple


class Subject(NamedTuple):
    """A comment about to be judged. Moments in microseconds since 1970.

    id, author_id: None for a text that is only checked, and has none. language_hint: the caller's (BCP 47), used only
    when the text itself does not tell. attempts: how often it was leased, this time included. wire: the foreign one
    that it came by, None for our own API. hints: what was noticed about how it was sent (policy.hints), None for
    nothing. article_id: None for a text that is only checked. origin: the request that brought it, None for none.
    """

    # The fields stand in the order of the lease's RETURNING.
    id: str | None
    site_id: int
    version: int
    revision: int
    author_id: str | None
    author_name: str | None
    author_url: str | None
    text: str
    language_hint: str | None
    created_at: int
    pending_since: int
    attempts: int = 1
    wire: str | None = None
    hints: str | None = None
    article_id: str | None = None
    origin: str | None = None


def of_text(text: str) -> Subject:
    """Return a text of which nothing else is known: of no site, no author, no moment."""
    return Subject(
        id=None,
        site_id=0,
        version=1,
        revision=1,
        author_id=None,
        author_name=None,
        author_url=None,
        text=text,
        language_hint=None,
        created_at=0,
        pending_since=0,
    )

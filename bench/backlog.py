"""Comments that are put into the store directly, to have a backlog without the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy

from bench.house import House, wait_until
from bench.load import ARTICLES, WRITERS
from runtime.clock import SECOND, system_clock
from runtime.ids import new_id
from store import accept
from store.accept import NewComment
from store.unit import Unit

CHUNK = 1_000
APART = 5 * SECOND  # between two comments: 200 authors in a hurry would all be held
_ANY_PENDING = sqlalchemy.text("SELECT EXISTS (SELECT 1 FROM comments WHERE status = 'pending')")


def fill(home: House, texts: Sequence[str]) -> None:
    """Accept the texts as comments of 200 authors under 20 articles, written five seconds apart; nobody is rung for."""
    first = system_clock() - len(texts) * APART
    for start in range(0, len(texts), CHUNK):
        chunk = list(_news(home.site_id, texts[start : start + CHUNK], first + start * APART))

        def work(unit: Unit, chunk: list[NewComment] = chunk) -> int:
            return len(accept.many(unit, chunk))

        refused = home.database.write(work)
        if refused:
            raise RuntimeError(f"{refused} comments were refused")


def wait_drained(home: House, *, seconds: float, pause: float = 0.05) -> None:
    """Return when nothing is pending. Raises BenchFailed after so many seconds."""
    wait_until(lambda: not any_pending(home), seconds=seconds, pause=pause)


def any_pending(home: House) -> bool:
    """Return True while a comment waits for the judge."""
    return bool(home.database.read(lambda unit: unit.execute(_ANY_PENDING).scalar()))


def _news(site_id: int, texts: Sequence[str], written: int) -> Iterator[NewComment]:
    for number, text in enumerate(texts):
        now = system_clock()
        yield NewComment(
            id=new_id(),
            site_id=site_id,
            external_id=None,
            article_id=f"article-{number % ARTICLES}",
            author_id=f"author-{number * 7 % WRITERS}",
            author_name=f"পাঠক {number * 7 % WRITERS}",
            author_url=None,
            author_email_hash=None,
            author_ip_hash=None,
            parent_id=None,
            text=text,
            language_hint=None,
            submitted_hash=f"{number:032x}",
            created_at=written + number * APART,
            pending_since=now,
        )

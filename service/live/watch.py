"""Which pages are open on which threads, and the loop that looks what changed.

The row is the truth: the versions of all watched threads are read in one statement once a second, however many pages
are open. So nothing is lost with a broker, and a page that comes back hears at once where its thread stands.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from moderation import articles
from moderation.store_parts import StoreParts
from policy.errors import DatabaseUnavailable
from runtime import metrics
from store.reads.threads import ThreadHead

Topic = tuple[int, str]  # site, article

LOOK_SECONDS: Final = 1.0

log = structlog.get_logger()


class Pages:
    """The open pages by their thread. Used from one event loop alone."""

    def __init__(self, parts: StoreParts, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._parts = parts
        self._look_seconds = look_seconds
        self._open: dict[Topic, set[asyncio.Queue[ThreadHead | None]]] = {}
        self._known: dict[Topic, ThreadHead] = {}
        self._looking: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def number(self) -> int:
        """How many pages are open."""
        return sum(map(len, self._open.values()))

    @asynccontextmanager
    async def watching(self, topic: Topic) -> AsyncIterator[asyncio.Queue[ThreadHead | None]]:
        """Yield a queue that gets the thread's head at once and whenever it changes, and None when we close.

        A page that reads slowly finds only the latest head in it. Raises DatabaseUnavailable.
        """
        heard: asyncio.Queue[ThreadHead | None] = asyncio.Queue(1)
        _say(heard, await self._head(topic))
        if self._closing:
            _say(heard, None)
        self._open.setdefault(topic, set()).add(heard)
        metrics.LIVE_PAGES.inc()
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield heard
        finally:
            metrics.LIVE_PAGES.dec()
            self._open[topic].discard(heard)
            if not self._open[topic]:
                del self._open[topic]
                self._known.pop(topic, None)

    async def close(self) -> None:
        """Tell every page that this process ends: their browsers come back by themselves."""
        self._closing = True
        for heard in [one for some in self._open.values() for one in some]:
            _say(heard, None)
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _head(self, topic: Topic) -> ThreadHead:
        known = self._known.get(topic)
        if known is None:
            known = (await self._read([topic]))[topic]
            self._known.setdefault(topic, known)
        return known

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                found = await self._read(self._open)
            except DatabaseUnavailable:
                log.warning("live_database_unavailable")
                continue
            for topic, head in found.items():
                if head != self._known.get(topic):
                    self._known[topic] = head
                    for heard in self._open.get(topic, ()):
                        _say(heard, head)

    async def _read(self, topics: Iterable[Topic]) -> dict[Topic, ThreadHead]:
        wanted = list(topics)
        if not wanted:
            return {}
        return await asyncio.to_thread(articles.heads, self._parts, wanted)


def _say(heard: asyncio.Queue[ThreadHead | None], head: ThreadHead | None) -> None:
    if heard.full():
        heard.get_nowait()
    heard.put_nowait(head)

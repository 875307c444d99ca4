"""Live updates: who may listen, what is heard, and that it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from moderation.wiring import Parts
from policy.errors import DatabaseUnavailable
from runtime import metrics
from service.live.app import Live
from service.live.watch import Pages
from store.sites import Site
from tests.client import ApiClient
from tests.factories import CLEAN, ON_ONE_DATABASE

ORIGIN = "https://khobor.example"
WITHIN = 5.0


class Browser:
    """One open page, as the server sees it."""

    def __init__(self, app: Live, path: str, *, origin: str | None = ORIGIN, method: str = "GET") -> None:
        headers = [(b"host", b"prohori.example:8001"), *([(b"origin", origin.encode())] if origin else [])]
        self.scope = {"type": "http", "path": path, "method": method, "headers": headers}
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._gone = asyncio.Event()
        self.task = asyncio.create_task(app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            await self.chunks.put(message["body"])

    async def heard(self) -> dict[str, Any]:
        while True:
            chunk = await asyncio.wait_for(self.chunks.get(), WITHIN)
            if chunk.startswith(b"event: thread\n"):
                return dict(json.loads(chunk.decode().partition("data: ")[2]))

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, WITHIN)


def live(parts: Parts) -> Live:
    return Live(parts, memory_seconds=0, pages=Pages(parts, look_seconds=0.02))


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it in a thread of its own: a browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(lambda: asyncio.run(work())).result()


def test_a_page_hears_where_its_thread_stands_and_what_changes(client: ApiClient, parts: Parts, site: Site) -> None:
    async def work() -> None:
        app = live(parts)
        page = Browser(app, f"/embed/{site.public_key}/articles/a1/events")
        other = Browser(app, f"/embed/{site.public_key}/articles/b2/events")
        assert await page.heard() == {"version": 0, "count": 0}
        assert await other.heard() == {"version": 0, "count": 0}
        assert page.headers[b"content-type"] == b"text/event-stream"
        assert page.headers[b"access-control-allow-origin"] == ORIGIN.encode()
        posted = await asyncio.to_thread(lambda: client.post_comment(wait=True, text=CLEAN))
        assert await page.heard() == {"version": 1, "count": 1}
        await asyncio.to_thread(lambda: client.delete(f"/v1/comments/{posted['id']}"))
        assert await page.heard() == {"version": 2, "count": 0}
        assert other.chunks.empty()
        for one in (page, other):
            await one.leave()
        late = Browser(app, f"/embed/{site.public_key}/articles/a1/events")
        assert await late.heard() == {"version": 2, "count": 0}  # what it missed
        await late.leave()

    run(work)


@ON_ONE_DATABASE
def test_only_pages_of_the_site_and_ours_may_listen(parts: Parts, site: Site) -> None:
    place = f"/embed/{site.public_key}/articles/a1/events"
    cases: list[tuple[str, str | None, str, int]] = [
        (place, ORIGIN, "GET", 200),
        (place, "http://prohori.example:8000", "GET", 200),
        (place, None, "GET", 200),
        (place, "https://evil.example", "GET", 403),
        (place, "null", "GET", 403),
        (place.replace(site.public_key, "0" * 24), ORIGIN, "GET", 404),
        (place, ORIGIN, "POST", 404),
        ("/embed/x/articles/a/b/events", ORIGIN, "GET", 404),
        (f"/embed/{site.public_key}/articles/{'x' * 256}/events", ORIGIN, "GET", 404),
        ("/", None, "GET", 404),
    ]

    async def work() -> None:
        app = live(parts)
        for path, origin, method, status in cases:
            page = Browser(app, path, origin=origin, method=method)
            if status == 200:
                await page.heard()
            await page.leave()
            assert page.status == status, (path, origin)
        alive = Browser(app, "/healthz", origin=None)
        await alive.leave()
        assert (alive.status, await alive.chunks.get()) == (200, b'{"status":"ok"}')

    run(work)


@ON_ONE_DATABASE
def test_all_pages_are_told_to_come_back_when_the_process_ends(parts: Parts, site: Site) -> None:
    async def work() -> None:
        app = live(parts)
        asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        said: list[str] = []

        async def send(message: Any) -> None:
            said.append(message["type"])

        life = asyncio.create_task(app({"type": "lifespan"}, asked.get, send))  # type: ignore[arg-type]
        await asked.put({"type": "lifespan.startup"})
        pages = [Browser(app, f"/embed/{site.public_key}/articles/a{n}/events") for n in range(5)]
        for one in pages:
            await one.heard()
        assert metrics.LIVE_PAGES._value.get() >= 5
        await asked.put({"type": "lifespan.shutdown"})
        await asyncio.wait_for(asyncio.gather(life, *(one.task for one in pages)), WITHIN)
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

    run(work)


@ON_ONE_DATABASE
def test_a_database_that_is_away_is_waited_for(
    client: ApiClient, parts: Parts, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import articles

    heads = articles.heads
    away = False

    def sometimes(*args: Any) -> Any:
        if away:
            raise DatabaseUnavailable
        return heads(*args)

    monkeypatch.setattr("service.live.watch.articles.heads", sometimes)

    async def work() -> None:
        nonlocal away
        app = live(parts)
        page = Browser(app, f"/embed/{site.public_key}/articles/a1/events")
        await page.heard()
        away = True
        refused = Browser(app, f"/embed/{site.public_key}/articles/b2/events")
        await refused.leave()
        assert refused.status == 503
        await asyncio.to_thread(lambda: client.post_comment(wait=True, text=CLEAN))
        await asyncio.sleep(0.1)
        assert page.chunks.qsize() == 0
        away = False
        assert await page.heard() == {"version": 1, "count": 1}
        await page.leave()

    run(work)

"""Server-sent events (WHATWG HTML, section 9.2) over ASGI: `GET /embed/<key>/articles/<article>/events`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
from marshmallow import ValidationError

from moderation.store_parts import StoreParts
from policy.errors import DatabaseUnavailable
from service.api.schemas.fields import ArticleId
from service.live.watch import Pages
from service.security.page_keys import PageKeys
from store.reads.threads import ThreadHead

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ALIVE_SECONDS: Final = 25.0  # proxies cut what is silent for a minute
RETRY_MILLISECONDS: Final = 3_000
MOST_PAGES: Final = 20_000  # of this process

_PATH: Final = re.compile(r"/embed/([^/]+)/articles/([^/]+)/events")
_ARTICLE: Final = ArticleId()


class Live:
    """The application. parts: what reads threads; pages and keys: None to make them."""

    def __init__(self, parts: StoreParts, *, memory_seconds: float, pages: Pages | None = None) -> None:
        self._keys = PageKeys(parts, memory_seconds=memory_seconds)
        self._pages = pages or Pages(parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, or follow the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._pages.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            return await _say(send, 200, b'{"status":"ok"}')
        path = _PATH.fullmatch(scope["path"])
        if path is None or scope["method"] != "GET":
            return await _say(send, 404, b'{"title":"There is nothing here"}')
        try:
            article = str(_ARTICLE.deserialize(path[2]))
            site = await asyncio.to_thread(self._keys.find, path[1])
        except ValidationError:
            return await _say(send, 404, b'{"title":"There is nothing here"}')
        except DatabaseUnavailable:
            return await _say(send, 503, b'{"title":"The database is away"}')
        origin = _header(scope, b"origin")
        if site is None:
            return await _say(send, 404, b'{"title":"No such site"}')
        if origin is not None and origin not in site.origins and not _is_beside(origin, _header(scope, b"host")):
            return await _say(send, 403, b'{"title":"The page may not do this"}')
        if self._pages.number >= MOST_PAGES:
            return await _say(send, 503, b'{"title":"Too many pages are open"}')
        headers = [] if origin is None else [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")]
        try:
            async with self._pages.watching((site.id, article)) as heard:
                await _stream(heard, headers, receive, send)
        except DatabaseUnavailable:
            await _say(send, 503, b'{"title":"The database is away"}')
        return None


async def _stream(
    heard: asyncio.Queue[ThreadHead | None], headers: list[tuple[bytes, bytes]], receive: Receive, send: Send
) -> None:
    """Send what is heard until the page goes away or we close."""
    kind = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": [*kind, *headers]})
    await _write(send, f"retry: {RETRY_MILLISECONDS}\n\n")
    gone = asyncio.create_task(_until_gone(receive))
    try:
        while not gone.done():
            hearing = asyncio.create_task(heard.get())
            await asyncio.wait({hearing, gone}, timeout=ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                hearing.cancel()
                if not gone.done():
                    await _write(send, ":\n\n")
                continue
            head = hearing.result()
            if head is None:
                break
            said = orjson.dumps({"version": head.version, "count": head.count}).decode()
            await _write(send, f"event: thread\nid: {head.version}\ndata: {said}\n\n")
    finally:
        gone.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _say(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def _is_beside(origin: str, host: str | None) -> bool:
    """Return whether the page comes from our own host: the API's pages, served on a port beside ours."""
    return host is not None and _name(origin.partition("://")[2]) == _name(host)


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host

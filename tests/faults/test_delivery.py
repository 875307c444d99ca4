"""Deliveries while everything fails: in the end the outside store equals the ledger, and all was heard in order.

The receivers lose requests, lose answers, answer 500 and 429, hang, close half-way and send ten megabytes; meanwhile
comments are edited, deleted, decided and undone, the deliverer is killed, the worker is killed, and Valkey is killed.
"""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from examples.receive_comments import CommentStore
from store.tables import deliveries, destinations, outbox, published
from store.unit import Database
from tests.faults.conftest import Website
from tests.receiver import Received, receiving
from tests.running import DELIVERER, WORKER, Running, eventually

pytestmark = pytest.mark.timeout(400)

COMMENTS = 1_200
CHUNK = 250
ARTICLES = 5
MISBEHAVES = 0.1  # of the messages, at their first attempt
WAYS = ["lost", "answer lost", "500", "closed half-way"] * 6 + ["ten megabytes", "429", "429", "hangs"]


class Chaos:
    """Decides which attempts go wrong, and how: each message once at the most."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def way(self, message: str) -> str | None:
        with self._lock:
            if message in self._seen:
                return None
            self._seen.add(message)
        dice = random.Random(message)
        return dice.choice(WAYS) if dice.random() < MISBEHAVES else None


def misbehave(way: str, handler: BaseHTTPRequestHandler, do: Callable[[], object]) -> int | None:
    """Answer badly; do: what the receiver would have done, where it does it all the same."""
    if way == "500":
        return 500
    if way == "429":
        handler.send_response(429)
        handler.send_header("Retry-After", "1")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return None
    if way == "hangs":
        time.sleep(2.5)
    elif way == "ten megabytes":
        do()
        handler.send_response(200)
        handler.send_header("Content-Length", "10000000")
        handler.end_headers()
        handler.wfile.write(b"x" * 10_000_000)
        return None
    elif way == "closed half-way":
        do()
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConte")
    elif way == "answer lost":
        do()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)
    return None


class Hearing:
    """An endpoint: keeps which versions it heard of each comment, in the order of hearing."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, int, str]] = []
        self._chaos = Chaos()

    def answer(self, request: Received, handler: BaseHTTPRequestHandler) -> int | None:
        event = request.json
        entry = (event["data"]["id"], request.message_id, event["data"]["version"], event["type"])
        way = self._chaos.way(request.message_id)
        if way is not None:
            return misbehave(way, handler, lambda: self.heard.append(entry))
        self.heard.append(entry)
        return 204


class Shop:
    """An HTTP article store: the reference receiver's own store, behind a bad connection."""

    def __init__(self, path: Path) -> None:
        self.store = CommentStore(str(path))
        self._chaos = Chaos()

    def answer(self, request: Received, handler: BaseHTTPRequestHandler) -> int | None:
        way = self._chaos.way(f"{request.message_id} {request.path}")
        if way is not None:
            return misbehave(way, handler, lambda: self._do(request))
        return self._do(request)

    def _do(self, request: Received) -> int:
        if request.path.startswith("/comments/"):
            id_ = request.path.rpartition("/")[2]
            does = self.store.put_comment if request.method == "PUT" else self.store.delete_comment
            return does(id_, request.message_id, json.loads(request.body or b"null"), None)[0]
        article = request.path.split("/")[2]
        return self.store.put_count(article, request.message_id, request.json, None)[0]

    def shown(self) -> dict[str, tuple[str, str]]:
        rows = self.store._db.execute("SELECT id, body FROM comments WHERE shown").fetchall()
        return {id_: (json.loads(body)["article"], json.loads(body)["text"]) for id_, body in rows}

    def counts(self) -> dict[str, int]:
        return dict(self.store._db.execute("SELECT article, count FROM counts WHERE count > 0").fetchall())


class Site:
    """The website: posts, edits, deletes and decides, again and again until it is acknowledged."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        while True:
            try:
                answer = self.http.request(method, path, json=body)
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            time.sleep(0.1)

    def post(self, first: int) -> list[str]:
        texts = ("প্রতিবেদনটি ভালো লাগল, ধন্যবাদ", "khub bhalo likhechen bhai", "তুই একটা গাধা আর মূর্খ", "Thank you for this")
        items = [
            {
                "id": f"c{number}",
                "article": f"article-{number % ARTICLES}",
                "text": f"{texts[number % len(texts)]} {number}",
                "author": {"id": f"author-{number % 90}"},
            }
            for number in range(first, first + CHUNK)
        ]
        results = self.call("POST", "/v1/comments/batch", {"comments": items}).json()["results"]
        return [one["comment"]["id"] for one in results]

    def change(self, id_: str, number: int) -> None:
        """Do to a comment what its number says."""
        stands = self.call("GET", f"/v1/comments/{id_}").json()
        match number % 12:
            case 0:
                self.call("PATCH", f"/v1/comments/{id_}", {"text": f"বদলানো কথা {number}"})
            case 1:
                self.call("DELETE", f"/v1/comments/{id_}")
            case 2 | 3:
                self._decide(stands, "reject" if stands["status"] == "approved" else "approve", number % 3)
            case 4:
                self._decide(stands, "reject" if stands["status"] == "approved" else "approve", 3)
                now = self.call("GET", f"/v1/comments/{id_}").json()
                self.call("POST", f"/v1/comments/{id_}/undo", {"version": now["version"]})

    def _decide(self, stands: dict[str, Any], action: str, undo_seconds: int) -> None:
        reason = "person-approved" if action == "approve" else "person-spam"
        said = {"action": action, "reason": reason, "version": stands["version"], "undo_seconds": undo_seconds}
        self.call("POST", f"/v1/comments/{stands['id']}/decisions", said)


def number_of(database: Database, *conditions: Any) -> int:
    return database.read(
        lambda unit: unit.execute(select(func.count()).select_from(deliveries).where(*conditions)).scalar_one()
    )


def kill(running: Running, part: str) -> None:
    assert eventually(lambda: running.part(part) is not None), running.output()[-4_000:]
    victim = running.part(part)
    assert victim is not None
    victim.kill()


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"], indirect=True)
def test_the_outside_equals_the_ledger_whatever_fails(
    running: Running, database: Database, site: Website, tmp_path: Path
) -> None:
    _deliver(running, database, site.id, Site(site.http), tmp_path / "shop.db")


def _deliver(running: Running, database: Database, site_id: int, site: Site, path: Path) -> None:
    hearing, shop = Hearing(), Shop(path)
    with receiving() as endpoint, receiving() as store:
        endpoint.answer, store.answer = hearing.answer, shop.answer
        store.answer = lambda *_: 204  # while it is tried
        assert site.call("POST", "/v1/endpoints", {"url": endpoint.url}).status_code == 201
        chosen = site.call("PUT", "/v1/store", {"kind": "http", "url": store.url})
        assert chosen.status_code == 200, chosen.text
        store.answer = shop.answer

        begun = time.monotonic()
        ids: list[str] = []
        with ThreadPoolExecutor(6) as people:
            for chunk, first in enumerate(range(0, COMMENTS, CHUNK)):
                ids += site.post(first)
                if chunk in (2, 5):
                    kill(running, DELIVERER)
                elif chunk == 3:
                    kill(running, r"-server\b")
                elif chunk == 6:
                    kill(running, WORKER)
                if chunk:
                    before = ids[(chunk - 1) * CHUNK : chunk * CHUNK]
                    list(people.map(site.change, before, range(len(before))))
        over = time.monotonic()
        print(f"changed {over - begun:.1f} s")

        def settled() -> bool:
            mine = select(func.min(destinations.c.position)).where(destinations.c.site_id == site_id)
            ahead = (outbox.c.site_id == site_id) & (outbox.c.position > mine.scalar_subquery())
            untold = select(func.count()).select_from(outbox).where(outbox.c.position.is_(None) | ahead)
            waiting = database.read(lambda unit: unit.execute(untold).scalar_one())
            pending = site.call("GET", "/v1/queue?status=pending&limit=1").json()["comments"]
            return not pending and not waiting and number_of(database, deliveries.c.state == "open") == 0

        assert eventually(settled, 150), running.output()[-4_000:]
        print(f"settled {time.monotonic() - over:.1f} s after the last change")

        ledger = database.read(
            lambda unit: unit.execute(
                select(published.c.comment_id, published.c.article_id, published.c.text).where(
                    published.c.site_id == site_id
                )
            ).all()
        )
        assert shop.shown() == {str(row.comment_id): (row.article_id, row.text) for row in ledger}
        articles = [row.article_id for row in ledger]
        assert shop.counts() == {one: articles.count(one) for one in set(articles)}

        told = database.read(
            lambda unit: unit.execute(
                select(outbox.c.comment_id, outbox.c.version, outbox.c.event).where(outbox.c.site_id == site_id)
            ).all()
        )
        assert len(told) > COMMENTS * 1.05
        assert {(id_, version, type_) for id_, _, version, type_ in hearing.heard} == {
            (str(row.comment_id), row.version, row.event) for row in told
        }
        by_comment, ids_of = defaultdict(list), defaultdict(set)
        for id_, message, version, _ in hearing.heard:
            by_comment[id_].append(version)
            ids_of[(id_, version)].add(message)
        assert all(versions == sorted(versions) for versions in by_comment.values())
        assert all(len(messages) == 1 for messages in ids_of.values())
        assert number_of(database, deliveries.c.state == "dead") == 0

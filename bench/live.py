"""A thousand open pages on one article: how soon they hear of a comment, what it costs, and how they then read it.

As the widget does, each page reads the thread again within JITTER seconds of hearing of it.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.client import Client
from bench.figures import Figure, percentile
from bench.house import HOST, POSTGRES, SQLITE, BenchFailed, House, answers, house, wait_until
from bench.processes import cpu_seconds, family, memory
from bench.texts import comments
from runtime.embedded import free_port
from store import sites

PAGES = 1_000
CHANGES = 12
JITTER = 1.5
APART = 3.0  # seconds between changes: all have read by then
IDLE = 5.0
PATIENCE = 20.0
GOAL_HEARD, GOAL_READ = 2_000.0, 1_000.0  # milliseconds
_VERSION = re.compile(rb"^id: (\d+)\r?$", re.MULTILINE)


@dataclass(slots=True)
class Heard:
    """What the pages heard and read. at: moments by version; read: milliseconds; refused: answers other than 200."""

    at: dict[int, list[float]] = field(default_factory=dict)
    read: list[float] = field(default_factory=list)
    refused: int = 0


def run(database: str | None = None) -> list[Figure]:
    """Measure on one database, or on both, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _run(kind)]


def _run(kind: str) -> list[Figure]:
    with house(kind, LIVE_PORT=str(free_port()), PROXIES="1") as home, home.api(), _live(home) as pid:
        key = home.database.read(sites.everyone)[0].public_key
        return asyncio.run(_measure(home, kind, key, pid))


@contextmanager
def _live(home: House) -> Iterator[int]:
    """Run `prohori live`; give the number of its process once it answers."""
    with home.command("live", [sys.executable, "-m", "service.cli", "live"]) as process:
        wait_until(lambda: answers(home.settings.live_port, "/healthz"), process, home.folder / "live.log")
        yield process.pid


async def _measure(home: House, kind: str, key: str, pid: int) -> list[Figure]:
    heard = Heard()
    place = f"/embed/{key}/articles/live"
    pages = [asyncio.create_task(_page(home, place, number, heard)) for number in range(PAGES)]
    await _until(lambda: len(heard.at.get(0, ())) == PAGES)
    before = cpu_seconds(pid)
    await asyncio.sleep(IDLE)
    idle = (cpu_seconds(pid) - before) / IDLE
    waited = []
    with Client(home) as client:
        for version, text in enumerate(_that_pass(client), 1):
            sent = await asyncio.to_thread(_post, client, text, version)
            await _until(lambda version=version: len(heard.at.get(version, ())) == PAGES)  # type: ignore[misc]
            waited += [(moment - sent) * 1000 for moment in heard.at[version]]
            await asyncio.sleep(APART)
    held = sum(memory(one).rss for one in family(pid))
    for page in pages:
        page.cancel()
    bench = f"live ({kind}, {PAGES:,} pages)"
    return [
        Figure(bench=bench, name="published to heard, median", value=statistics.median(waited), unit="ms"),
        Figure(bench=bench, name="published to heard, p99", value=percentile(waited, 0.99), unit="ms", goal=GOAL_HEARD),
        Figure(bench=bench, name="last page to hear", value=max(waited), unit="ms"),
        Figure(bench=bench, name="all read the thread anew, median", value=statistics.median(heard.read), unit="ms"),
        Figure(bench=bench, name="the same, p99", value=percentile(heard.read, 0.99), unit="ms", goal=GOAL_READ),
        Figure(bench=bench, name="answers other than 200", value=float(heard.refused), unit="", goal=1.0),
        Figure(bench=bench, name="CPU of the live process while nothing changes", value=100 * idle, unit="% of a core"),
        Figure(bench=bench, name="memory of the live process, RSS", value=held, unit="MB"),
    ]


async def _page(home: House, place: str, number: int, heard: Heard) -> None:
    """Listen like one page, and read the thread after each change."""
    reader, writer = await asyncio.open_connection(HOST, home.settings.live_port)
    writer.write(f"GET {place}/events HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n".encode())
    reading = set()
    while True:
        found = _VERSION.match(await reader.readline())
        if found is None:
            continue
        version = int(found[1])
        heard.at.setdefault(version, []).append(time.perf_counter())
        if version:
            reading.add(asyncio.create_task(_read(home, place, number, heard)))


async def _read(home: House, place: str, number: int, heard: Heard) -> None:
    await asyncio.sleep(random.uniform(0, JITTER))
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(HOST, home.port)
    address = f"10.0.{number // 250}.{number % 250}"
    writer.write(
        f"GET {place}/thread HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {address}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    heard.read.append((time.perf_counter() - began) * 1000)
    heard.refused += not answer.startswith(b"HTTP/1.1 200")


def _that_pass(client: Client) -> list[str]:
    texts = comments(200)
    passed = [text for text in texts if client.call("POST", "/v1/check", {"text": text})["status"] == "approved"]
    if len(passed) < CHANGES:
        raise BenchFailed(f"only {len(passed)} of {len(texts)} comments pass the judge; {CHANGES} are needed")
    return passed[:CHANGES]


def _post(client: Client, text: str, number: int) -> float:
    """Post a comment that is published before the answer; return that moment."""
    body = {"text": text, "author": {"id": f"author-{number}"}}
    posted = client.call("POST", "/v1/articles/live/comments", body, Prefer="wait=5")
    if posted["status"] != "approved":
        raise BenchFailed(f"a comment is {posted['status']}, not approved")
    return time.perf_counter()


async def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise BenchFailed(f"not all pages heard of a change within {PATIENCE:.0f} s")
        await asyncio.sleep(0.02)

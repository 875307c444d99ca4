"""The load: a few keep-alive connections, each sending its next request when the last is answered.

One thread over raw sockets with requests made beforehand: on two cores that it shares with what it measures, the
generator must cost next to nothing (about 25 µs a request).
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

import orjson

from bench.house import HOST, BenchFailed

CONNECTIONS = 16
WRITERS, ARTICLES = 200, 20
ANSWER_SECONDS = 10.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was answered in the measured time. latencies: seconds; statuses: how many answers of each."""

    seconds: float
    latencies: list[float]
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    received: bytes = b""
    sent_at: float = 0.0


@dataclass
class Load:
    """Sends requests to one port. Requests are taken in turn and begin anew at their end.

    warm_seconds: load before the measured time.
    """

    port: int
    requests: list[bytes]
    connections: int = CONNECTIONS
    _next: Iterator[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._next = cycle(self.requests)

    def run(self, seconds: float, *, warm_seconds: float = 1.0, expected: int = 202) -> Loaded:
        """Load for that long and return what was answered. Raises BenchFailed on any other status than expected."""
        latencies: list[float] = []
        statuses: Counter[int] = Counter()
        with selectors.DefaultSelector() as selector:
            opened = [self._open(selector) for _ in range(self.connections)]
            try:
                began = time.perf_counter() + warm_seconds
                ends = began + seconds
                while (now := time.perf_counter()) < ends:
                    ready = selector.select(ANSWER_SECONDS)
                    if not ready:
                        raise BenchFailed(f"no answer within {ANSWER_SECONDS:.0f} s")
                    for key, _ in ready:
                        status = _receive(key.data)
                        if status is None:
                            continue
                        now = time.perf_counter()
                        if began <= now < ends:
                            latencies.append(now - key.data.sent_at)
                            statuses[status] += 1
                        self._send(key.data)
            finally:
                for one in opened:
                    one.socket.close()
        if set(statuses) != {expected}:
            raise BenchFailed(f"wanted only {expected}, got {dict(statuses)}")
        return Loaded(seconds, latencies, statuses)

    def _open(self, selector: selectors.BaseSelector) -> _Connection:
        opened = socket.create_connection((HOST, self.port), timeout=ANSWER_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(opened)
        selector.register(opened, selectors.EVENT_READ, connection)
        self._send(connection)
        return connection

    def _send(self, connection: _Connection) -> None:
        connection.sent_at = time.perf_counter()
        connection.socket.sendall(next(self._next))


def _receive(connection: _Connection) -> int | None:
    """Return the status once the whole answer is here, else None."""
    data = connection.socket.recv(65_536)
    if not data:
        raise BenchFailed("the server closed a connection")
    received = connection.received + data if connection.received else data
    head = received.find(_HEAD_END)
    length = _LENGTH.search(received, 0, head) if head >= 0 else None
    if length is None or len(received) < head + len(_HEAD_END) + int(length[1]):
        connection.received = received
        return None
    connection.received = b""
    return int(received[9:12])


def post_requests(texts: list[str], key: str, *, headers: dict[str, str] | None = None) -> list[bytes]:
    """Return a POST of each text as it goes over the wire, spread over 200 authors and 20 articles."""
    return [
        request(
            "POST",
            f"/v1/articles/article-{number % ARTICLES}/comments",
            key,
            {"text": text, "author": {"id": f"author-{number * 7 % WRITERS}", "name": f"পাঠক {number * 7 % WRITERS}"}},
            headers,
        )
        for number, text in enumerate(texts)
    ]


def request(method: str, path: str, key: str, body: object = None, headers: dict[str, str] | None = None) -> bytes:
    """Return one request as it goes over the wire."""
    content = b"" if body is None else orjson.dumps(body)
    fields = {
        "Host": HOST,
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        **(headers or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content

"""How long the callers of foreign wires wait while a backlog is judged: 50 requests a second, the wires in turn."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

import orjson

from bench.backlog import any_pending, fill, wait_drained
from bench.figures import Figure, percentile
from bench.house import HOST, POSTGRES, SQLITE, House, house
from bench.texts import comments
from moderation.delivery_parts import open_delivery
from moderation.foreign import signers
from policy.wires import Wire

BACKLOG = 10_000
ROUNDS = 4
RATE = 50  # requests a second
CALLERS = 16
WARM_UP, IDLE, REQUESTS = 80, 400, 10_000
GOAL_MS = 100.0
DRAINED_WITHIN = 120.0
SECRET = "a secret of the bench"
STATUS = "X-Prohori-Status"


class Asked(NamedTuple):
    """A request, ready to be sent."""

    path: str
    body: bytes
    headers: dict[str, str]


class Told(NamedTuple):
    """What one caller was told: after how many milliseconds, and whether there was a verdict in time."""

    milliseconds: float
    in_time: bool


Make = Callable[[str], Asked]


def run(database: str | None = None) -> list[Figure]:
    """Measure on one database, or on both, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _run(kind)]


def _run(kind: str) -> list[Figure]:
    told: list[Told] = []
    with house(kind) as home, home.api(), home.worker():
        parts = open_delivery(home.settings, database=home.database, rings=False)
        signers.add(parts, "bench", Wire.CORAL, SECRET)
        texts = comments(ROUNDS * BACKLOG + REQUESTS)
        asked = iter(_requests(home, texts[ROUNDS * BACKLOG :]))
        _at_a_pace(home, itertools.islice(asked, WARM_UP), lambda: True)
        idle = _at_a_pace(home, itertools.islice(asked, IDLE), lambda: True)
        for number in range(ROUNDS):
            fill(home, texts[number * BACKLOG : (number + 1) * BACKLOG])
            home.doorbell.ring()
            told += _at_a_pace(home, asked, lambda: any_pending(home))
            wait_drained(home, seconds=DRAINED_WITHIN)
    waited = [one.milliseconds for one in told]
    late = sum(not one.in_time for one in told)
    bench = f"wires ({kind})"
    return [
        Figure(bench=bench, name="idle, median", value=statistics.median(one.milliseconds for one in idle), unit="ms"),
        Figure(bench=bench, name="idle, p99", value=percentile([one.milliseconds for one in idle], 0.99), unit="ms"),
        Figure(bench=bench, name="answered while a backlog was judged", value=float(len(told)), unit="requests"),
        Figure(bench=bench, name="median", value=statistics.median(waited), unit="ms"),
        Figure(bench=bench, name="p95", value=percentile(waited, 0.95), unit="ms"),
        Figure(bench=bench, name="p99", value=percentile(waited, 0.99), unit="ms", goal=GOAL_MS),
        Figure(bench=bench, name="slowest", value=max(waited), unit="ms"),
        Figure(bench=bench, name="answered by the fallback", value=100 * late / len(told), unit="%"),
    ]


def _requests(home: House, texts: Sequence[str]) -> list[Asked]:
    """Return requests over the four wires in turn, each with a text of its own."""
    makers = itertools.cycle([_perspective(home.key), _coral(), _openai(home.key), _akismet(home.key)])
    return [make(text) for make, text in zip(makers, texts, strict=False)]


def _perspective(key: str) -> Make:
    path = f"/v1alpha1/comments:analyze?key={key}"

    def make(text: str) -> Asked:
        body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "languages": ["en"]}
        return Asked(path, orjson.dumps(body), {"Content-Type": "application/json"})

    return make


def _coral() -> Make:
    authors = itertools.count(1)

    def make(text: str) -> Asked:
        said = {"comment": {"body": text}, "author": {"id": f"reader-{next(authors)}"}, "story": {"id": "story"}}
        body = orjson.dumps(said, option=orjson.OPT_INDENT_2)
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Coral-Signature": f"sha256={signature}"}
        return Asked("/coral/bench", body, headers)

    return make


def _openai(key: str) -> Make:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    return lambda text: Asked("/v1/moderations", orjson.dumps({"input": text}), headers)


def _akismet(key: str) -> Make:
    authors = itertools.count(1)

    def make(text: str) -> Asked:
        said = {"api_key": key, "blog": "https://bench.example", "user_ip": "203.0.113.7"}
        said |= {"comment_author": f"reader {next(authors)}", "comment_content": text}
        return Asked(
            "/1.1/comment-check", urlencode(said).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    return make


def _at_a_pace(home: House, asked: Iterator[Asked], going: Callable[[], bool]) -> list[Told]:
    """Send requests at RATE, whatever comes back, while going; return what their callers were told."""
    lock = threading.Lock()
    told: list[Told] = []
    began = time.perf_counter()
    places = itertools.count()
    ended = threading.Event()

    def watch() -> None:
        while going() and not ended.is_set():
            time.sleep(0.1)
        ended.set()

    def call() -> None:
        connection = http.client.HTTPConnection(HOST, home.port, timeout=10)
        while not ended.is_set():
            with lock:
                one, due = next(asked, None), began + next(places) / RATE
            if one is None:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            sent = time.perf_counter()
            connection.request("POST", one.path, one.body, one.headers)
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - sent) * 1000
            told.append(Told(took, answer.status < 500 and answer.getheader(STATUS) is not None))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(CALLERS)]
    watcher = threading.Thread(target=watch)
    for one in (watcher, *threads):
        one.start()
    for one in threads:
        one.join()
    ended.set()
    watcher.join()
    return told

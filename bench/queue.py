"""How long the moderators' desk waits for its lists, numbers and contexts: 200,000 comments stored, 20,000 held."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial

from sqlalchemy import text

from bench import desk
from bench.backlog import fill
from bench.client import Client
from bench.figures import Figure, over_rounds, percentile
from bench.house import POSTGRES, SQLITE, House, house
from bench.texts import comments
from models.features.fingerprint import near
from policy.labels import LABELS
from policy.states import Actor, Status
from policy.subject import Subject
from runtime.clock import SECOND, system_clock
from store import decisions, leases
from store.moves import Move
from store.reads import comment_context, queue
from store.reads.queue import Filters, QueueItem
from store.unit import Unit

HELD, OTHERS = 20_000, 180_000
LIMIT = 50
PAGES = 60  # one after the other, from the first on
GOAL_MS = 100.0
ROUNDS = 15
BATCH = 1_000
TEXTS = 10_000
HELD_FOR = 30 * 86_400 * SECOND  # the longest waiting among the held
LEASE = 600 * SECOND

NO_WORDS = "search=zzzzqqqq"
READS = {
    "page of 50 approved, newest": "/v1/queue?status=approved&order=newest",
    "page of 50 reported": "/v1/queue?status=reported&order=newest",
    "page of 50 of all, newest": "/v1/queue?status=all&order=newest",
    "page of 50 of a section": "/v1/queue?section=none",
    "search that hits, held": "/v1/queue?search=e",
    "search that misses, held": f"/v1/queue?{NO_WORDS}",
    "search that misses, all": f"/v1/queue?status=all&order=newest&{NO_WORDS}",
    "counts": "/v1/queue/counts",
    "counts of a search": f"/v1/queue/counts?{NO_WORDS}",
}


def run(database: str | None = None) -> list[Figure]:
    """Measure on both databases, or one, through the API, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _measured(kind)]


def _measured(kind: str) -> Iterator[Figure]:
    with house(kind) as home:
        _fill(home)
        with home.api(), Client(home) as client:
            for order in ("priority", "oldest", "newest"):
                taken = _walk(client, order)
                worst = percentile(taken, 0.95)
                yield over_rounds(
                    taken, bench=f"queue ({kind})", name=f"page of {LIMIT} by {order}", unit="ms", goal=GOAL_MS
                )
                yield Figure(bench=f"queue ({kind})", name=f"page by {order}, p95", value=worst, unit="ms")
            for name, path in READS.items():
                taken = [_timed(client, path) for _ in range(ROUNDS)]
                yield over_rounds(taken, bench=f"queue ({kind})", name=name, unit="ms", goal=GOAL_MS)
            yield from desk.pages(home, f"queue ({kind})")
        taken = list(_contexts(home))
        yield over_rounds(taken, bench=f"queue ({kind})", name="context of a comment", unit="ms", goal=GOAL_MS)


def _walk(client: Client, order: str) -> list[float]:
    """Return the milliseconds that each page took."""
    taken = []
    path = following = f"/v1/queue?order={order}&limit={LIMIT}"
    for _ in range(PAGES):
        began = time.perf_counter()
        answer = client.call("GET", following)
        taken.append((time.perf_counter() - began) * 1000)
        following = f"{path}&cursor={answer['next']}"
    return taken


def _timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    client.call("GET", path)
    return (time.perf_counter() - began) * 1000


def _contexts(home: House) -> Iterator[float]:
    """Give the milliseconds that the store took for the context of each of the first held comments."""
    now = system_clock()

    def first(unit: Unit) -> list[QueueItem]:
        return queue.page(unit, _sites(unit), Filters(), order="priority", limit=ROUNDS, now=now, after=None)[0]

    for one in home.database.read(first):
        site_id, id_ = one.comment.site_id, one.comment.id
        began = time.perf_counter()
        home.database.read(partial(comment_context.around, site_id=site_id, comment_id=id_, near=near, now=now))
        yield (time.perf_counter() - began) * 1000


def _sites(unit: Unit) -> list[int]:
    return list(unit.execute(text("SELECT id FROM sites")).scalars())


def _fill(home: House) -> None:
    """Store the comments, each decided by the door at its own moment: every tenth held, with scores by chance."""
    chance = random.Random(20)
    for _ in range((HELD + OTHERS) // TEXTS):
        fill(home, comments(TEXTS))
        while claimed := _claim(home):
            now = system_clock()
            for part in range(0, len(claimed), 100):
                moves = [_move(one, number, chance) for number, one in enumerate(claimed[part : part + 100])]
                moment = now - chance.randrange(HELD_FOR)
                home.database.write(partial(decisions.record, moves=moves, now=moment))
    home.database.read(lambda unit: unit.execute(text("ANALYZE")))


def _claim(home: House) -> list[Subject]:
    now = system_clock()
    return home.database.write(lambda unit: leases.lease(unit, limit=BATCH, now=now, until=now + LEASE))


def _move(one: Subject, number: int, chance: random.Random) -> Move:
    return Move(
        comment_id=one.id or "",
        site_id=one.site_id,
        version=one.version,
        revision=one.revision,
        old_status=Status.PENDING,
        new_status=Status.HELD if number % 10 == 0 else Status.APPROVED,
        actor=Actor.MACHINE,
        scores={label: round(chance.random() ** 3, 4) for label in LABELS},
    )

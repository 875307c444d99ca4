"""How long a page of the moderators' queue takes in each order: 200,000 comments stored, 20,000 of them held."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from sqlalchemy import text

from bench.backlog import fill
from bench.client import Client
from bench.figures import Figure, over_rounds, percentile
from bench.house import POSTGRES, SQLITE, House, house
from bench.texts import comments
from policy.signals import LABELS
from policy.states import Actor, Status
from runtime.clock import SECOND, system_clock
from store import claims, decisions
from store.claims import Claimed

HELD, OTHERS = 20_000, 180_000
LIMIT = 50
PAGES = 60  # one after the other, from the first on
GOAL_MS = 100.0
BATCH = 1_000
TEXTS = 10_000
HELD_FOR = 30 * 86_400 * SECOND  # the longest waiting among the held
LEASE = 600 * SECOND


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
                home.database.write(lambda unit, moves=moves, moment=moment: decisions.record(unit, moves, now=moment))
    home.database.read(lambda unit: unit.execute(text("ANALYZE")))


def _claim(home: House) -> list[Claimed]:
    now = system_clock()
    return home.database.write(lambda unit: claims.claim(unit, limit=BATCH, now=now, until=now + LEASE))


def _move(one: Claimed, number: int, chance: random.Random) -> decisions.Move:
    return decisions.Move(
        comment_id=one.id,
        site_id=one.site_id,
        version=one.version,
        revision=one.revision,
        old_status=Status.PENDING,
        new_status=Status.HELD if number % 10 == 0 else Status.APPROVED,
        actor=Actor.MACHINE,
        scores={label: round(chance.random() ** 3, 4) for label in LABELS},
    )

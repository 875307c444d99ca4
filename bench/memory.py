"""How much memory an API process and a worker of two children hold after work, and that no fitting library is in it."""

from __future__ import annotations

from bench.backlog import fill, wait_drained
from bench.client import Client
from bench.figures import Figure
from bench.house import POSTGRES, BenchFailed, House, house
from bench.processes import Memory, family, maps, memory
from bench.texts import comments

REQUESTS = 1_000
COMMENTS = 5_000
GOAL_API, GOAL_WORKER = 130.0, 220.0
PATIENCE_SECONDS = 120.0
FITTING = ("sklearn", "scikit_learn", "scipy")


def run(database: str | None = None) -> list[Figure]:
    """Measure the API, then the worker, and return the figures. Raises BenchFailed when a fitting library is loaded."""
    kind = database or POSTGRES
    with house(kind, API_PROCESSES="1") as home, home.api() as pid:
        _use(home)
        members = _measured(pid)
    serving = max(members, key=lambda one: one.rss)
    bench = f"memory ({kind})"
    figures = [
        Figure(bench=bench, name="API process, RSS", value=serving.rss, unit="MB", goal=GOAL_API),
        Figure(bench=bench, name="API process, PSS", value=serving.pss, unit="MB"),
        Figure(bench=bench, name="granian's parent process, RSS", value=members[0].rss, unit="MB"),
    ]
    with house(kind, WORKER_PROCESSES="2") as home, home.worker() as pid:
        fill(home, comments(COMMENTS))
        home.doorbell.ring()
        wait_drained(home, seconds=PATIENCE_SECONDS)
        members = _measured(pid)
    if len(members) < 3:
        raise BenchFailed(f"the worker has {len(members)} processes, not a parent and two children")
    rss, pss = sum(one.rss for one in members), sum(one.pss for one in members)
    return [
        *figures,
        Figure(bench=bench, name="worker with two children, PSS", value=pss, unit="MB", goal=GOAL_WORKER),
        Figure(bench=bench, name="worker with two children, RSS (shared pages thrice)", value=rss, unit="MB"),
    ]


def _use(home: House) -> None:
    """Send a thousand requests: posts, posts that wait for the verdict, checks and threads by turns."""
    with Client(home) as client:
        for number, text in enumerate(comments(REQUESTS)):
            comment = {"text": text, "author": {"id": f"author-{number % 200}"}}
            path = f"/v1/articles/article-{number % 20}/comments"
            if number % 4 == 0:
                client.call("POST", path, comment)
            elif number % 4 == 1:
                client.call("POST", path, comment, Prefer="wait=5")
            elif number % 4 == 2:
                client.call("POST", "/v1/check", {"text": text})
            else:
                client.call("GET", f"/v1/articles/article-{(number - 2) % 20}/comments")


def _measured(pid: int) -> list[Memory]:
    members = family(pid)
    for one in members:
        loaded = maps(one, *FITTING)
        if loaded:
            raise BenchFailed(f"process {one} has {', '.join(loaded)} loaded, which only fitting may")
    return [memory(one) for one in members]

"""How long a moderator waits for the desk's pages: signed in, through the API's own process."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial

import httpx

from bench.figures import Figure, over_rounds
from bench.house import HOST, House
from runtime.clock import system_clock
from service.security.passwords import hash_password
from store import people

EMAIL, PASSWORD = "bench@prohori.example", "a password for the bench"
ROUNDS = 15
GOAL_MS = 100.0


def pages(home: House, bench: str) -> Iterator[Figure]:
    """Give the time of a list, of the comment that is fetched ahead, and of a whole page with both."""
    home.database.write(
        partial(
            people.put,
            email=EMAIL,
            name="Bench",
            password_hash=hash_password(PASSWORD),
            role="moderator",
            now=system_clock(),
        )
    )
    with httpx.Client(base_url=f"http://{HOST}:{home.port}/console", timeout=30, follow_redirects=True) as browser:
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
        form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token[1] if token else ""}
        first = re.search(r'data-id="([^"]+)"', browser.post("/sign-in", data=form).text)
        comment = f"/comments/{first[1] if first else ''}"
        for name, path, headers in (
            ("the desk: a list", "/queue", {}),
            ("the desk: a comment fetched ahead", comment, {"X-Requested-With": "desk"}),
            ("the desk: a comment with its list", comment, {}),
            ("the desk: what is new", "/news", {}),
        ):
            taken = [_timed(browser, path, headers) for _ in range(ROUNDS)]
            yield over_rounds(taken, bench=bench, name=name, unit="ms", goal=GOAL_MS)


def _timed(browser: httpx.Client, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    browser.get(path, headers=headers).raise_for_status()
    return (time.perf_counter() - began) * 1000

"""Limits: of each key, of the backlog, and what happens when those who count are away."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import redis

from moderation.wiring import Parts, open_parts
from runtime import metrics
from runtime.embedded import free_port
from runtime.settings import Settings
from service.app import create_app
from service.http.limits import Limiter
from service.security.identity import Identity, Means
from store.sites import Site
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import ON_ONE_DATABASE, comment_body, make_classifier, make_key


@contextmanager
def api_with(settings: Settings, key: str) -> Iterator[ApiClient]:
    """Give a client of another process with these settings."""
    parts: Parts = open_parts(settings, classifier=make_classifier())
    yield ApiClient(create_app(parts), key)
    parts.close()


@ON_ONE_DATABASE
def test_a_key_may_send_as_much_as_its_limit_and_is_told_how_much_is_left(
    client: ApiClient, database: Database, site: Site
) -> None:
    key = make_key(database, site, per_minute=3)
    left = []
    for _ in range(3):
        response = client.get("/v1/counts?article=a", key=key)
        assert response.status_code == 200
        assert response.headers["RateLimit-Policy"] == '"key";q=3;w=60'
        name, remaining, reset = response.headers["RateLimit"].split(";")
        assert name == '"key"'
        assert 0 <= int(reset.removeprefix("t=")) <= 60
        left.append(int(remaining.removeprefix("r=")))
    assert left == [2, 1, 0]
    refused = client.get("/v1/counts?article=a", key=key)
    assert_problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"key";r=0;t=')
    assert client.get("/v1/counts?article=a").status_code == 200, "another key pays for it"


def test_a_refused_post_stores_nothing(client: ApiClient, database: Database, site: Site) -> None:
    key = make_key(database, site, per_minute=1)
    assert client.post("/v1/articles/a1/comments", comment_body(), key=key).status_code == 202
    assert_problem(client.post("/v1/articles/a2/comments", comment_body(), key=key), 429, "too-many-requests")
    assert client.get("/v1/articles/a2").status_code == 404


@ON_ONE_DATABASE
def test_a_key_without_limit_is_told_of_none(client: ApiClient) -> None:
    assert "RateLimit" not in client.get("/v1/counts?article=a").headers


@ON_ONE_DATABASE
def test_a_key_without_a_number_of_its_own_has_the_limit_of_the_settings(
    settings: Settings, database: Database, site: Site
) -> None:
    key = make_key(database, site, per_minute=None)
    with api_with(replace(settings, rate_limit_per_minute=7), key) as client:
        assert "q=7" in client.get("/v1/counts?article=a").headers["RateLimit-Policy"]


@pytest.fixture
def silent_redis() -> Iterator[str]:
    """The URL of a server that takes connections and never answers, as one behind a dead network does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["refused", "silent"])
def redis_away(request: pytest.FixtureRequest) -> str:
    """The URL of a Redis that is gone: nobody listens, or nobody answers."""
    if request.param == "silent":
        return str(request.getfixturevalue("silent_redis"))
    return f"redis://127.0.0.1:{free_port()}/0"


@ON_ONE_DATABASE
def test_without_redis_posts_are_stored_and_answered_soon(
    settings: Settings, database: Database, key: str, redis_away: str
) -> None:
    failures = metrics.RING_FAILURES._value.get()
    with api_with(replace(settings, redis_url=redis_away, broker_url=redis_away), key) as client:
        took = []
        for _ in range(3):
            began = time.monotonic()
            client.post_comment()
            took.append(time.monotonic() - began)
        assert client.get("/v1/queue?status=pending").json["comments"].__len__() == 3
    assert max(took) < 1.5, took  # no request waits for the doorbell; this is for a loaded machine
    assert metrics.RING_FAILURES._value.get() > failures


@ON_ONE_DATABASE
def test_without_redis_no_limit_is_kept_and_a_metric_counts_it(
    settings: Settings, database: Database, site: Site, redis_away: str
) -> None:
    failures = metrics.LIMITER_FAILURES._value.get()
    key = make_key(database, site, per_minute=1)
    with api_with(replace(settings, redis_url=redis_away, broker_url=redis_away), key) as client:
        began = time.monotonic()
        for _ in range(3):
            assert client.get("/v1/counts?article=a").status_code == 200
        assert time.monotonic() - began < 1.5
    assert metrics.LIMITER_FAILURES._value.get() == failures + 3


def test_a_full_backlog_refuses_new_comments_until_it_drains(settings: Settings, client: ApiClient, key: str) -> None:
    waiting = [client.post_comment(text=f"কথা {i}")["id"] for i in range(3)]
    with api_with(replace(settings, max_backlog=3), key) as full:
        for path, body in (
            ("/v1/articles/a9/comments", comment_body()),
            ("/v1/comments/batch", {"comments": [{"article": "a9", **comment_body()}]}),
        ):
            response = full.post(path, body)
            assert_problem(response, 503, "backlog-full")
            assert int(response.headers["Retry-After"]) > 0
        assert full.get("/v1/articles/a9").status_code == 404
        assert full.get("/v1/articles/a1/comments").status_code == 200
        client.delete(f"/v1/comments/{waiting[0]}")
        _until(lambda: full.post("/v1/articles/a9/comments", comment_body()).status_code == 202)


def _until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "never became true"
        time.sleep(0.1)


@pytest.mark.parametrize("per_minute", [1, 7, 200, 5_000])
def test_two_processes_let_through_what_the_limit_says_but_for_a_hundredth_each(
    redis_url: str, per_minute: int
) -> None:
    processes = [Limiter(redis_url, default=per_minute) for _ in range(2)]
    who = Identity(means=Means.KEY, id=1, name="k", sites=frozenset({1}), scopes=frozenset())
    asked = [allowance for _ in range(per_minute + 50) for one in processes if (allowance := one.take(who))]
    passed = sum(allowance.passed for allowance in asked)
    assert per_minute - 2 * max(1, per_minute // 100) < passed <= per_minute
    assert {allowance.remaining for allowance in asked if not allowance.passed} == {0}


def test_one_who_hammers_after_a_refusal_is_not_counted_each_time(redis_url: str) -> None:
    limiter = Limiter(redis_url, default=2)
    who = Identity(means=Means.KEY, id=1, name="k", sites=frozenset({1}), scopes=frozenset())
    with redis.Redis.from_url(redis_url) as client:
        before = client.info("stats")["total_commands_processed"]
        assert [allowance.passed for _ in range(500) if (allowance := limiter.take(who))] == [True] * 2 + [False] * 498
        assert client.info("stats")["total_commands_processed"] - before < 50

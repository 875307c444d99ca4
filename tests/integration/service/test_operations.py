"""What those see who run the service: alive, ready, metrics, and a database that goes away and comes back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bench.servers import create_database, drop_database
from moderation.wiring import open_parts
from runtime.embedded import free_port
from runtime.queues import QUEUES
from runtime.settings import Settings
from service.app import create_app
from store import migrations
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, SPAM, comment_body, make_classifier, make_key, make_site


def test_healthz_answers_while_the_process_lives(client: ApiClient) -> None:
    response = client.get("/healthz", key="")
    assert (response.status_code, response.json) == (200, {"status": "alive"})


def test_readyz_answers_200_when_all_parts_work(client: ApiClient) -> None:
    assert client.get("/readyz", key="").status_code == 200


def test_readyz_names_redis_when_it_is_away(settings: Settings) -> None:
    gone = f"redis://127.0.0.1:{free_port()}/0"
    parts = open_parts(replace(settings, redis_url=gone, broker_url=gone), classifier=make_classifier())
    client = ApiClient(create_app(parts), "")
    assert_problem(client.get("/readyz", key=""), 503, "not-ready", "/redis")
    assert client.get("/healthz", key="").status_code == 200
    parts.close()


def test_readyz_names_a_database_that_was_never_migrated(
    settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server = None if settings.on_sqlite else request.getfixturevalue("postgres_server_url")
    bare = create_database(server) if server else f"sqlite:///{tmp_path}/bare.db"
    (tmp_path / "bare.db").touch()
    url = bare.replace("postgresql://", "postgresql+psycopg://", 1)
    parts = open_parts(replace(settings, database_url=url), classifier=make_classifier())
    client = ApiClient(create_app(parts), "")
    try:
        problem = assert_problem(client.get("/readyz", key=""), 503, "not-ready", "/migrations")
        assert "none" in problem["errors"][0]["message"]
        migrations.upgrade(url)
        assert client.get("/readyz", key="").status_code == 200
    finally:
        parts.close()
        if server:
            drop_database(server, bare)


@contextmanager
def away(settings: Settings, server_url: Callable[[], str]) -> Iterator[None]:
    """Take the database away from everybody for a while."""
    if settings.on_sqlite:
        path = Path(urlsplit(settings.database_url).path)
        names = [Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")]
        hidden = [(one, one.rename(f"{one}.away")) for one in names if one.exists()]
        path.mkdir()
        yield
        path.rmdir()
        for one, moved in hidden:
            moved.rename(one)
        return
    name = urlsplit(settings.database_url).path.lstrip("/")
    with psycopg.connect(server_url(), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


def test_without_its_database_the_api_says_so_and_recovers_by_itself(
    settings: Settings, request: pytest.FixtureRequest
) -> None:
    setup = open_parts(settings, classifier=make_classifier())
    key = make_key(setup.database, make_site(setup.database))
    setup.close()
    parts = open_parts(settings, classifier=make_classifier())
    client = ApiClient(create_app(parts), key)
    if not settings.on_sqlite:
        client.post_comment("a1")  # open connections break; on SQLite an open file outlives its name
    with away(settings, lambda: request.getfixturevalue("postgres_server_url")):
        for response in (
            client.post("/v1/articles/a2/comments", comment_body()),
            client.post("/v1/comments/batch", {"comments": [{"article": "a2", **comment_body()}]}),
            client.get("/v1/articles/a1/comments"),
            client.put("/v1/articles/a2", {}),
            client.post("/v1/check", {"text": CLEAN}),
        ):
            assert_problem(response, 503, "database-unavailable")
            assert int(response.headers["Retry-After"]) > 0
        assert_problem(client.get("/readyz", key=""), 503, "not-ready", "/database")
        assert client.get("/healthz", key="").status_code == 200
        assert client.get("/metrics", key="").status_code == 200
    assert client.get("/v1/articles/a2").status_code == 404
    client.post_comment("a2")
    parts.close()


# Metrics


def scrape(client: ApiClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    response = client.get("/metrics", key="")
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_metrics_count_what_was_done(client: ApiClient, database: Database) -> None:
    before = scrape(client)
    client.post_comment(wait=True, text=CLEAN)
    client.post_comment(wait=True, text=SPAM)
    held = client.post_comment(wait=True, text=INSULT)["id"]
    client.post_comment(wait=True, text=INSULT)
    pending = client.post_comment(id="c-1")["id"]
    client.post_comment(id="c-1")
    client.post("/v1/comments/batch", {"comments": [{"article": "a1", **comment_body(text=t)} for t in ("x", "y", "")]})
    client.post("/v1/articles/a1/comments", {})
    client.post(f"/v1/comments/{held}/decisions", {"action": "approve", "reason": "person-approved", "version": 2})
    client.delete(f"/v1/comments/{pending}")
    now = scrape(client)

    def grew(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return now.get(key, 0.0) - before.get(key, 0.0)

    assert grew("prohori_comments_accepted_total") == 7
    assert grew("prohori_decisions_total", outcome="approved", by="machine") == 1
    assert grew("prohori_decisions_total", outcome="rejected", by="machine") == 1
    assert grew("prohori_decisions_total", outcome="held", by="machine") == 2
    assert grew("prohori_decisions_total", outcome="approved", by="person") == 1
    assert grew("prohori_decisions_total", outcome="deleted", by="author") == 1
    assert grew("prohori_decision_latency_seconds_count") == 4
    assert grew("prohori_score_seconds_count") == 4
    route = "/v1/articles/<article:article>/comments"
    assert grew("prohori_http_requests_total", method="POST", route=route, status="422") == 1
    assert now[("prohori_pending", ())] == 2
    assert now[("prohori_held", ())] == 1
    assert 0 < now[("prohori_pending_oldest_seconds", ())] < 60
    assert 0 < now[("prohori_held_oldest_seconds", ())] < 60
    assert now[("prohori_model_info", (("version", "fake-1"),))] == 1
    assert {labels[0][1] for name, labels in now if name == "prohori_queue_depth"} == set(QUEUES)
    assert now[("prohori_queue_depth", (("queue", "moderate"),))] == 1


def test_no_caller_can_add_series_to_the_metrics(client: ApiClient) -> None:
    client.call("BREW", "/v1/queue", key="")
    client.get("/nowhere/1", key="")
    client.get("/v1/articles/a0")
    scrape(client)
    before = set(scrape(client))
    for number in range(5):
        client.call(f"BREW{secrets.token_hex(4)}".upper(), "/v1/queue", key="")
        client.get(f"/nowhere/{number}", key="", headers={"X-Request-Id": f"id-{number}"})
        client.get(f"/v1/articles/a{number}")
    added = set(scrape(client)) - before
    assert len([name for name, _ in added if name == "prohori_http_requests_total"]) <= 1, added


def test_metrics_may_be_closed_to_all_but_a_token(settings: Settings) -> None:
    token = secrets.token_urlsafe(16)
    parts = open_parts(replace(settings, metrics_token=token), classifier=make_classifier())
    client = ApiClient(create_app(parts), "")
    try:
        for wrong in ("", token[:-1], "টোকেন"):
            assert_problem(client.get("/metrics", key=wrong), 401, "wrong-key")
        assert b"prohori_pending" in client.get("/metrics", key=token).data
    finally:
        parts.close()


def test_no_redirect_leads_to_the_host_that_the_caller_named(client: ApiClient) -> None:
    response = client.get("/docs", key="", headers={"Host": "evil.example"})
    assert (response.status_code, response.headers["Location"]) == (308, "/docs/")

"""Checks: a verdict at once, and nothing kept of what was checked."""

from __future__ import annotations

import logging

import pytest
import redis
from sqlalchemy import select

from moderation.wiring import Parts
from policy.labels import LABELS
from store.tables import metadata
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, SPAM


def everything(database: Database) -> str:
    """Return all rows of all tables as text."""
    return repr([database.read(lambda unit, t=t: unit.execute(select(t)).all()) for t in metadata.sorted_tables])


@pytest.mark.parametrize(("text", "status"), [(CLEAN, "approved"), (INSULT, "held"), (SPAM, "rejected")])
def test_a_check_answers_the_verdict_that_a_post_would_get(client: ApiClient, text: str, status: str) -> None:
    checked = client.post("/v1/check", {"text": text, "language": "bn", "store": False})
    assert checked.status_code == 200
    assert set(checked.json) == {"status", "language", "reasons", "scores", "model", "policy"}
    assert checked.json["status"] == status
    assert set(checked.json["scores"]) == set(LABELS)
    posted = client.post_comment(wait=True, text=text, language="bn")
    assert {name: posted[name] for name in checked.json} == checked.json


def test_a_check_keeps_nothing_anywhere(
    client: ApiClient, database: Database, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    before = everything(database)
    sent = {
        "text": f"গোপন-কথা {SPAM}",
        "article": "gopon-article",
        "author": {"id": "gopon-reader", "name": "গোপন নাম", "email": "gopon@post.example", "ip": "203.0.113.9"},
    }
    with caplog.at_level(logging.DEBUG):
        assert client.post("/v1/check", sent).status_code == 200
    assert everything(database) == before
    with redis.Redis.from_url(parts.settings.redis_url) as client_:
        assert client_.keys("*") == []
    left = caplog.text + client.get("/metrics", key="").text
    assert "gopon" not in left
    assert "গোপন" not in left


def test_a_check_uses_the_rules_of_the_site_and_knows_its_authors(client: ApiClient) -> None:
    client.put("/v1/policy", {"mode": "new-authors"})
    assert client.post("/v1/check", {"text": CLEAN, "author": {"id": "r-1"}}).json["status"] == "held"
    posted = client.post_comment(wait=True, author={"id": "r-1"})
    approve = {"action": "approve", "reason": "person-approved", "version": 2}
    client.post(f"/v1/comments/{posted['id']}/decisions", approve)
    assert client.post("/v1/check", {"text": CLEAN, "author": {"id": "r-1"}}).json["status"] == "approved"

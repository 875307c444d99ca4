"""Sections and closing over the API: what an article is decides what becomes of comments under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from moderation import upkeep
from moderation.wiring import Parts
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, comment_body


def describe(client: ApiClient, article: str, *, days_ago: float = 0, **said: Any) -> dict[str, Any]:
    published = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    answer = client.put(f"/v1/articles/{article}", {"title": "x", "published_at": published, **said})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json)


def test_a_section_has_its_own_mode(client: ApiClient) -> None:
    client.put("/v1/policy", {"sections": {"রাজনীতি": {"mode": "pre"}}})
    describe(client, "p", section="রাজনীতি")
    describe(client, "s", section="খেলা")
    assert client.post_comment("p", wait=True)["reasons"][0]["code"] == "pre-moderation"
    assert client.post_comment("s", wait=True, text=f"{CLEAN} খেলা")["status"] == "approved"
    assert client.post_comment("unknown", wait=True, text=f"{CLEAN} অজানা")["status"] == "approved"


def test_names_in_the_tags_of_an_article_are_known(client: ApiClient) -> None:
    client.put("/v1/policy", {"twisted_names": {"action": "hold"}})
    describe(client, "a", tags=["মুহাম্মদ ইউনূস", "অর্থনীতি"])
    held = client.post_comment("a", wait=True, text="ইউনাস কী করবেন এখন")
    assert (held["status"], held["reasons"][0]["code"]) == ("held", "name-twisted")
    assert client.post_comment("b", wait=True, text="ইউনাস কী করবেন তখন")["status"] == "approved"


def test_an_article_closes_after_its_days_and_opens_again_when_the_rules_say_so(client: ApiClient) -> None:
    client.put("/v1/policy", {"close_after_days": 7, "sections": {"খেলা": {"close_after_days": 0}}})
    old, new = describe(client, "old", days_ago=8), describe(client, "new", days_ago=6)
    sport = describe(client, "sport", days_ago=900, section="খেলা")
    assert (old["comments"], sport["closes_at"]) == ("open", None)
    assert new["closes_at"] > datetime.now(UTC).isoformat() > old["closes_at"]
    assert_problem(client.post("/v1/articles/old/comments", comment_body()), 409, "article-closed")
    batch = {"comments": [{**comment_body(), "article": one} for one in ("old", "new", "sport")]}
    results = client.post("/v1/comments/batch", batch).json["results"]
    assert [one["status"] for one in results] == [409, 202, 202]
    client.put("/v1/policy", {"close_after_days": 30})
    assert client.get("/v1/articles/old").json["closes_at"] > datetime.now(UTC).isoformat()
    assert_problem(client.post("/v1/articles/sport/comments", comment_body()), 409, "article-closed")
    assert client.post("/v1/articles/old/comments", comment_body()).status_code == 202
    client.put("/v1/policy", {})
    assert client.get("/v1/articles/old").json["closes_at"] is None


def test_one_that_was_commented_on_before_it_was_described_closes_as_well(client: ApiClient, parts: Parts) -> None:
    client.put("/v1/policy", {"close_after_days": 7})
    client.post_comment("stub")
    assert client.get("/v1/articles/stub").json["closes_at"] is None
    upkeep.close_articles(parts)
    closes = client.get("/v1/articles/stub").json["closes_at"]
    assert closes > datetime.now(UTC).isoformat()
    upkeep.close_articles(parts)
    assert client.get("/v1/articles/stub").json["closes_at"] == closes

"""The queue narrowed down over HTTP: what each parameter shows, and which values are refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from store.tables import comments
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM


def shown(client: ApiClient, **query: Any) -> list[str]:
    response = client.get("/v1/queue", query=query)
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.json["comments"]]


def test_the_queue_is_narrowed_by_article_author_and_words(client: ApiClient) -> None:
    first = client.post_comment(wait=True, text=f"{INSULT} এক")["id"]
    second = client.post_comment(wait=True, text=f"{INSULT} দুই", author={"id": "w-2", "name": "Rahima"})["id"]
    assert shown(client, search="দুই") == [second]
    assert shown(client, search="rahima") == [second]
    assert shown(client, author="w-2") == [second]
    assert shown(client, search=first) == [first]
    assert shown(client, search="%") == []
    assert shown(client, article="no-such") == []
    assert shown(client, escalated="true") == []
    held = client.get(f"/v1/comments/{first}").json
    assert set(shown(client, reason=held["reasons"][0]["code"])) == {first, second}
    assert set(shown(client, language=held["language"])) == {first, second}
    assert set(shown(client, since="2020-01-01T00:00:00Z")) == {first, second}
    assert shown(client, until="2020-01-01T00:00:00Z") == []


def test_the_queue_is_narrowed_by_the_section_of_the_article(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    said = {"url": "https://khobor.example/a", "title": "বন্যা", "section": "news"}
    assert client.put(f"/v1/articles/{held['article']}", said).status_code == 200
    assert shown(client, section="news") == [held["id"]]
    assert shown(client, section="sport") == []
    assert shown(client, search="বন্যা") == [held["id"]]


def test_reported_and_all_are_lists_of_their_own(client: ApiClient, database: Database) -> None:
    ids = [client.post_comment(wait=True, text=text)["id"] for text in (CLEAN, INSULT, SPAM)]
    said = update(comments).where(comments.c.id == ids[0]).values(open_reports=1)
    database.write(lambda unit: unit.execute(said))
    assert shown(client, status="reported") == ids[:1]
    assert shown(client, status="all") == ids
    assert shown(client, status="all", order="newest") == ids[::-1]
    numbers = client.get("/v1/queue/counts").json
    assert {name: one["number"] for name, one in numbers.items()} == {
        "held": 1,
        "reported": 1,
        "appealed": 0,
        "approved": 1,
        "rejected": 1,
        "escalated": 0,
    }
    assert not any(one["more"] for one in numbers.values())
    assert client.get("/v1/queue/counts", query={"search": "no such words"}).json["held"]["number"] == 0


@ON_ONE_DATABASE
@pytest.mark.parametrize("path", ["/v1/queue", "/v1/queue/counts"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("section", ""),
        ("section", "x" * 201),
        ("language", "not a language"),
        ("reason", "no-such-reason"),
        ("author", "x" * 256),
        ("article", "a/b"),
        ("since", "yesterday"),
        ("since", "2024-01-01T00:00:00"),
        ("until", "1960-01-01T00:00:00Z"),
        ("search", " "),
        ("search", "x" * 201),
        ("search", "a\x00b"),
        ("escalated", "perhaps"),
        ("nothing", "known"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_by_name(client: ApiClient, path: str, name: str, value: str) -> None:
    problem = assert_problem(client.get(path, query={name: value}), 422, "invalid-input")
    assert [one["pointer"] for one in problem["errors"]] == [f"/{name}"]


@ON_ONE_DATABASE
def test_a_time_that_ends_before_it_begins_is_refused(client: ApiClient) -> None:
    query = {"since": "2024-01-02T00:00:00Z", "until": "2024-01-01T00:00:00Z"}
    problem = assert_problem(client.get("/v1/queue", query=query), 422, "invalid-input")
    assert problem["errors"][0]["pointer"] == "/until"


@ON_ONE_DATABASE
@pytest.mark.parametrize("status", ["deleted", "nonsense"])
def test_a_status_that_has_no_list_is_refused(client: ApiClient, status: str) -> None:
    assert_problem(client.get("/v1/queue", query={"status": status}), 422, "invalid-input")

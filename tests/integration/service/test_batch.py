"""Batches: each comment gets a result of its own, in the order sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from runtime.redis_client import messages
from store.tables import articles, authors, comments
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import comment_body

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def item(article: str = "a1", **fields: Any) -> dict[str, Any]:
    return {"article": article, **comment_body(**fields)}


def send(client: ApiClient, *items: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/comments/batch", {"comments": list(items)})
    assert response.status_code == 200, response.text
    assert len(response.json["results"]) == len(items)
    return list(response.json["results"])


def number_of(database: Database, table: Any) -> int:
    return int(database.read(lambda unit: unit.execute(select(func.count()).select_from(table)).scalar_one()))


def test_a_batch_of_1000_is_stored_whole_and_answered_in_order(client: ApiClient, database: Database) -> None:
    sent = [item(f"a{i % 7}", id=f"c-{i}", text=f"কথা {i}", author={"id": f"r-{i % 50}"}) for i in range(1000)]
    results = send(client, *sent)
    assert [one["status"] for one in results] == [202] * 1000
    assert [one["comment"]["external_id"] for one in results] == [one["id"] for one in sent]
    assert [one["comment"]["text"] for one in results] == [one["text"] for one in sent]
    assert len({one["comment"]["id"] for one in results}) == 1000
    assert (number_of(database, comments), number_of(database, articles), number_of(database, authors)) == (1000, 7, 50)
    assert client.get(f"/v1/comments/{results[999]['comment']['id']}").json == results[999]["comment"]
    again = send(client, *sent)
    assert again == results
    assert number_of(database, comments) == 1000


def test_the_good_ones_of_a_mixed_batch_are_stored_and_the_others_say_why(
    client: ApiClient, database: Database
) -> None:
    client.put("/v1/articles/closed", {"comments": "closed"})
    parent = client.post_comment("a1", id="taken")
    decided = client.post_comment("a1", id="decided", wait=True)
    results = send(
        client,
        item(text="প্রথম", parent_id=parent["id"]),
        item(text=""),
        item("closed"),
        item(parent_id=UNKNOWN),
        item("a2", parent_id=parent["id"]),
        item(id="taken", text="অন্য কথা"),
        item(id="taken"),
        item(id="decided"),
        {"article": "a1"},
        item("new", text="শেষ"),
    )
    names = [one.get("problem", {}).get("type", "").removeprefix("/problems/") for one in results]
    assert [one["status"] for one in results] == [202, 422, 409, 422, 422, 409, 202, 200, 422, 202]
    assert names == [
        "", "invalid-input", "article-closed", "parent-not-found", "parent-not-found", "duplicate-comment", "", "",
        "invalid-input", "",
    ]  # fmt: skip
    assert results[6]["comment"] == parent
    assert results[7]["comment"] == decided
    for one in results:
        assert set(one) == {"status", "comment"} or set(one) == {"status", "problem"}
        if "problem" in one:
            assert one["problem"]["status"] == one["status"]
            assert one["problem"]["request_id"]
    assert number_of(database, comments) == 4
    assert client.get("/v1/articles/a2").status_code == 404, "a refused comment left its article behind"


def test_duplicates_within_a_batch_are_one_comment(client: ApiClient, database: Database) -> None:
    first, same, other = send(client, item(id="c-1"), item(id="c-1"), item(id="c-1", text="অন্য কথা"))
    assert (first["status"], same["status"], other["status"]) == (202, 202, 409)
    assert first["comment"] == same["comment"]
    assert other["problem"]["type"] == "/problems/duplicate-comment"
    assert number_of(database, comments) == 1


def test_the_same_text_without_an_id_is_as_many_comments_as_were_sent(client: ApiClient, database: Database) -> None:
    send(client, item(), item(), item())
    assert number_of(database, comments) == 3


def test_a_batch_wakes_the_workers_once(client: ApiClient, parts: Any) -> None:
    send(client, *[item(text=f"কথা {i}") for i in range(20)])
    parts.ringer.close()
    assert messages(parts.redis, "moderate") == 1


def test_1001_comments_are_too_many_and_none_is_stored(client: ApiClient, database: Database) -> None:
    response = client.post("/v1/comments/batch", {"comments": [item()] * 1001})
    assert_problem(response, 422, "invalid-input", "/comments")
    assert number_of(database, comments) == 0


def test_the_id_of_a_deleted_comment_is_refused_alone_and_by_name(client: ApiClient) -> None:
    gone = client.post_comment(id="once")["id"]
    assert client.delete(f"/v1/comments/{gone}").status_code == 204
    results = send(client, item(id="once"), item(id="fresh"))
    assert [one["status"] for one in results] == [409, 202]
    assert results[0]["problem"]["type"] == "/problems/duplicate-comment"

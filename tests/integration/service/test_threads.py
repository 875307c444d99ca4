"""Threads and counts: pages, order, cursors that hold while rows come and go, and ETags."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from tests.client import ApiClient, assert_problem
from tests.factories import INSULT, ON_ONE_DATABASE


def many(client: ApiClient, number: int, article: str = "a1") -> list[str]:
    """Post approved comments a second apart, and return their ids in that order."""
    return [
        client.post_comment(article, wait=True, text=f"কথা {i}", created_at=f"2024-05-01T00:00:{i:02d}Z")["id"]
        for i in range(number)
    ]


def walk(client: ApiClient, path: str = "/v1/articles/a1/comments", **query: Any) -> list[list[str]]:
    """Return the ids of each page until there is none."""
    pages, cursor = [], None
    while True:
        response = client.get(path, query={**query, **({"cursor": cursor} if cursor else {})})
        assert response.status_code == 200, response.text
        pages.append([one["id"] for one in response.json["comments"]])
        cursor = response.json["next"]
        if cursor is None:
            return pages
        assert len(pages) < 50, "the pages never end"


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_pages_hold_every_comment_once_in_order(client: ApiClient, order: str) -> None:
    ids = many(client, 7)
    pages = walk(client, limit=3, order=order)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(chain(*pages)) == (ids if order == "oldest" else ids[::-1])


def test_a_last_page_that_is_full_leads_nowhere(client: ApiClient) -> None:
    many(client, 4)
    assert [len(page) for page in walk(client, limit=2)] == [2, 2]


def test_comments_of_one_moment_are_paged_without_loss(client: ApiClient) -> None:
    ids = {client.post_comment(wait=True, text=f"কথা {i}", created_at="2024-05-01T00:00:00Z")["id"] for i in range(5)}
    for order in ("oldest", "newest"):
        pages = walk(client, limit=2, order=order)
        assert sorted(chain(*pages)) == sorted(ids)


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_cursor_holds_while_comments_come_and_go(client: ApiClient, order: str) -> None:
    ids = many(client, 6)
    expected = ids if order == "oldest" else ids[::-1]
    first = client.thread(limit=2, order=order)
    client.delete(f"/v1/comments/{expected[0]}")  # before the cursor
    client.delete(f"/v1/comments/{expected[1]}")  # the very place the cursor names
    client.delete(f"/v1/comments/{expected[4]}")  # ahead of it
    early = "2024-04-30T23:59:59Z" if order == "oldest" else "2024-05-01T01:00:00Z"
    client.post_comment(wait=True, text="পরে এলো", created_at=early)  # behind it
    second = client.thread(limit=10, order=order, cursor=first["next"])
    assert [one["id"] for one in second["comments"]] == [expected[2], expected[3], expected[5]]
    assert second["next"] is None


def test_a_comment_in_the_thread_shows_what_readers_may_see_and_nothing_else(client: ApiClient) -> None:
    parent = client.post_comment(wait=True)
    reply = client.post_comment(
        wait=True, text="উত্তর", parent_id=parent["id"], author={"id": "r-2", "url": "https://me.example", "ip": "::1"}
    )
    shown = client.thread()["comments"][1]
    assert shown == {
        "id": reply["id"],
        "parent_id": parent["id"],
        "author": {"id": "r-2", "name": None, "url": "https://me.example"},
        "text": "উত্তর",
        "language": reply["language"],
        "revision": 1,
        "created_at": reply["created_at"],
        "published_at": reply["published_at"],
    }


def test_a_reply_names_no_parent_that_is_not_shown(client: ApiClient) -> None:
    first = client.post_comment(wait=True)
    reply = client.post_comment(wait=True, parent_id=first["id"])
    assert {one["id"]: one["parent_id"] for one in client.thread()["comments"]} == {
        first["id"]: None,
        reply["id"]: first["id"],
    }
    client.delete(f"/v1/comments/{first['id']}")
    assert [(one["id"], one["parent_id"]) for one in client.thread()["comments"]] == [(reply["id"], None)]
    assert client.get(f"/v1/comments/{reply['id']}").json["parent_id"] == first["id"]


def test_threads_of_two_articles_do_not_mix(client: ApiClient) -> None:
    first, second = many(client, 2, "a1"), many(client, 3, "a2")
    assert walk(client) == [first]
    assert walk(client, "/v1/articles/a2/comments") == [second]


def test_an_unchanged_thread_answers_304_until_it_changes(client: ApiClient) -> None:
    kept = many(client, 2)
    first = client.get("/v1/articles/a1/comments")
    tag = first.headers["ETag"]
    fresh = client.get("/v1/articles/a1/comments", headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.data, fresh.headers["ETag"]) == (304, b"", tag)
    client.post_comment(text=INSULT, wait=True)  # held: nothing that readers see changed
    assert client.get("/v1/articles/a1/comments", headers={"If-None-Match": tag}).status_code == 304
    client.delete(f"/v1/comments/{kept[0]}")
    changed = client.get("/v1/articles/a1/comments", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


@ON_ONE_DATABASE
@pytest.mark.parametrize("sent", ['"other", {tag}', '{tag}, W/"other"', "*"])
def test_a_304_names_the_tag_of_the_thread_whatever_was_asked(client: ApiClient, sent: str) -> None:
    many(client, 1)
    first = client.get("/v1/articles/a1/comments")
    tag = first.headers["ETag"]
    fresh = client.get("/v1/articles/a1/comments", headers={"If-None-Match": sent.format(tag=tag)})
    assert (fresh.status_code, fresh.headers["ETag"]) == (304, tag)
    assert fresh.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert fresh.headers["Vary"] == first.headers["Vary"]


def test_an_edited_comment_changes_the_tag_when_it_is_back(client: ApiClient, app: Any) -> None:
    posted = client.post_comment(wait=True)
    tags = {client.get("/v1/articles/a1/comments").headers["ETag"]}
    client.patch(f"/v1/comments/{posted['id']}", {"text": "নতুন কথা"})
    tags.add(client.get("/v1/articles/a1/comments").headers["ETag"])
    decision = {"action": "approve", "reason": "person-approved", "version": 3}
    decided = client.post(f"/v1/comments/{posted['id']}/decisions", decision)
    assert decided.status_code == 201, decided.text
    last = client.get("/v1/articles/a1/comments")
    tags.add(last.headers["ETag"])
    assert last.json["comments"][0]["text"] == "নতুন কথা"
    assert last.json["comments"][0]["revision"] == 2
    assert len(tags) == 3


def test_shared_caches_keep_no_thread(client: ApiClient) -> None:
    many(client, 1)
    headers = client.get("/v1/articles/a1/comments").headers
    assert "private" in headers["Cache-Control"]
    assert "Authorization" in headers["Vary"]


def test_counts_name_every_article_asked_for(client: ApiClient) -> None:
    many(client, 2, "a1")
    client.post_comment("a2")
    response = client.get("/v1/counts?article=a1&article=a2&article=nowhere&article=a1")
    assert response.json == {"counts": {"a1": 2, "a2": 0, "nowhere": 0}}


def test_counts_answer_304_until_one_of_them_changes(client: ApiClient) -> None:
    many(client, 1)
    tag = client.get("/v1/counts?article=a1&article=a2").headers["ETag"]
    fresh = client.get("/v1/counts?article=a1&article=a2", headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.headers["ETag"]) == (304, tag)
    assert client.get("/v1/counts?article=a1", headers={"If-None-Match": tag}).status_code == 200
    many(client, 1, "a2")
    assert client.get("/v1/counts?article=a1&article=a2", headers={"If-None-Match": tag}).status_code == 200


def test_counts_equal_a_recount_after_everything_that_can_happen(client: ApiClient) -> None:
    ids = many(client, 5)
    client.delete(f"/v1/comments/{ids[0]}")
    client.patch(f"/v1/comments/{ids[1]}", {"text": "নতুন কথা"})
    reject = {"action": "reject", "reason": "person-other", "version": 2}
    assert client.post(f"/v1/comments/{ids[2]}/decisions", reject).status_code == 201
    shown = client.thread()
    assert [one["id"] for one in shown["comments"]] == ids[3:]
    assert shown["count"] == 2
    assert client.get("/v1/counts?article=a1").json == {"counts": {"a1": 2}}
    assert client.get("/v1/articles/a1").json["comment_count"] == 2


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "cursor", ["x", "!!!", "W10", "WzEsMl0", "ক", "bnVsbA", "WzEsICJ4Il0", "eyJhIjoxfQ", "A" * 200]
)
def test_a_cursor_that_is_not_ours_is_refused(client: ApiClient, cursor: str) -> None:
    many(client, 1)
    for path in ("/v1/articles/a1/comments", "/v1/queue"):
        assert_problem(client.get(path, query={"cursor": cursor}), 422, "invalid-input", "/cursor")


@pytest.mark.parametrize("moment", [2**63, 2**64 - 1, -(2**63), -1])
def test_a_forged_cursor_of_any_number_never_breaks_the_service(client: ApiClient, moment: int) -> None:
    import base64
    import json

    many(client, 1)
    made = base64.urlsafe_b64encode(json.dumps([moment, "01890000-0000-7000-8000-000000000000"]).encode()).decode()
    for path in ("/v1/articles/a1/comments", "/v1/queue"):
        assert client.get(path, query={"cursor": made.rstrip("=")}).status_code in (200, 422)

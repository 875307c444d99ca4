"""Ids that the site chose: one form of Unicode, told apart where they differ, found again by them."""

from __future__ import annotations

import pytest

from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, author, comment_body

# The same letter, as one code point and as two.
ONE, TWO = "\u09df", "\u09af\u09bc"


def test_an_article_is_the_same_however_its_letters_are_typed(client: ApiClient) -> None:
    assert client.put(f"/v1/articles/সম{ONE}", {"title": "সময়"}).status_code == 201
    assert client.put(f"/v1/articles/সম{TWO}", {"title": "সময়"}).status_code == 200
    client.post_comment(f"সম{TWO}", wait=True)
    assert client.thread(f"সম{ONE}")["count"] == 1
    both = client.get("/v1/counts", query={"article": [f"সম{ONE}", f"সম{TWO}"]})
    assert both.json == {"counts": {f"সম{ONE}": 1, f"সম{TWO}": 1}}


def test_an_author_and_a_comment_are_the_same_however_their_letters_are_typed(client: ApiClient) -> None:
    first = client.post("/v1/articles/a1/comments", comment_body(id=f"ম{ONE}", author=author(id=f"ক{ONE}")))
    again = client.post("/v1/articles/a1/comments", comment_body(id=f"ম{TWO}", author=author(id=f"ক{TWO}")))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json["id"] == again.json["id"]
    assert client.get(f"/v1/authors/ক{ONE}").json["counts"]["pending"] == 1


@pytest.mark.parametrize("path", ["/v1/articles/caf%E9", "/v1/articles/caf%E8/comments", "/v1/counts?article=caf%E9"])
def test_what_is_not_utf_8_is_refused_not_taken_for_another(client: ApiClient, path: str) -> None:
    problem = assert_problem(client.get(path), 400, "bad-request")
    assert "percent-encoded UTF-8" in problem["detail"]


@pytest.mark.parametrize(
    ("article", "why"),
    [("a%00b", "contains a NUL character"), ("x" * 256, "is longer than 255 characters"), ("%20", "must not be empty")],
)
def test_an_id_that_cannot_be_one_is_told_why(client: ApiClient, article: str, why: str) -> None:
    problem = assert_problem(client.get(f"/v1/articles/{article}"), 422, "invalid-input", "/article")
    assert problem["errors"][0]["message"] == why


@pytest.mark.parametrize("path", ["/v1/articles/a%2Fb", "/v1/articles/a%2Fb/comments", "/v1/articles/a/b/comments"])
def test_a_slash_in_an_article_id_is_told(client: ApiClient, path: str) -> None:
    problem = assert_problem(client.post(path, comment_body()), 404, "not-found")
    assert problem["detail"] == "There is nothing here. An article's id must not contain a slash, nor %2F."


@pytest.mark.parametrize("external", ["c-1", "নদী/৭", "a//b", "x" * 255])
def test_a_comment_is_read_edited_and_deleted_by_the_sites_own_id(client: ApiClient, external: str) -> None:
    posted = client.post_comment(id=external, wait=True)
    place = f"/v1/comments/by-external-id/{external}"
    assert client.get(place).json == posted
    edited = client.patch(place, {"text": f"{CLEAN} আরও"})
    assert edited.status_code == 202
    assert (edited.json["id"], edited.json["revision"]) == (posted["id"], 2)
    assert client.delete(place).status_code == 204
    assert_problem(client.get(place), 404, "comment-not-found")
    assert_problem(client.delete(place), 404, "comment-not-found")


def test_an_id_of_another_site_is_not_found(client: ApiClient) -> None:
    client.post_comment(id="c-1")
    assert_problem(client.get("/v1/comments/by-external-id/c-2"), 404, "comment-not-found")
    assert_problem(client.patch("/v1/comments/by-external-id/c-2", {"text": CLEAN}), 404, "comment-not-found")

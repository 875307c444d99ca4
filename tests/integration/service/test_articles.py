"""Articles as a website describes them."""

from __future__ import annotations

from tests.client import ApiClient, assert_problem

DESCRIBED = {
    "url": "https://khobor.example/nodi",
    "title": "নদীর পাড়ে ভোর",
    "language": "bn",
    "section": "দেশ",
    "tags": ["নদী", "চর"],
    "summary": "এক চরের গল্প।\nদুই প্যারায়।",
    "comments": "open",
}


def test_a_new_article_answers_201_and_is_read_back_as_described(client: ApiClient) -> None:
    put = client.put("/v1/articles/nodi-1", DESCRIBED)
    assert put.status_code == 201
    read = client.get("/v1/articles/nodi-1")
    assert read.status_code == 200
    assert read.json == put.json
    assert read.json == {
        "id": "nodi-1",
        "comment_count": 0,
        "published_at": None,
        "closes_at": None,
        **DESCRIBED,
        "created_at": read.json["created_at"],
        "updated_at": read.json["updated_at"],
    }


def test_a_second_put_answers_200_and_replaces_all_that_was_said(client: ApiClient) -> None:
    first = client.put("/v1/articles/nodi-1", DESCRIBED).json
    second = client.put("/v1/articles/nodi-1", {"title": "নতুন শিরোনাম"})
    assert second.status_code == 200
    assert second.json["title"] == "নতুন শিরোনাম"
    assert second.json["url"] is None
    assert second.json["tags"] == []
    assert second.json["comments"] == "open"
    assert second.json["created_at"] == first["created_at"]
    assert second.json["updated_at"] > first["updated_at"]


def test_describing_an_article_again_keeps_its_comments_and_their_count(client: ApiClient) -> None:
    client.post_comment("nodi-1", wait=True)
    put = client.put("/v1/articles/nodi-1", DESCRIBED)
    assert put.status_code == 200
    assert put.json["comment_count"] == 1
    assert len(client.thread("nodi-1")["comments"]) == 1


def test_an_article_nobody_described_is_not_found_and_its_thread_is_empty(client: ApiClient) -> None:
    assert_problem(client.get("/v1/articles/nowhere"), 404, "article-not-found")
    thread = client.get("/v1/articles/nowhere/comments")
    assert thread.json == {"count": 0, "comments": [], "next": None}
    again = client.get("/v1/articles/nowhere/comments", headers={"If-None-Match": thread.headers["ETag"]})
    assert again.status_code == 304
    client.post_comment("nowhere", wait=True)
    fresh = client.get("/v1/articles/nowhere/comments", headers={"If-None-Match": thread.headers["ETag"]})
    assert fresh.json["count"] == 1


def test_a_comment_under_an_unknown_article_makes_a_stub_of_it(client: ApiClient) -> None:
    client.post_comment("fresh")
    stub = client.get("/v1/articles/fresh")
    assert stub.status_code == 200
    assert stub.json["title"] is None
    assert stub.json["comments"] == "open"
    assert stub.json["comment_count"] == 0


def test_the_article_counts_only_what_was_approved(client: ApiClient) -> None:
    from tests.factories import INSULT, SPAM

    for text in ("ভালো লেখা", SPAM, INSULT):
        client.post_comment(wait=True, text=text)
    client.post_comment(text="এখনো বিচার হয়নি")
    assert client.get("/v1/articles/a1").json["comment_count"] == 1


def test_an_article_id_of_bengali_letters_and_signs_works_in_the_path(client: ApiClient) -> None:
    path = "/v1/articles/নদী ও মানুষ?%23"
    assert client.put("/v1/articles/%E0%A6%A8%E0%A6%A6%E0%A7%80%20%3F%23%25", DESCRIBED).json["id"] == "নদী ?#%"
    assert client.put(path.replace("?%23", ""), DESCRIBED).json["id"] == "নদী ও মানুষ"

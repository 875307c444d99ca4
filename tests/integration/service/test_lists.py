"""Word lists over the API: who may do what, what is refused, and what a moderator and a reader are told."""

from __future__ import annotations

import pytest

from store.sites import Site
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, ON_ONE_DATABASE, make_key, make_site

WORD = {"kind": "word", "text": "শাল", "action": "reject", "note": "আলোচনা করা হয়েছে"}


def test_who_may_change_the_list_may_read_it(client: ApiClient, database: Database, site: Site) -> None:
    for scope in ("moderate", "admin"):
        assert client.get("/v1/lists", key=make_key(database, site, scope)).status_code == 200
    assert_problem(client.get("/v1/lists", key=make_key(database, site, "read")), 403, "missing-scope")


def test_an_entry_is_added_read_and_removed_with_who_and_when(client: ApiClient) -> None:
    added = client.post("/v1/lists", WORD)
    assert added.status_code == 201
    assert {name: added.json[name] for name in WORD} == WORD
    assert added.json["author"].startswith("key-")
    assert client.get("/v1/lists").json == {"entries": [added.json], "next": None}
    assert client.delete(f"/v1/lists/{added.json['id']}").status_code == 204
    assert_problem(client.delete(f"/v1/lists/{added.json['id']}"), 404, "entry-not-found")
    assert client.get("/v1/lists").json["entries"] == []
    (gone,) = client.get("/v1/lists", query={"removed": "true"}).json["entries"]
    assert gone["removed_by"] == added.json["author"]
    assert gone["removed_at"] > gone["created_at"]


def test_a_list_is_paged_without_loss(client: ApiClient) -> None:
    ids = [client.post("/v1/lists", {"kind": "word", "text": f"শব্দ{place}"}).json["id"] for place in range(5)]
    first = client.get("/v1/lists", query={"limit": 3}).json
    rest = client.get("/v1/lists", query={"limit": 3, "cursor": first["next"]}).json
    assert [one["id"] for one in first["entries"] + rest["entries"]] == ids
    assert rest["next"] is None


def test_reading_takes_moderate_and_changing_takes_admin(client: ApiClient, database: Database, site: Site) -> None:
    entry = client.post("/v1/lists", WORD).json["id"]
    moderator, admin, reader = (make_key(database, site, scope) for scope in ("moderate", "admin", "read"))
    assert client.get("/v1/lists", key=moderator).status_code == 200
    assert_problem(client.get("/v1/lists", key=reader), 403, "missing-scope")
    assert_problem(client.post("/v1/lists", {**WORD, "text": "মাঠ"}, key=moderator), 403, "missing-scope")
    assert_problem(client.delete(f"/v1/lists/{entry}", key=moderator), 403, "missing-scope")
    assert client.delete(f"/v1/lists/{entry}", key=admin).status_code == 204


def test_another_site_sees_and_removes_nothing(client: ApiClient, database: Database) -> None:
    entry = client.post("/v1/lists", WORD).json["id"]
    other = make_key(database, make_site(database))
    assert client.get("/v1/lists", key=other).json["entries"] == []
    assert_problem(client.delete(f"/v1/lists/{entry}", key=other), 404, "entry-not-found")
    assert client.post("/v1/comments/batch", {"comments": []}, key=other).status_code == 422
    assert client.post("/v1/check", {"text": "একটা শাল"}, key=other).json["status"] == "approved"


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"kind": "colour"}, "/kind"),
        ({"action": "off"}, "/action"),
        ({"text": ""}, "/text"),
        ({"text": "!!!"}, "/text"),
        ({"text": "ক\nখ"}, "/text"),
        ({"text": "x" * 201}, "/text"),
        ({"kind": "pattern", "text": "("}, "/text"),
        ({"kind": "host", "text": "not a host"}, "/text"),
        ({"note": "x" * 501}, "/note"),
        ({"author": "me"}, "/author"),
    ],
)
def test_an_entry_that_is_not_right_names_the_field(client: ApiClient, changed: dict[str, str], pointer: str) -> None:
    assert_problem(client.post("/v1/lists", {**WORD, **changed}), 422, "invalid-input", pointer)
    assert client.get("/v1/lists").json["entries"] == []


def test_the_same_entry_twice_is_a_conflict(client: ApiClient) -> None:
    client.post("/v1/lists", WORD)
    assert_problem(client.post("/v1/lists", {**WORD, "text": " শাল "}), 409, "entry-exists")


def test_a_listed_word_is_refused_from_then_on_and_no_longer_once_it_is_removed(client: ApiClient) -> None:
    assert client.post_comment(wait=True, text="একটা শাল কিনলাম")["status"] == "approved"
    entry = client.post("/v1/lists", WORD).json
    posted = client.post_comment(wait=True, text="দুইটা শাল কিনলাম", author={"id": "r-2"})
    assert (posted["status"], posted["reasons"][0]["code"]) == ("rejected", "word-listed")
    detail = posted["reasons"][0]["detail"]
    assert posted["text"][detail["start"] : detail["end"]] == "শাল"
    assert detail["entry"] == {
        "id": entry["id"],
        "kind": "word",
        "text": "শাল",
        "action": "reject",
        "author": entry["author"],
        "added_at": entry["created_at"],
        "note": WORD["note"],
    }
    assert client.post_comment(wait=True, text="বিশাল মাঠ", author={"id": "r-3"})["status"] == "approved"
    client.delete(f"/v1/lists/{entry['id']}")
    assert client.post_comment(wait=True, text="তিনটা শাল কিনলাম", author={"id": "r-4"})["status"] == "approved"


def test_only_moderators_are_told_what_fired(client: ApiClient, database: Database, site: Site) -> None:
    client.post("/v1/lists", {**WORD, "action": "hold"})
    submit, read, moderate = (make_key(database, site, scope) for scope in ("submit", "read", "moderate"))
    body = {"text": "একটা শাল", "author": {"id": "r"}}
    posted = client.post("/v1/articles/a1/comments", body, key=submit, headers={"Prefer": "wait=1"})
    assert posted.json["status"] == "held"
    checked = client.post("/v1/check", body, key=submit)
    shown = client.get(f"/v1/comments/{posted.json['id']}", key=read)
    for answer in (posted, checked, shown):
        assert [one["detail"] for one in answer.json["reasons"]] == [None]
        assert "entry" not in answer.text
    (waiting,) = client.get("/v1/queue", key=moderate).json["comments"]
    (logged,) = client.get(f"/v1/comments/{waiting['id']}/history", key=moderate).json["decisions"]
    assert waiting["reasons"][0]["detail"]["entry"]["text"] == "শাল"
    assert logged["reasons"] == waiting["reasons"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "দেখুন bit.ly/abc"}, "link-shortened"),
        ({"text": "a.com b.com"}, "links-many"),
        ({"text": CLEAN, "author": {"id": "x", "name": "গাধা"}}, "name-unfit"),
        ({"text": CLEAN, "author": {"id": "x", "name": "www.taka.example"}}, "name-link"),
    ],
)
def test_a_check_and_a_post_hear_the_same_signals(client: ApiClient, body: dict[str, object], code: str) -> None:
    checked = client.post("/v1/check", {"author": {"id": "x"}, **body}).json
    posted = client.post_comment(wait=True, **{"author": {"id": "x"}, **body})
    assert [one["code"] for one in checked["reasons"]] == [code]
    assert posted["reasons"] == checked["reasons"]


def test_the_same_words_by_the_same_author_elsewhere_are_held_and_an_edit_is_no_repeat(client: ApiClient) -> None:
    text = "সেতুটি তিন বছর ধরে ভাঙা পড়ে আছে, কেউ দেখে না"
    first = client.post_comment("a1", wait=True, text=text)
    assert first["status"] == "approved"
    assert client.post("/v1/check", {"text": text, "author": {"id": "another"}}).json["status"] == "approved"
    assert client.post("/v1/check", {"text": text, "author": {"id": "reader-7"}}).json["status"] == "held"
    second = client.post_comment("a2", wait=True, text=text + "!")
    assert second["status"] == "held"
    assert second["reasons"][0]["code"] == "text-repeated"
    assert second["reasons"][0]["detail"]["of"] == first["id"]


def test_a_pattern_that_would_take_long_is_refused_with_a_sentence(client: ApiClient) -> None:
    refused = client.post("/v1/lists", {"kind": "pattern", "text": ".{1,800}X"})
    body = assert_problem(refused, 422, "invalid-input", "/text")
    assert "takes too long" in body["errors"][0]["message"]

"""Keys: what each may do, two at once, ends that are kept, and sites that do not see each other."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from policy.errors import TooManyKeys
from runtime.clock import SECOND, system_clock
from store import sites
from store.sites import Site
from store.tables import api_keys
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import ON_ONE_DATABASE, comment_body, make_key, make_site

ID = "01890000-0000-7000-8000-000000000000"
CALLS = [
    ("PUT", "/v1/articles/a1", "submit"),
    ("GET", "/v1/articles/a1", "read"),
    ("POST", "/v1/articles/a1/comments", "submit"),
    ("GET", "/v1/articles/a1/comments", "read"),
    ("GET", "/v1/counts?article=a1", "read"),
    ("POST", "/v1/comments/batch", "submit"),
    ("GET", f"/v1/comments/{ID}", "read"),
    ("GET", f"/v1/comments/{ID}?explain=true", "moderate"),
    ("PATCH", f"/v1/comments/{ID}", "submit"),
    ("DELETE", f"/v1/comments/{ID}", "submit"),
    ("POST", "/v1/check", "submit"),
    ("GET", "/v1/queue", "moderate"),
    ("POST", f"/v1/comments/{ID}/decisions", "moderate"),
    ("GET", f"/v1/comments/{ID}/history", "moderate"),
    ("GET", "/v1/policy", "admin"),
    ("PUT", "/v1/policy", "admin"),
]


@ON_ONE_DATABASE
@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_needs_a_key_with_its_scope(
    client: ApiClient, database: Database, site: Site, method: str, path: str, scope: str
) -> None:
    missing = client.call(method, path, json={}, key="")
    assert_problem(missing, 401, "missing-key")
    assert missing.headers["WWW-Authenticate"].startswith("Bearer")
    wrong = client.call(method, path, json={}, key="prohori_not-a-key-of-anybody")
    assert_problem(wrong, 401, "wrong-key")
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")
    others = {"submit", "read", "moderate", "admin"} - {scope}
    refused = assert_problem(
        client.call(method, path, json={}, key=make_key(database, site, *others)), 403, "missing-scope"
    )
    assert scope in refused["detail"]
    allowed = client.call(method, path, json={}, key=make_key(database, site, scope))
    assert allowed.status_code not in (401, 403, 500)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "header", ["Basic cHJvaG9yaTpzZWNyZXQ=", "Bearer", "Bearer ", "Token x", "Bearer \xff\xfe", "Bearer " + "x" * 8000]
)
def test_a_header_that_holds_no_key_of_ours_is_refused(client: ApiClient, header: str) -> None:
    response = client.get("/v1/queue", key="", headers={"Authorization": header})
    assert_problem(response, 401, "wrong-key")


@ON_ONE_DATABASE
def test_the_scheme_is_read_in_any_case(client: ApiClient, key: str) -> None:
    response = client.get("/v1/queue", key="", headers={"Authorization": f"bearer {key}"})
    assert response.status_code == 200


def test_a_key_itself_is_nowhere_in_the_database(client: ApiClient, database: Database, key: str) -> None:
    stored = database.read(lambda unit: unit.execute(select(api_keys)).all())
    assert len(stored) == 1
    assert key not in str(stored)


def test_two_keys_of_one_name_are_valid_at_once_but_no_third(client: ApiClient, database: Database, site: Site) -> None:
    first, second = (make_key(database, site, "read", name="site") for _ in range(2))
    for one in (first, second):
        assert client.get("/v1/counts?article=a", key=one).status_code == 200
    with pytest.raises(TooManyKeys):
        make_key(database, site, "read", name="site")


def test_a_revoked_key_is_refused_and_its_successor_works(client: ApiClient, database: Database, site: Site) -> None:
    old, new = (make_key(database, site, "read", name="site") for _ in range(2))
    now = system_clock()
    number = next(one.id for one in database.read(lambda unit: sites.keys_of(unit, site.id)) if one.name == "site")
    database.write(lambda unit: sites.end_key(unit, site.id, number, at=now, now=now))
    assert_problem(client.get("/v1/counts?article=a", key=old), 401, "wrong-key")
    assert client.get("/v1/counts?article=a", key=new).status_code == 200


def test_a_key_ends_at_its_moment(client: ApiClient, database: Database, site: Site) -> None:
    now = system_clock()
    past = make_key(database, site, "read", expires_at=now - 1)
    ahead = make_key(database, site, "read", expires_at=now + 3600 * SECOND)
    assert_problem(client.get("/v1/counts?article=a", key=past), 401, "wrong-key")
    assert client.get("/v1/counts?article=a", key=ahead).status_code == 200


def test_a_site_sees_nothing_of_another(client: ApiClient, database: Database) -> None:
    client.put("/v1/articles/a1", {"title": "গোপন"})
    mine = client.post_comment("a1", id="c-1", wait=True)
    foreign = make_key(database, make_site(database))
    place = f"/v1/comments/{mine['id']}"
    decision = {"action": "reject", "reason": "person-spam", "version": mine["version"]}
    for response in (
        client.get(place, key=foreign),
        client.patch(place, {"text": "আমার এখন"}, key=foreign),
        client.delete(place, key=foreign),
        client.post(f"{place}/decisions", decision, key=foreign),
        client.get(f"{place}/history", key=foreign),
    ):
        assert_problem(response, 404, "comment-not-found")
    assert_problem(client.get("/v1/articles/a1", key=foreign), 404, "article-not-found")
    assert client.get("/v1/articles/a1/comments", key=foreign).json == {"count": 0, "comments": [], "next": None}
    assert client.get("/v1/counts?article=a1", key=foreign).json == {"counts": {"a1": 0}}
    for status in ("approved", "held", "pending", "rejected"):
        assert client.get(f"/v1/queue?status={status}", key=foreign).json["comments"] == []
    reply = client.post("/v1/articles/a1/comments", comment_body(parent_id=mine["id"]), key=foreign)
    assert_problem(reply, 422, "parent-not-found", "/parent_id")
    assert client.get(place).json == mine


def test_two_sites_may_use_the_same_ids(client: ApiClient, database: Database) -> None:
    foreign = make_key(database, make_site(database))
    sent = {"headers": {"Idempotency-Key": "post-1"}}
    mine = client.post("/v1/articles/a1/comments", comment_body(id="c-1"), **sent)
    theirs = client.post("/v1/articles/a1/comments", comment_body(id="c-1", text="অন্য"), key=foreign, **sent)
    assert (mine.status_code, theirs.status_code) == (202, 202)
    assert mine.json["id"] != theirs.json["id"]
    assert client.put("/v1/articles/a1", {"title": "ক"}, key=foreign).json["title"] == "ক"
    assert client.get("/v1/articles/a1").json["title"] is None


def test_the_rules_of_one_site_do_not_touch_another(client: ApiClient, database: Database) -> None:
    foreign = make_key(database, make_site(database))
    assert client.put("/v1/policy", {"mode": "pre"}, key=foreign).status_code == 200
    assert client.get("/v1/policy").json["version"] == 0
    assert client.post_comment(wait=True)["status"] == "approved"
    held = client.post("/v1/articles/a1/comments", comment_body(), key=foreign, headers={"Prefer": "wait=1"})
    assert held.json["status"] == "held"

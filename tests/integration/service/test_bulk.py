"""One action on many comments over HTTP: asked for, watched, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import bulk as bulk_work
from moderation.wiring import Parts
from runtime.queues import DOORBELL_BULK, QUEUE_UPKEEP
from runtime.redis_client import connect
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, make_key, make_site

ID = "01890000-0000-7000-8000-000000000000"


def body(*found: dict[str, Any], **changed: Any) -> dict[str, Any]:
    items = [{"id": one["id"], "version": one["version"]} for one in found]
    return {"action": "reject", "reason": "person-spam", "comments": items, **changed}


def work(parts: Parts) -> None:
    bulk_work.work(parts)


def figures(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("state", "total", "moved", "skipped", "undone", "kept")}


def test_it_is_asked_for_watched_and_taken_back(client: ApiClient, parts: Parts, redis_url: str) -> None:
    found = [client.post_comment(wait=True, text=text) for text in (INSULT, CLEAN)]
    asked = client.post("/v1/bulk", body(*found, note="একই লোক", person="rahima"))
    assert asked.status_code == 202
    where = asked.headers["Location"]
    began = {"state": "running", "total": 2, "moved": 0, "skipped": 0, "undone": 0, "kept": 0}
    assert figures(asked.json) == began
    redis = connect(redis_url)
    assert redis.get(DOORBELL_BULK) is not None
    assert redis.llen(QUEUE_UPKEEP) == 1
    work(parts)
    shown = client.get(where).json
    assert figures(shown) == {**began, "state": "done", "moved": 2}
    assert (shown["action"], shown["reason"], shown["note"], shown["person"]) == (
        "reject",
        "person-spam",
        "একই লোক",
        "rahima",
    )
    assert client.thread()["count"] == 0
    undone = client.post(f"{where}/undo", {"person": "karim"})
    assert (undone.status_code, undone.json["state"]) == (202, "undoing")
    work(parts)
    after = client.get(where).json
    assert figures(after) == {**began, "state": "undone", "undone": 2}
    assert (after["undone_by"], after["finished_at"] is not None) == ("karim", True)
    assert client.thread()["count"] == 1
    last = client.get(f"/v1/comments/{found[0]['id']}/history").json["decisions"][-1]
    assert (last["new_status"], last["actor"], last["reasons"][0]["code"]) == ("held", "karim", "bulk-undone")


def test_comments_may_be_held_back_together(client: ApiClient, parts: Parts) -> None:
    found = client.post_comment(wait=True)
    client.post("/v1/bulk", body(found, action="hold", reason="person-other"))
    work(parts)
    assert client.get(f"/v1/comments/{found['id']}").json["status"] == "held"
    assert client.thread()["count"] == 0


def test_another_sites_work_is_not_found(client: ApiClient, database: Database) -> None:
    where = client.post("/v1/bulk", body(client.post_comment())).headers["Location"]
    other = make_key(database, make_site(database))
    assert_problem(client.get(where, key=other), 404, "bulk-not-found")
    assert_problem(client.post(f"{where}/undo", {}, key=other), 404, "bulk-not-found")
    assert_problem(client.get(f"/v1/bulk/{ID}"), 404, "bulk-not-found")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"action": "delete"}, "/action"),
        ({"reason": "bulk-undone"}, "/reason"),
        ({"reason": "person-approved"}, "/reason"),
        ({"action": "hold", "reason": "person-approved"}, "/reason"),
        ({"comments": []}, "/comments"),
        ({"comments": [{"id": ID, "version": 1}] * 2}, "/comments"),
        ({"comments": [{"id": ID, "version": 1}] * 10_001}, "/comments"),
        ({"comments": [{"id": "x", "version": 1}]}, "/comments/0/id"),
        ({"comments": [{"id": ID, "version": 0}]}, "/comments/0/version"),
        ({"comments": [{"id": ID, "version": True}]}, "/comments/0/version"),
        ({"comments": [{"id": ID}]}, "/comments/0/version"),
        ({"comments": "all"}, "/comments"),
        ({"note": "x" * 2001}, "/note"),
        ({"filter": {}}, "/filter"),
    ],
)
def test_what_is_not_right_names_the_field(client: ApiClient, changed: dict[str, Any], pointer: str) -> None:
    wrong = {**body(), "comments": [{"id": ID, "version": 1}], **changed}
    assert_problem(client.post("/v1/bulk", wrong), 422, "invalid-input", pointer)

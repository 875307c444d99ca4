"""Notes and escalations over HTTP."""

from __future__ import annotations

import pytest

from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE

UNKNOWN = "00000000-0000-7000-8000-000000000000"


def test_a_note_stands_with_the_comment_and_with_all_that_its_author_wrote(client: ApiClient) -> None:
    first = client.post_comment(wait=True, text=INSULT)
    second = client.post_comment(wait=True, text=CLEAN)
    kept = client.post(f"/v1/comments/{first['id']}/notes", {"text": "আগেও লিখেছে", "person": "rahima"})
    assert kept.status_code == 201
    assert (kept.json["comment"], kept.json["by"], kept.json["text"]) == (first["id"], "rahima", "আগেও লিখেছে")
    for one in (first, second):
        assert client.get(f"/v1/comments/{one['id']}/notes").json == {"notes": [kept.json]}


def test_what_is_escalated_is_listed_for_seniors_and_free_for_them(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    client.post_comment(wait=True, text=f"{INSULT} ২")
    place = f"/v1/comments/{held['id']}"
    client.post(f"{place}/claim", {"person": "rahima"})
    assert_problem(client.post(f"{place}/escalations", {"person": "karim"}), 409, "claim-held")
    escalated = client.post(f"{place}/escalations", {"person": "rahima", "note": "হুমকি কি না বুঝতে পারছি না"})
    assert escalated.status_code == 200
    assert escalated.json["status"] == "held"
    assert [one["id"] for one in client.get("/v1/queue?escalated=true").json["comments"]] == [held["id"]]
    assert client.get("/v1/queue/counts").json["escalated"]["number"] == 1
    assert client.get(f"{place}/notes").json["notes"][0]["text"] == "হুমকি কি না বুঝতে পারছি না"
    assert client.post(f"{place}/claim", {"person": "senior"}).status_code == 200
    decided = {"action": "reject", "reason": "person-threat", "version": held["version"], "person": "senior"}
    assert client.post(f"{place}/decisions", decided).status_code == 201
    assert client.get("/v1/queue/counts").json["escalated"]["number"] == 0


def test_only_what_is_held_can_be_escalated(client: ApiClient) -> None:
    approved = client.post_comment(wait=True, text=CLEAN)
    assert_problem(client.post(f"/v1/comments/{approved['id']}/escalations", {}), 409, "not-held")


@ON_ONE_DATABASE
@pytest.mark.parametrize("what", ["notes", "escalations", "undo"])
def test_an_unknown_comment_and_a_wrong_field_are_named(client: ApiClient, what: str) -> None:
    body = {"notes": {"text": "x"}, "escalations": {}, "undo": {"version": 1}}[what]
    assert_problem(client.post(f"/v1/comments/{UNKNOWN}/{what}", body), 404, "comment-not-found")
    assert_problem(
        client.post(f"/v1/comments/{UNKNOWN}/{what}", {**body, "person": ""}), 422, "invalid-input", "/person"
    )

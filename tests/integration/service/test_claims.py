"""Claims over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE

APPROVE = {"action": "approve", "reason": "person-approved", "version": 2}
UNKNOWN = "01890000-0000-7000-8000-000000000000"


def test_two_people_never_get_the_same_comments(client: ApiClient) -> None:
    ids = [client.post_comment(wait=True, text=f"{INSULT} {number}")["id"] for number in range(3)]
    first = client.post("/v1/queue/claims", {"limit": 2, "person": "rahima"}).json
    second = client.post("/v1/queue/claims", {"limit": 2, "person": "karim"}).json
    assert [one["id"] for one in first["comments"]] == ids[:2]
    assert [one["id"] for one in second["comments"]] == ids[2:]
    assert first["comments"][0] == client.get(f"/v1/comments/{ids[0]}").json
    assert first["until"] > first["comments"][0]["decided_at"]


def test_who_has_a_comment_in_hand_is_named_to_others_until_it_is_given_back(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    place = f"/v1/comments/{held['id']}"
    taken = client.post(f"{place}/claim", {"person": "rahima"})
    assert taken.status_code == 200
    assert (taken.json["id"], taken.json["by"]) == (held["id"], "rahima")
    for refused in (
        client.post(f"{place}/claim", {}),
        client.post(f"{place}/decisions", {**APPROVE, "person": "karim"}),
    ):
        detail = assert_problem(refused, 409, "claim-held")["detail"]
        assert "rahima" in detail
        assert taken.json["until"] in detail
    assert client.call("DELETE", f"{place}/claim", query={"person": "rahima"}).status_code == 204
    assert client.post(f"{place}/decisions", {**APPROVE, "person": "karim"}).status_code == 201


def test_what_cannot_be_claimed_says_why(client: ApiClient) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    assert "approved" not in assert_problem(
        client.post(f"/v1/comments/{UNKNOWN}/claim", {}), 404, "comment-not-found"
    ).get("detail", "")
    assert_problem(client.post(f"/v1/comments/{posted['id']}/claim", {}), 409, "not-held")
    assert_problem(client.call("DELETE", f"/v1/comments/{UNKNOWN}/claim"), 404, "comment-not-found")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"limit": 0}, "/limit"),
        ({"limit": 51}, "/limit"),
        ({"limit": "2"}, "/limit"),
        ({"person": ""}, "/person"),
        ({"person": "x" * 255}, "/person"),
        ({"who": "rahima"}, "/who"),
    ],
)
def test_what_is_not_right_is_named(client: ApiClient, body: dict[str, Any], pointer: str) -> None:
    assert_problem(client.post("/v1/queue/claims", body), 422, "invalid-input", pointer)

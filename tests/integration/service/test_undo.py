"""Undo and hold over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from moderation.publishing import publish_due
from moderation.wiring import Parts
from runtime.clock import SECOND, system_clock
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE


def decide(client: ApiClient, comment: dict[str, Any], action: str, **more: Any) -> TestResponse:
    body = {"action": action, "version": comment["version"], **more}
    return client.post(f"/v1/comments/{comment['id']}/decisions", body)


def undo(client: ApiClient, comment: dict[str, Any]) -> TestResponse:
    return client.post(f"/v1/comments/{comment['id']}/undo", {"version": comment["version"]})


def test_an_approval_with_time_to_undo_appears_when_the_time_is_over(client: ApiClient, parts: Parts) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    approved = decide(client, held, "approve", reason="person-approved", undo_seconds=10).json
    assert (approved["status"], approved["published_at"]) == ("approved", None)
    assert client.thread()["count"] == 0
    publish_due(replace(parts, clock=lambda: system_clock() + 10 * SECOND))
    assert client.thread()["count"] == 1
    assert client.get(f"/v1/comments/{held['id']}").json["published_at"] is not None


def test_an_undone_approval_is_back_in_the_queue_with_all_it_had(client: ApiClient, parts: Parts) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    approved = decide(client, held, "approve", reason="person-approved", undo_seconds=10).json
    undone = undo(client, approved)
    assert undone.status_code == 200
    assert undone.json == {**held, "version": 4}
    assert client.get("/v1/queue").json["comments"] == [undone.json]
    publish_due(replace(parts, clock=lambda: system_clock() + 60 * SECOND))
    assert client.thread()["count"] == 0
    assert_problem(undo(client, undone.json), 409, "nothing-to-undo")


def test_what_was_published_can_be_held_again(client: ApiClient) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    again = decide(client, posted, "hold", note="আরেকবার দেখা দরকার").json
    assert (again["status"], again["published_at"]) == ("held", None)
    assert [one["code"] for one in again["reasons"]] == ["person-held"]
    assert client.thread()["count"] == 0
    assert_problem(decide(client, again, "hold"), 409, "move-not-allowed")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"action": "approve"}, "/reason"),
        ({"action": "reject"}, "/reason"),
        ({"action": "reject", "reason": "person-held"}, "/reason"),
        ({"action": "hold", "reason": "person-spam"}, "/reason"),
        ({"action": "undo"}, "/action"),
        ({"action": "hold", "undo_seconds": 61}, "/undo_seconds"),
        ({"action": "hold", "undo_seconds": -1}, "/undo_seconds"),
        ({"action": "hold", "undo_seconds": "5"}, "/undo_seconds"),
        ({"action": "hold", "undo_seconds": None}, "/undo_seconds"),
        ({"action": "redo"}, "/action"),
    ],
)
def test_what_is_not_right_is_named(client: ApiClient, body: dict[str, Any], pointer: str) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    assert_problem(decide(client, held, **body), 422, "invalid-input", pointer)
    assert client.get(f"/v1/comments/{held['id']}").json == held

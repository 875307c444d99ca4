"""A reason's sentence is told in the language that the caller asks for."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.delivery.distribute import distribute
from moderation.wiring import Parts
from policy.reasons import reason
from tests.client import ApiClient
from tests.factories import INSULT, comment_body


def first_reason(answer: Any) -> dict[str, Any]:
    return dict(answer["reasons"][0])


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("bn", "bn"),
        ("bn-BD,bn;q=0.9,en;q=0.8", "bn"),
        ("en", "en"),
        ("en-GB, bn;q=0.5", "en"),
        ("de", "en"),
        ("*", "en"),
        (None, "en"),
    ],
)
def test_it_is_honoured_wherever_a_reason_is_answered(
    client: ApiClient, parts: Parts, asked: str | None, language: str
) -> None:
    headers = {} if asked is None else {"Accept-Language": asked}
    waiting = {**headers, "Prefer": "wait=5"}
    posted = client.post("/v1/articles/a1/comments", comment_body(text=INSULT), headers=waiting)
    place = f"/v1/comments/{posted.json['id']}"
    checked = client.post("/v1/check", {"text": INSULT}, headers=headers)
    distribute(parts.delivery)
    history = client.get(f"{place}/history", headers=headers)
    queue = client.get("/v1/queue", headers=headers)
    changes = client.get("/v1/changes", headers=headers)
    claimed = client.post("/v1/queue/claims", {}, headers=headers)
    told = [
        posted.json,
        client.get(place, headers=headers).json,
        checked.json,
        history.json["decisions"][0],
        queue.json["comments"][0],
        changes.json["changes"][-1]["comment"],
        claimed.json["comments"][0],
    ]
    for one in told:
        found = first_reason(one)
        assert found["message"] == reason(found["code"]).sentence(language)
    assert "Accept-Language" in posted.headers["Vary"]


def test_the_log_keeps_its_own_words(client: ApiClient) -> None:
    """What was decided is not rewritten by who asks: only the answer speaks another language."""
    posted = client.post_comment(text=INSULT, wait=True)
    bengali = client.get(f"/v1/comments/{posted['id']}", headers={"Accept-Language": "bn"})
    assert first_reason(bengali.json)["message"] != first_reason(posted)["message"]
    assert client.get(f"/v1/comments/{posted['id']}").json == posted

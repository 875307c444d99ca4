"""One id leads from the request to the last delivery: in the logs, in what is sent on, and in the traces."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.collector import Seen, spans_of
from tests.e2e.conftest import Stack
from tests.receiver import Received
from tests.running import eventually

pytestmark = pytest.mark.timeout(120)

PATH = "/heard"


@pytest.fixture
def endpoint(stack: Stack) -> Iterator[int]:
    """An endpoint of the site that hears what is approved and held."""
    wanted = {"url": f"{stack.receiver.url}{PATH}", "events": ["comment.approved", "comment.rejected"]}
    made = stack.api("POST", "/v1/endpoints", json=wanted).json()
    yield made["id"]
    stack.api("DELETE", f"/v1/endpoints/{made['id']}")


def lines(stack: Stack, request_id: str) -> list[dict[str, Any]]:
    """The log lines of all parts that name the request, each with its part."""
    found = [one.partition("| ") for one in list(stack.lines) if request_id in one]
    return [{"part": part.strip(), **json.loads(line)} for part, _, line in found]


def heard(stack: Stack, request_id: str) -> list[Received]:
    whole = list(stack.receiver.received)
    return [one for one in whole if one.path == PATH and one.headers.get("x-request-id") == request_id]


def test_the_id_that_a_site_gives_is_in_every_log_line_and_delivery_and_the_trace_is_its_own(
    stack: Stack, endpoint: int
) -> None:
    name, trace, caller = f"site-{os.urandom(4).hex()}", os.urandom(16).hex(), os.urandom(8).hex()
    body = {"text": f"ধন্যবাদ, ভালো লিখেছেন {os.urandom(3).hex()}", "author": {"id": os.urandom(4).hex()}}
    headers = {"X-Request-Id": name, "traceparent": f"00-{trace}-{caller}-01"}
    sent = stack.api("POST", "/v1/articles/chaler-dam/comments", json=body, headers=headers)
    assert (sent.status_code, sent.headers["X-Request-Id"]) == (202, name)
    assert eventually(lambda: len(heard(stack, name)) == 1)
    assert eventually(lambda: {one["event"] for one in lines(stack, name)} >= {"request", "moderated", "delivered"})
    assert {one["event"]: one["part"] for one in lines(stack, name)} == {
        "request": "api",
        "moderated": "worker",
        "delivered": "deliverer",
    }

    assert eventually(lambda: len(spans_of(stack.receiver, trace)) >= 3)
    spans = {one.name.partition(" ")[0]: one for one in spans_of(stack.receiver, trace)}
    assert spans.keys() == {"POST", "judge", "deliver"}
    asked, judged, delivered = spans["POST"], spans["judge"], spans["deliver"]
    assert [one.before for one in (asked, judged, delivered)] == [caller, asked.id, judged.id]
    assert [one.part for one in (asked, judged, delivered)] == ["api", "worker", "deliverer"]
    assert asked.name == "POST /v1/articles/<article:article>/comments"
    assert asked.attributes["http.response.status_code"] == "202"
    assert asked.attributes["prohori.request_id"] == name
    assert delivered.attributes["prohori.event"] == "comment.approved"
    assert heard(stack, name)[0].headers["traceparent"] == f"00-{trace}-{delivered.id}-01"
    assert_says_nothing(spans_of(stack.receiver, trace), body["text"], str(body["author"]), stack.key)


def test_a_moderators_decision_goes_back_to_the_moderators_request(stack: Stack, endpoint: int) -> None:
    stack.stock(1)
    held = stack.api("GET", "/v1/queue?order=newest&limit=1").json()["comments"][0]
    decision = {"action": "reject", "reason": "person-off-topic", "version": held["version"]}
    name = f"desk-{os.urandom(4).hex()}"
    headers = {"X-Request-Id": name}
    answer = stack.api("POST", f"/v1/comments/{held['id']}/decisions", json=decision, headers=headers)
    assert answer.status_code == 201, answer.text
    assert eventually(lambda: len(heard(stack, name)) == 1)
    assert json.loads(heard(stack, name)[0].body)["data"]["id"] == held["id"]
    assert eventually(lambda: {one["event"] for one in lines(stack, name)} == {"request", "delivered"})


def assert_says_nothing(spans: list[Seen], *secrets: str) -> None:
    whole = str(spans)
    assert [one for one in secrets if one in whole] == []

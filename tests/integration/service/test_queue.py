"""The queue: its orders, its pages, and the cursors that lead from one to the next."""

from __future__ import annotations

import base64
import dataclasses
import json
from itertools import chain

import pytest
from flask import Flask

from moderation.wiring import Parts
from runtime.clock import SECOND, system_clock
from service.http.context import EXTENSION, open_web
from store.reads.priority import LATEST_SEEN
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, judged_by
from tests.fake_classifier import FakeClassifier

APPROVE = {"action": "approve", "reason": "person-approved", "version": 2}


def test_a_page_says_how_many_there_are_in_all(client: ApiClient) -> None:
    for number in range(3):
        client.post_comment(id=f"t-{number}", text=INSULT, wait=True)
    page = client.get("/v1/queue?limit=2").json
    assert (len(page["comments"]), page["total"]) == (2, {"number": 3, "more": False})
    last = client.get("/v1/queue", query={"limit": 2, "cursor": page["next"]}).json
    assert (len(last["comments"]), last["total"]) == (1, {"number": 3, "more": False})
    assert client.get("/v1/queue?author=nobody").json["total"] == {"number": 0, "more": False}
    assert client.get("/v1/queue?total=false").json["total"] is None
    for slow in ("status=all", "status=rejected", "search=x"):
        assert client.get(f"/v1/queue?{slow}").json["total"] is None
        assert client.get(f"/v1/queue?{slow}&total=true").json["total"] is not None


def test_what_is_held_waits_in_the_queue_oldest_first(client: ApiClient) -> None:
    ids = [client.post_comment(wait=True, text=f"{INSULT} {i}")["id"] for i in range(5)]
    client.post_comment(wait=True, text=CLEAN)
    client.post_comment(wait=True, text=SPAM)
    first = client.get("/v1/queue", query={"limit": 3})
    assert [one["id"] for one in first.json["comments"]] == ids[:3]
    assert first.json["comments"][0] == client.get(f"/v1/comments/{ids[0]}").json
    last = client.get("/v1/queue", query={"limit": 3, "cursor": first.json["next"]})
    assert [one["id"] for one in last.json["comments"]] == ids[3:]
    assert last.json["next"] is None
    newest = client.get("/v1/queue", query={"order": "newest"})
    assert [one["id"] for one in newest.json["comments"]] == ids[::-1]


@pytest.mark.parametrize("status", ["pending", "approved", "held", "rejected"])
@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_comments_of_every_status_are_paged_without_loss(client: ApiClient, status: str, order: str) -> None:
    text = {"pending": CLEAN, "approved": CLEAN, "held": INSULT, "rejected": SPAM}[status]
    ids = [client.post_comment(wait=status != "pending", text=f"{text} {i}")["id"] for i in range(5)]
    pages: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"status": status, "order": order, "limit": 2, **({"cursor": cursor} if cursor else {})}
        response = client.get("/v1/queue", query=query)
        assert response.status_code == 200, response.text
        pages.append([one["id"] for one in response.json["comments"]])
        cursor = response.json["next"]
    assert list(chain(*pages)) == (ids if order == "oldest" else ids[::-1])


THREAT = "মেরে ফেলব"


def test_the_worst_waits_first_and_spam_last_unless_it_waited_long(parts: Parts, app: Flask, key: str) -> None:
    classifier = FakeClassifier({"spam": ["জেতা"], "insult": ["গাধা"], "threat": [THREAT]})
    client = ApiClient(app, key)
    holding = {"hold": 0.5, "reject": None}
    client.put("/v1/policy", {"thresholds": {"spam": holding, "insult": holding, "threat": holding}})
    moment = system_clock()
    ids = []
    for text, ago in (("টাকা জেতা", 30), ("তুই গাধা", 20), (THREAT, 15), ("খুব জেতা", 600)):
        earlier = dataclasses.replace(parts, model=judged_by(classifier), clock=lambda ago=ago: moment - ago * SECOND)
        app.extensions[EXTENSION] = open_web(earlier)
        held = client.post_comment(wait=True, text=text, author={"id": f"author-{ago}"})
        assert held["status"] == "held"
        ids.append(held["id"])
    app.extensions[EXTENSION] = open_web(dataclasses.replace(parts, clock=lambda: moment))
    wanted = [ids[3], ids[2], ids[1], ids[0]]
    assert [one["id"] for one in client.get("/v1/queue").json["comments"]] == wanted
    assert client.get("/v1/queue", query={"order": "priority"}).json == client.get("/v1/queue").json
    oldest = client.get("/v1/queue", query={"order": "oldest"}).json["comments"]
    assert [one["id"] for one in oldest] == [ids[3], *ids[:3]]


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "query",
    [
        {"order": "urgent"},
        {"order": ""},
        {"order": "priority", "status": "approved"},
        {"order": "priority", "status": "pending"},
    ],
)
def test_an_order_that_there_is_not_is_refused(client: ApiClient, query: dict[str, str]) -> None:
    assert_problem(client.get("/v1/queue", query=query), 422, "invalid-input", "/order")


def test_a_cursor_of_one_order_is_refused_in_another(client: ApiClient) -> None:
    for number in range(2):
        client.post_comment(wait=True, text=f"{INSULT} {number}")
    for order, other in (("priority", "oldest"), ("newest", "priority")):
        cursor = client.get("/v1/queue", query={"limit": 1, "order": order}).json["next"]
        response = client.get("/v1/queue", query={"order": other, "cursor": cursor})
        assert_problem(response, 422, "invalid-input", "/cursor")


@pytest.mark.parametrize("seen_at", [0, -1, True, 1.5, LATEST_SEEN, LATEST_SEEN + 1, 2**63, "1"])
@pytest.mark.parametrize("rank", [0, 1, -(2**63) + 1, -(2**63), None])
def test_a_forged_cursor_of_the_order_by_priority_never_breaks_the_service(
    client: ApiClient, seen_at: object, rank: object
) -> None:
    client.post_comment(wait=True, text=INSULT)
    place = json.dumps([seen_at, rank, "01890000-0000-7000-8000-000000000000"])
    cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    response = client.get("/v1/queue", query={"cursor": cursor})
    if type(seen_at) is int and 0 <= seen_at <= LATEST_SEEN and type(rank) is int and -(2**63) < rank <= 0:
        assert response.status_code == 200
    else:
        assert_problem(response, 422, "invalid-input", "/cursor")


def test_a_queue_cursor_holds_while_comments_are_decided(client: ApiClient) -> None:
    ids = [client.post_comment(wait=True, text=f"{INSULT} {i}")["id"] for i in range(5)]
    first = client.get("/v1/queue", query={"limit": 2}).json
    for one in (ids[0], ids[1], ids[3]):
        assert client.post(f"/v1/comments/{one}/decisions", APPROVE).status_code == 201
    rest = client.get("/v1/queue", query={"cursor": first["next"]}).json
    assert [one["id"] for one in rest["comments"]] == [ids[2], ids[4]]

"""Readers' reports: one from each reader, open until a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from moderation.wiring import Parts
from store import reports
from store.sites import Site
from store.tables import comments
from store.tables import reports as reports_table
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def report(client: ApiClient, comment: dict[str, Any], reader: str = "r1", reason: str = "abuse", **more: Any) -> Any:
    return client.post(f"/v1/comments/{comment['id']}/reports", {"reader": reader, "reason": reason, **more})


def reported(client: ApiClient, **query: Any) -> list[str]:
    response = client.get("/v1/queue", query={"status": "reported", **query})
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.json["comments"]]


def open_reports(parts: Parts, comment: dict[str, Any]) -> int:
    query = select(comments.c.open_reports).where(comments.c.id == comment["id"])
    return int(parts.database.read(lambda unit: unit.execute(query).scalar_one()))


def test_a_report_is_counted_once_for_each_reader_and_changes_no_status(client: ApiClient, parts: Parts) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    first = report(client, posted, note="এটা আমাকে নিয়ে লেখা")
    assert first.status_code == 202
    assert (first.json["comment"], first.json["reader"], first.json["reason"]) == (posted["id"], "r1", "abuse")
    again = report(client, posted, reason="spam")
    assert (again.status_code, again.json) == (202, first.json)
    report(client, posted, "r2")
    assert open_reports(parts, posted) == 2
    assert client.get(f"/v1/comments/{posted['id']}").json == posted
    assert reported(client) == [posted["id"]]


def test_a_decision_settles_the_reports_and_its_undo_opens_them_again(
    client: ApiClient, parts: Parts, site: Site
) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    report(client, posted)
    place = f"/v1/comments/{posted['id']}/decisions"
    client.post(place, {"action": "hold", "version": 2})
    assert (open_reports(parts, posted), reported(client)) == (0, [])
    report(client, posted, "r2")
    assert client.post(f"/v1/comments/{posted['id']}/undo", {"version": 3}).status_code == 200
    assert (open_reports(parts, posted), reported(client)) == (2, [posted["id"]])
    client.post(place, {"action": "reject", "reason": "person-abuse", "version": 4})
    found = parts.database.read(lambda unit: reports.of_comment(unit, site.id, posted["id"]))
    assert [one.reporter for one in found if one.settled_at is not None] == ["r1", "r2"]
    assert open_reports(parts, posted) == 0


def test_only_what_is_approved_or_held_is_listed_page_by_page(client: ApiClient) -> None:
    posted = [client.post_comment(wait=True, text=f"{text} {n}") for n, text in enumerate([CLEAN, INSULT, SPAM, CLEAN])]
    for one in posted:
        report(client, one)
    wanted = [posted[0]["id"], posted[1]["id"], posted[3]["id"]]
    assert reported(client) == wanted
    assert reported(client, order="newest") == wanted[::-1]
    first = client.get("/v1/queue", query={"status": "reported", "limit": 2}).json
    assert reported(client, cursor=first["next"]) == wanted[2:]
    assert_problem(client.get("/v1/queue", query={"status": "reported", "order": "priority"}), 422, "invalid-input")


def test_a_deleted_comment_is_reported_no_more_and_the_notes_are_gone(client: ApiClient, parts: Parts) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    report(client, posted, note="গোপন কথা")
    client.call("DELETE", f"/v1/comments/{posted['id']}")
    query = select(reports_table.c.note, reports_table.c.settled_at)
    note, settled_at = parts.database.read(lambda unit: unit.execute(query).one())
    assert note is None
    assert settled_at is not None
    assert (open_reports(parts, posted), reported(client)) == (0, [])
    assert_problem(report(client, posted, "r2"), 404, "comment-not-found")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"reader": ""}, "/reader"),
        ({"reason": "dislike"}, "/reason"),
        ({"note": "x" * 2001}, "/note"),
        ({"a": 1}, "/a"),
    ],
)
def test_what_is_not_right_is_named(client: ApiClient, changed: dict[str, Any], pointer: str) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    body = {"reader": "r1", "reason": "abuse", **changed}
    assert_problem(client.post(f"/v1/comments/{posted['id']}/reports", body), 422, "invalid-input", pointer)
    assert_problem(
        client.post(f"/v1/comments/{UNKNOWN}/reports", {"reader": "r", "reason": "spam"}), 404, "comment-not-found"
    )

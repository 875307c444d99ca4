"""Each event goes back to the request that made it happen, whoever did the work, and when."""

from __future__ import annotations

from sqlalchemy import select

from moderation import bulk
from moderation.judging import judge_pending
from moderation.wiring import Parts
from runtime import origin
from store.tables import comments, outbox
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT


def work(parts: Parts) -> None:
    """What a worker does, whom no request asks."""
    with origin.under(None):
        judge_pending(parts)
        bulk.work(parts)


def by(request_id: str) -> dict[str, str]:
    return {"X-Request-Id": request_id}


def told(database: Database) -> list[tuple[str, str | None]]:
    rows = database.read(lambda unit: unit.execute(select(outbox.c.event, outbox.c.origin).order_by(outbox.c.id)).all())
    return [(row.event, row.origin) for row in rows]


def test_every_event_names_the_request_it_goes_back_to(client: ApiClient, parts: Parts, database: Database) -> None:
    body = {"text": INSULT, "author": {"id": "a1"}}
    posted = client.post("/v1/articles/a1/comments", body, headers=by("posted")).json
    where = f"/v1/comments/{posted['id']}"
    work(parts)
    held = client.get(where).json
    decision = {"action": "approve", "reason": "person-approved", "version": held["version"]}
    decided = client.post(f"{where}/decisions", decision, headers=by("decided"))
    assert decided.status_code == 201, decided.text
    version = client.get(where).json["version"]
    assert client.post(f"{where}/undo", {"version": version}, headers=by("undone")).status_code == 200
    assert client.patch(where, {"text": CLEAN}, headers=by("edited")).status_code == 202
    work(parts)
    assert client.delete(where, headers=by("deleted")).status_code == 204
    assert told(database) == [
        ("comment.held", "posted"),
        ("comment.approved", "decided"),
        ("decision.undone", "undone"),
        ("comment.changed", "edited"),
        ("comment.held", "edited"),
        ("comment.deleted", "deleted"),
    ]
    left = database.read(lambda unit: unit.execute(select(comments.c.origin)).scalars().all())
    assert left == [None]


def test_many_at_once_go_back_to_one_request(client: ApiClient, parts: Parts, database: Database) -> None:
    sent = [{"article": "a1", "text": f"{CLEAN} {number}", "author": {"id": str(number)}} for number in range(3)]
    results = client.post("/v1/comments/batch", {"comments": sent}, headers=by("sent")).json["results"]
    work(parts)
    found = [client.get(f"/v1/comments/{one['comment']['id']}").json for one in results]
    items = [{"id": one["id"], "version": one["version"]} for one in found]
    asked = {"action": "reject", "reason": "person-spam", "comments": items}
    shown = client.post("/v1/bulk", asked, headers=by("rejected"))
    work(parts)
    client.post(f"{shown.headers['Location']}/undo", {"person": "karim"}, headers=by("taken-back"))
    work(parts)
    assert told(database) == [
        *[("comment.approved", "sent")] * 3,
        *[("comment.rejected", "rejected")] * 3,
        *[("decision.undone", "taken-back")] * 3,
    ]


def test_where_a_callers_trace_stands_is_kept_with_it(client: ApiClient, parts: Parts, database: Database) -> None:
    stands = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {**by("traced"), "traceparent": stands}
    client.post("/v1/articles/a1/comments", {"text": CLEAN, "author": {"id": "a1"}}, headers=headers)
    work(parts)
    assert told(database) == [("comment.approved", f"traced {stands}")]

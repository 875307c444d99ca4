"""Endpoints and article stores over the API: what is taken, what is refused by name, and what is never shown."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store.tables import destinations
from tests.client import ApiClient
from tests.factories import ON_ONE_DATABASE, make_key, make_site
from tests.receiver import receiving

pytestmark = ON_ONE_DATABASE

URL = "http://127.0.0.1:9/hooks"


def faults(answer) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {one["pointer"]: one["message"] for one in answer.json["errors"]}


def test_an_endpoint_is_made_shown_changed_and_removed(client):
    answer = client.post("/v1/endpoints", {"url": URL, "events": ["comment.held"], "description": "desk"})
    assert answer.status_code == 201
    made = answer.json
    assert answer.headers["Location"] == f"/v1/endpoints/{made['id']}"
    assert made.pop("secret").startswith("whsec_")
    assert client.get(f"/v1/endpoints/{made['id']}").json == made
    assert client.get("/v1/endpoints").json == {"endpoints": [made]}
    changed = client.patch(f"/v1/endpoints/{made['id']}", {"enabled": False, "payload": "thin"}).json
    assert (changed["enabled"], changed["disabled_because"], changed["payload"]) == (False, "paused", "thin")
    assert changed["events"] == ["comment.held"]
    assert client.post(f"/v1/endpoints/{made['id']}/replay", {"since": "2026-01-01T00:00:00Z"}).status_code == 409
    assert client.delete(f"/v1/endpoints/{made['id']}").status_code == 204
    assert client.get(f"/v1/endpoints/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": "http://169.254.169.254/latest"}, "/url"),
        ({"url": "http://10.1.2.3/"}, "/url"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "/url"),
        ({"url": "ftp://127.0.0.1/"}, "/url"),
        ({"url": "http://a:b@127.0.0.1/"}, "/url"),
        ({"url": "http://nobody.invalid/"}, "/url"),
        ({"url": URL, "events": []}, "/events"),
        ({"url": URL, "events": ["comment.eaten"]}, "/events/0"),
        ({"url": URL, "secret": "whsec_short"}, "/secret"),
        ({"url": URL, "payload": "fat"}, "/payload"),
        ({"url": URL, "timeout_seconds": 0}, "/timeout_seconds"),
        ({"url": URL, "enabled": True}, "/enabled"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused_by_name(client, body, pointer):
    assert pointer in faults(client.post("/v1/endpoints", body))


def test_a_site_has_so_many_endpoints_and_no_more(client):
    for _ in range(20):
        assert client.post("/v1/endpoints", {"url": URL}).status_code == 201
    refused = client.post("/v1/endpoints", {"url": URL})
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/too-many-endpoints")


def test_another_site_and_another_scope_get_in_nowhere(client, app, database, site):
    made = client.post("/v1/endpoints", {"url": URL}).json
    other = ApiClient(app, make_key(database, make_site(database)))
    weak = ApiClient(app, make_key(database, site, "submit", "read", "moderate"))
    for method, path, body in [
        ("GET", "", None),
        ("PATCH", "", {"payload": "thin"}),
        ("DELETE", "", None),
        ("POST", "/rotate", None),
        ("POST", "/test", None),
        ("POST", "/replay", {"since": "2026-01-01T00:00:00Z"}),
        ("GET", "/deliveries", None),
    ]:
        assert other.call(method, f"/v1/endpoints/{made['id']}{path}", json=body).status_code == 404
        assert weak.call(method, f"/v1/endpoints/{made['id']}{path}", json=body).status_code == 403
    assert other.get("/v1/endpoints").json == {"endpoints": []}
    assert weak.get("/v1/store").status_code == 403
    assert weak.get("/v1/dead").status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"until": "2026-01-01T00:00:00Z"}, "/since"),
        ({"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "/until"),
        ({"since": "2026-02-01T00:00:00Z", "message_id": "msg_x"}, "/since"),
        ({"message_id": "msg_x"}, "/message_id"),
    ],
)
def test_a_replay_is_of_a_period_or_of_one(client, body, pointer):
    made = client.post("/v1/endpoints", {"url": URL}).json
    assert pointer in faults(client.post(f"/v1/endpoints/{made['id']}/replay", body))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "carrier pigeon"}, "/kind"),
        ({"kind": "http"}, "/url"),
        ({"kind": "http", "url": "http://10.0.0.1/"}, "/url"),
        ({"kind": "http", "url": URL, "user": "x"}, "/user"),
        ({"kind": "http", "url": URL, "secret": "x"}, "/secret"),
        ({"kind": "http", "url": URL}, "/url"),  # nobody listens there
        ({"kind": "wordpress", "url": URL, "user": "editor"}, "/password"),
        ({"kind": "builtin", "url": URL}, "/url"),
        ({"kind": "table", "url": "sqlite:///etc/passwd", "table": "t", "columns": {"id": "a"}}, "/columns"),
        (
            {"kind": "table", "url": "sqlite:///x", "table": "t", "columns": {"id": "a", "article": "b", "text": "c"}},
            "/url",
        ),
        (
            {
                "kind": "table",
                "url": "mysql://a:b@10.0.0.1/x",
                "table": "t",
                "columns": {"id": "a", "article": "b", "text": "c"},
            },
            "/url",
        ),
        (
            {
                "kind": "table",
                "url": "mysql://a:b@127.0.0.1/x?local_infile=1",
                "table": "t",
                "columns": {"id": "a", "article": "b", "text": "c"},
            },
            "/url",
        ),
        ({"kind": "table", "url": "mysql://a@127.0.0.1/x", "table": "t; DROP", "columns": {}}, "/table"),
        (
            {
                "kind": "table",
                "url": "mysql://a@127.0.0.1/x",
                "table": "t",
                "columns": {"id": "a", "article": "a", "text": "c"},
            },
            "/columns",
        ),
    ],
)
def test_a_store_that_cannot_be_is_refused_by_name_and_the_old_one_stays(client, body, pointer):
    assert pointer in faults(client.put("/v1/store", body))
    assert client.get("/v1/store").json == {"kind": "builtin"}


def test_a_store_is_tried_then_kept_and_its_secret_shown_once(client, database):
    with receiving() as receiver:
        made = client.put("/v1/store", {"kind": "http", "url": receiver.url})
        assert made.status_code == 200, made.text
        secret = made.json["secret"]
        assert receiver.received[0].method == "DELETE"
        shown = client.get("/v1/store").json
        assert (shown["kind"], shown["url"]) == ("http", receiver.url)
        assert "secret" not in shown
        again = client.put("/v1/store", {"kind": "http", "url": receiver.url})
        assert "secret" not in again.json
    kept = database.read(lambda unit: unit.execute(select(destinations)).one())
    assert secret not in str(kept)
    assert client.put("/v1/store", {"kind": "builtin"}).json == {"kind": "builtin"}
    assert client.get("/v1/store").json == {"kind": "builtin"}


@pytest.mark.parametrize("number", [0, 7, 2**53, 2**63, 10**40])
def test_a_number_that_nobody_counts_to_is_not_found(client, number):
    for path in (f"/v1/endpoints/{number}", f"/v1/dead/{number}"):
        assert client.get(path).status_code == 404

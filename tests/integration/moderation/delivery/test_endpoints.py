"""Events to endpoints: signed, in order, once each while all goes well, and repeated as data when it does not."""

from __future__ import annotations

import time
from collections import defaultdict

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from moderation import endpoints
from policy import retries
from store import destinations
from tests.factories import CLEAN, INSULT, SPAM

DAY = 24 * 3600
SECOND = 1_000_000


def log_of(client, endpoint, **query):
    answer = client.get(f"/v1/endpoints/{endpoint.id}/deliveries", query=query)
    assert answer.status_code == 200, answer.text
    return answer.json["deliveries"]


def decide(client, comment, action, **more):
    reason = {"approve": "person-approved", "reject": "person-spam"}[action]
    body = {"action": action, "reason": reason, "version": comment["version"], **more}
    answer = client.post(f"/v1/comments/{comment['id']}/decisions", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_each_change_is_told_once_in_order_and_signed(client, parts, site, receiver, deliver_all):
    made = endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/hooks"})
    one = client.post_comment(text=INSULT, wait=True)
    decide(client, one, "approve")
    client.delete(f"/v1/comments/{one['id']}")
    assert deliver_all() == 3
    assert receiver.types() == ["comment.held", "comment.approved", "comment.deleted"]
    for request in receiver.received:
        assert request.path == "/hooks"
        assert request.headers["content-type"] == "application/json"
        Webhook(made.secret).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(receiver.received[0].body + b" ", receiver.received[0].headers)
    assert len({request.message_id for request in receiver.received}) == 3
    held, approved, deleted = (request.json["data"] for request in receiver.received)
    assert (held["id"], held["status"], held["version"], held["by"]) == (one["id"], "held", 2, "machine")
    assert held["reasons"][0]["code"] == "insult-likely"
    assert (approved["status"], approved["by"], approved["version"]) == ("approved", "person", 3)
    assert (deleted["status"], deleted["text"], deleted["author"]["name"]) == ("deleted", None, None)
    assert deliver_all() == 0


def test_only_what_was_asked_for_is_told_and_thin_carries_no_text(client, parts, site, receiver, deliver_all):
    described = {"url": receiver.url, "events": ["comment.rejected"], "payload": "thin"}
    endpoints.create(parts.delivery, site.id, described)
    client.post_comment(text=CLEAN, wait=True)
    rejected = client.post_comment(text=SPAM, wait=True)
    assert deliver_all() == 1
    data = receiver.received[0].json["data"]
    assert data == {
        "id": rejected["id"],
        "external_id": None,
        "article": "a1",
        "status": "rejected",
        "version": 2,
        "revision": 1,
        "parent_id": None,
        "by": "machine",
        "appeal": None,
    }


def test_what_is_undone_in_time_is_never_told(client, parts, endpoint, receiver, deliver_all):
    one = client.post_comment(text=INSULT, wait=True)
    two = client.post_comment(text=INSULT, wait=True)
    three = client.post_comment(text=INSULT, wait=True)
    assert deliver_all() == 3
    receiver.received.clear()
    for comment, action in ((one, "approve"), (two, "reject")):
        decided = decide(client, comment, action, undo_seconds=10)
        undone = client.post(f"/v1/comments/{comment['id']}/undo", {"version": decided["version"]})
        assert undone.status_code == 200
    decide(client, three, "reject", undo_seconds=10)
    assert deliver_all() == 2
    assert receiver.types() == ["decision.undone"] * 2
    assert {request.json["data"]["status"] for request in receiver.received} == {"held"}
    assert deliver_all(ahead=9) == 0
    assert deliver_all(ahead=11) == 1
    assert receiver.received[-1].json["type"] == "comment.rejected"


def test_what_readers_see_is_taken_away_and_told_at_once(client, parts, endpoint, receiver, deliver_all):
    one = client.post_comment(text=CLEAN, wait=True)
    rejected = decide(client, one, "reject", undo_seconds=10)
    assert deliver_all() == 2
    client.post(f"/v1/comments/{one['id']}/undo", {"version": rejected["version"]})
    assert deliver_all() == 1
    assert receiver.types() == ["comment.approved", "comment.rejected", "decision.undone"]
    assert receiver.received[-1].json["data"]["status"] == "approved"


def test_a_failure_is_repeated_with_the_same_id_and_holds_only_its_own_comment_back(
    client, parts, endpoint, receiver, deliver_all
):
    bad = client.post_comment(text=INSULT, wait=True)
    receiver.answer = lambda request, _: 500 if request.json["data"]["id"] == bad["id"] else 204
    assert deliver_all() == 1
    decide(client, bad, "reject")
    good = client.post_comment(text=CLEAN, wait=True)
    assert deliver_all() == 1
    assert receiver.received[-1].json["data"]["id"] == good["id"]
    receiver.answer = lambda *_: 204
    assert deliver_all(ahead=10) == 2
    mine = [request for request in receiver.received if request.json["data"]["id"] == bad["id"]]
    assert [request.json["type"] for request in mine] == ["comment.held", "comment.held", "comment.rejected"]
    assert mine[0].message_id == mine[1].message_id != mine[2].message_id
    newest = log_of(client, endpoint)
    assert [(one["type"], one["state"], len(one["tries"])) for one in newest] == [
        ("comment.approved", "done", 1),
        ("comment.rejected", "done", 1),
        ("comment.held", "done", 2),
    ]
    first, second = newest[2]["tries"]
    assert (first["status"], first["error"], second["status"], second["error"]) == (500, "answered 500", 204, None)
    assert newest[2]["request"]["headers"]["webhook-id"] == mine[0].message_id
    assert newest[2]["request"]["body"] == mine[0].body.decode()


def test_after_three_days_it_is_a_dead_letter_that_can_be_sent_again(client, parts, endpoint, receiver, deliver_all):
    one = client.post_comment(text=CLEAN, wait=True)
    receiver.answer = lambda *_: 500
    assert deliver_all() == 1
    at = [10, 60, 600, DAY, 2.9 * DAY, 3.5 * DAY, 3.8 * DAY]
    assert sum(deliver_all(ahead=seconds) for seconds in at) == 6
    dead = client.get("/v1/dead").json["dead"]
    assert [(each["comment"], each["reason"], each["attempts"]) for each in dead] == [(one["id"], "answered 500", 7)]
    assert dead[0]["destination"]["url"] == endpoint.url
    assert dead[0]["first_tried_at"] < dead[0]["last_tried_at"]
    assert client.get(f"/v1/dead/{dead[0]['id']}").json["tries"][6]["status"] == 500
    receiver.answer = lambda *_: 204
    assert client.post(f"/v1/dead/{dead[0]['id']}/replay").json == {"number": 1}
    assert deliver_all(ahead=3.9 * DAY) == 1
    assert len({request.message_id for request in receiver.received}) == 1
    assert client.get("/v1/dead").json == {"dead": [], "next": None}
    assert client.delete(f"/v1/dead/{dead[0]['id']}").status_code == 404


def test_an_endpoint_that_fails_rests_and_is_then_asked_by_one(client, parts, endpoint, receiver, deliver_all):
    for _ in range(40):
        client.post_comment(text=CLEAN, wait=True)
    receiver.answer = lambda *_: 503
    tried = deliver_all()
    assert retries.FAILURES_UNTIL_REST <= tried <= retries.FAILURES_UNTIL_REST + parts.settings.delivery_concurrency
    assert deliver_all() == 0
    shown = client.get(f"/v1/endpoints/{endpoint.id}").json
    assert (shown["failures"], shown["enabled"]) == (tried, True)
    assert deliver_all(ahead=400) == 1
    receiver.answer = lambda *_: 204
    assert deliver_all(ahead=1_000) == 40
    assert client.get(f"/v1/endpoints/{endpoint.id}").json["failures"] == 0
    delivered = {one["comment"]: one["attempts"] for one in log_of(client, endpoint) if one["state"] == "done"}
    assert len(delivered) == 40


def test_a_wish_to_be_left_alone_is_heard(client, parts, endpoint, receiver, deliver_all):
    for _ in range(3):
        client.post_comment(text=CLEAN, wait=True)
    receiver.answer, receiver.headers = lambda *_: 429, {"Retry-After": "120"}
    assert 1 <= deliver_all() <= 3
    receiver.answer, receiver.headers = lambda *_: 204, {}
    assert deliver_all(ahead=100) == 0
    assert deliver_all(ahead=200) == 3


def test_410_ends_it_and_days_of_failure_switch_it_off(client, parts, site, receiver, deliver_all):
    gone = endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/gone"}).endpoint
    dead = endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/dead"}).endpoint
    receiver.answer = lambda request, _: 410 if request.path == "/gone" else 500
    client.post_comment(text=CLEAN, wait=True)
    deliver_all()
    for days in (1, 2, 4, 5.5):
        deliver_all(ahead=days * DAY)
        client.post_comment(text=CLEAN, wait=True)
    shown = {one["id"]: one for one in client.get("/v1/endpoints").json["endpoints"]}
    assert (shown[gone.id]["enabled"], shown[gone.id]["disabled_because"]) == (False, "gone")
    assert (shown[dead.id]["enabled"], shown[dead.id]["disabled_because"]) == (False, "failing")
    assert [request.path for request in receiver.received].count("/gone") == 1
    assert {one["destination"]["id"] for one in client.get("/v1/dead").json["dead"]} == {dead.id}
    assert client.post(f"/v1/endpoints/{dead.id}/test").status_code == 409
    receiver.answer = lambda *_: 204
    assert client.patch(f"/v1/endpoints/{dead.id}", {"enabled": True}).json["enabled"] is True
    client.post_comment(text=CLEAN, wait=True)
    assert deliver_all(ahead=6 * DAY) == 2


@pytest.mark.parametrize("fault", ["hangs", "drips", "closes half-way", "redirects", "ten megabytes", "no server"])
def test_whatever_the_other_side_does_it_ends_in_time_and_is_written_down(
    client, parts, site, receiver, deliver_all, fault
):
    import socket

    def answer(_request, handler):
        if fault == "hangs":
            time.sleep(4)
        elif fault == "drips":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(16):
                handler.wfile.write(b"a")
                handler.wfile.flush()
                time.sleep(0.25)
        elif fault == "closes half-way":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "redirects":
            handler.send_response(302)
            handler.send_header("Location", f"{receiver.url}/elsewhere")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            handler.send_response(200)
            handler.send_header("Content-Length", str(10_000_000))
            handler.end_headers()
            handler.wfile.write(b"x" * 10_000_000)

    receiver.answer = answer
    url = "http://127.0.0.1:9/hooks" if fault == "no server" else receiver.url
    endpoint = endpoints.create(parts.delivery, site.id, {"url": url, "timeout_seconds": 1}).endpoint
    client.post_comment(text=CLEAN, wait=True)
    begun = time.monotonic()
    assert deliver_all() == 1
    assert time.monotonic() - begun < 3
    (tried,) = log_of(client, endpoint)[0]["tries"]
    assert (
        tried["error"]
        == {
            "hangs": "no answer in time",
            "drips": "no answer in time",
            "closes half-way": "the connection broke",
            "redirects": "answered 302; redirects are not followed",
            "ten megabytes": None,
            "no server": "cannot be reached",
        }[fault]
    )
    assert not [request for request in receiver.received if request.path == "/elsewhere"]
    if fault == "ten megabytes":
        assert len(tried["answer"] or "") <= 1_000


def test_a_slow_endpoint_delays_no_other(client, parts, site, receiver, deliver_all):
    slow = endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/slow", "timeout_seconds": 1}).endpoint
    endpoints.create(parts.delivery, site.id, {"url": f"{receiver.url}/fast"})
    receiver.answer = lambda request, _: time.sleep(3) if request.path == "/slow" else 204
    for _ in range(30):
        client.post_comment(text=CLEAN, wait=True)
    deliver_all()
    assert [request.path for request in receiver.received].count("/fast") == 30
    waiting = [one for one in log_of(client, slow) if one["state"] == "open"]
    assert len(waiting) == 30
    assert len([one for one in waiting if one["attempts"]]) <= 5 + parts.settings.delivery_concurrency


def test_a_new_secret_signs_beside_the_old_one_for_a_day(client, parts, site, receiver, deliver_all):
    made = endpoints.create(parts.delivery, site.id, {"url": receiver.url})
    answer = client.post(f"/v1/endpoints/{made.endpoint.id}/rotate")
    new = answer.json["secret"]
    assert new != made.secret
    client.post_comment(text=CLEAN, wait=True)
    deliver_all()
    for secret in (new, made.secret):
        Webhook(secret).verify(receiver.received[0].body, receiver.received[0].headers)
    assert "secret" not in client.get(f"/v1/endpoints/{made.endpoint.id}").json
    receiver.received.clear()
    client.post_comment(text=CLEAN, wait=True)
    deliver_all(ahead=DAY + 60)
    assert receiver.received[0].headers["webhook-signature"].count("v1,") == 1


def test_what_happened_is_sent_again_with_the_ids_it_had(client, parts, endpoint, receiver, deliver_all):
    begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 5))
    ids = [client.post_comment(text=CLEAN, wait=True)["id"] for _ in range(3)]
    client.delete(f"/v1/comments/{ids[0]}")
    assert deliver_all() == 4
    first = [request.message_id for request in receiver.received]
    receiver.received.clear()
    assert client.post(f"/v1/endpoints/{endpoint.id}/replay", {"since": begun}).json == {"number": 4}
    assert deliver_all() == 4
    assert sorted(request.message_id for request in receiver.received) == sorted(first)
    by_comment = defaultdict(list)
    for request in receiver.received:
        by_comment[request.json["data"]["id"]].append(request.json["data"]["version"])
    assert all(versions == sorted(versions) for versions in by_comment.values())
    receiver.received.clear()
    assert client.post(f"/v1/endpoints/{endpoint.id}/replay", {"message_id": first[1]}).json == {"number": 1}
    assert deliver_all() == 1
    assert receiver.received[0].message_id == first[1]


def test_a_test_event_is_sent_and_shown_in_the_log(client, parts, endpoint, receiver, deliver_all):
    assert client.post(f"/v1/endpoints/{endpoint.id}/test").status_code == 202
    assert deliver_all() == 1
    assert receiver.types() == ["endpoint.test"]
    (shown,) = log_of(client, endpoint)
    assert (shown["type"], shown["comment"], shown["state"], shown["tries"][0]["status"]) == (
        "endpoint.test",
        None,
        "done",
        204,
    )


def test_nothing_of_a_deleted_comment_stays_in_the_log(client, parts, endpoint, receiver, deliver_all):
    def echo(request, handler):
        handler.send_response(500)
        handler.send_header("Content-Length", str(len(request.body)))
        handler.end_headers()
        handler.wfile.write(request.body)

    receiver.answer = echo
    one = client.post_comment(text="একটি গোপন কথা", wait=True)
    deliver_all()
    assert "গোপন" in log_of(client, endpoint)[0]["tries"][0]["answer"]
    client.delete(f"/v1/comments/{one['id']}")
    assert "গোপন" not in client.get(f"/v1/endpoints/{endpoint.id}/deliveries").text


def test_a_lease_that_ran_out_is_delivered_again_and_the_late_failure_changes_nothing(
    client, parts, endpoint, receiver, deliver_all
):
    from moderation.delivery.distribute import distribute, pull
    from store import deliveries

    client.post_comment(text=CLEAN, wait=True)
    distribute(parts.delivery)
    now = parts.clock()
    assert parts.database.write(lambda unit: pull(unit, endpoint, limit=5, now=now)) == 1

    def claim(at, until):
        return parts.database.write(lambda unit: deliveries.claim(unit, endpoint.id, limit=5, now=at, until=until))

    (killed,) = claim(now, now + SECOND)
    assert claim(now, now + 2 * SECOND) == []
    (again,) = claim(now + 2 * SECOND, now + 60 * SECOND)
    assert (again.id, again.attempts) == (killed.id, 2)
    late = deliveries.Attempt(
        delivery=killed, state="open", tried_at=now, milliseconds=1, due_at=now, error="no answer in time"
    )
    parts.database.write(lambda unit: deliveries.record(unit, [late], now=now))
    assert claim(now + 3 * SECOND, now + 61 * SECOND) == []


def test_an_endpoint_that_is_removed_while_it_is_called_leaves_nothing(client, parts, endpoint, receiver, deliver_all):
    receiver.answer = lambda *_: 204 if client.delete(f"/v1/endpoints/{endpoint.id}").status_code == 204 else 500
    client.post_comment(text=CLEAN, wait=True)
    assert deliver_all() == 1
    assert client.get("/v1/endpoints").json == {"endpoints": []}
    assert deliver_all(ahead=600) == 0


def test_a_fault_of_ours_is_written_down_and_repeated_like_any_failure(
    client, parts, endpoint, receiver, deliver_all, database
):
    ids = {client.post_comment(text=CLEAN, wait=True)["id"] for _ in range(3)}

    def keep(secrets):
        database.write(lambda unit: destinations.change(unit, endpoint.id, secrets=secrets))

    keep(parts.delivery.box.seal({}))  # sealed as it should be, and without what must be in it
    assert deliver_all() == 3
    assert receiver.received == []
    assert {(one["reason"], one["state"]) for one in log_of(client, endpoint)} == {
        ("a fault of Prohori: KeyError", "open")
    }
    keep(endpoint.secrets)
    assert deliver_all(ahead=60) == 3
    assert {request.json["data"]["id"] for request in receiver.received} == ids

"""A later verdict is told to the site that asked over Akismet's wire: once, with its key, on its own host alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from moderation import endpoints
from moderation.foreign import keep
from moderation.judging import judge_pending
from moderation.wiring import Parts
from service.http.context import EXTENSION, open_web
from store.sites import Site
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, SPAM, judged_by, make_key, make_site
from tests.integration.moderation.delivery.conftest import Deliver
from tests.integration.service.compat.conftest import Stuck
from tests.receiver import Receiver
from tests.running import eventually


@pytest.fixture
def site(database: Database, receiver: Receiver) -> Site:
    """A site whose pages are the receiver's."""
    return make_site(database, origins=[receiver.url])


@pytest.fixture
def wordpress(client: ApiClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check a comment as WordPress does that can be called back; return the guid."""
    monkeypatch.setattr(keep, "RECORD_MILLISECONDS", 10_000)  # however slow the machine
    settings = {"wires": {"akismet": {"milliseconds": 10_000}}}
    assert client.put("/v1/policy", settings).status_code == 200

    def check(text: str, *, callback: str | None = None, key: str | None = None, **fields: str) -> str:
        said = {
            "api_key": key or client.key,
            "blog": receiver.url,
            "user_ip": "203.0.113.7",
            "comment_post_ID": "12",
            "comment_parent": "0",
            "comment_author_email": "rahima@example.org",
            "comment_content": text,
            "callback": f"{receiver.url}/wp-json/akismet/v1/webhook" if callback is None else callback,
            **fields,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = client.post("/1.1/comment-check", data=urlencode(said).encode(), key="", headers=headers)
        assert answer.text in ("true", "false")
        return str(answer.headers["X-akismet-guid"])

    return check


def decide(client: ApiClient, action: str) -> None:
    (waiting,) = client.get("/v1/queue").json["comments"]
    reason = {"approve": "person-approved", "reject": "person-abuse"}[action]
    decision = {"action": action, "reason": reason, "version": waiting["version"]}
    assert client.post(f"/v1/comments/{waiting['id']}/decisions", decision).status_code == 201


@pytest.mark.parametrize(("action", "result"), [("approve", "false"), ("reject", "true")])
def test_a_moderators_verdict_is_told_once(
    client: ApiClient, wordpress: Any, receiver: Receiver, deliver_all: Deliver, action: str, result: str
) -> None:
    guid = wordpress(INSULT)
    deliver_all()
    assert receiver.received == []  # it waits for a moderator: there is nothing to tell
    decide(client, action)
    deliver_all(ahead=20)
    (called,) = receiver.received
    assert called.path == "/wp-json/akismet/v1/webhook"
    assert called.json["key"] == client.key
    assert called.json["endpoint"] == "comment-check"
    (told,) = called.json["comments"]
    assert told == {"guid": guid, "result": result, "comment_post_ID": "12", "comment_parent": "0"}
    deliver_all(ahead=40)
    assert len(receiver.received) == 1


def test_a_verdict_that_was_told_already_is_not_told_again_and_a_changed_one_is(
    client: ApiClient, wordpress: Any, receiver: Receiver, deliver_all: Deliver
) -> None:
    wordpress(CLEAN)
    wordpress(SPAM)
    deliver_all()
    assert receiver.received == []
    (rejected,) = client.get("/v1/queue", query={"status": "rejected"}).json["comments"]
    decision = {"action": "approve", "reason": "person-approved", "version": rejected["version"]}
    assert client.post(f"/v1/comments/{rejected['id']}/decisions", decision).status_code == 201
    deliver_all(ahead=20)
    assert [one.json["comments"][0]["result"] for one in receiver.received] == ["false"]
    version = client.get(f"/v1/comments/{rejected['id']}").json["version"]
    decision = {"action": "reject", "reason": "person-spam", "version": version}
    assert client.post(f"/v1/comments/{rejected['id']}/decisions", decision).status_code == 201
    deliver_all(ahead=40)
    assert [one.json["comments"][0]["result"] for one in receiver.received] == ["false", "true"]


def test_a_host_that_the_site_did_not_register_is_never_called(
    client: ApiClient, wordpress: Any, receiver: Receiver, deliver_all: Deliver, parts: Parts, site: Site
) -> None:
    elsewhere = receiver.url.replace("127.0.0.1", "localhost")
    wordpress(INSULT, callback=f"{elsewhere}/wp-json/akismet/v1/webhook")
    decide(client, "reject")
    deliver_all(ahead=20)
    assert receiver.received == []
    assert endpoints.everyone(parts.delivery, site.id) == []


def test_the_report_of_the_site_itself_is_not_told_back_to_it(
    client: ApiClient, wordpress: Any, receiver: Receiver, deliver_all: Deliver
) -> None:
    guid = wordpress(INSULT)
    said = {"api_key": client.key, "blog": receiver.url, "user_ip": "203.0.113.7", "guid": guid}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    thanks = client.post("/1.1/submit-ham", data=urlencode(said).encode(), key="", headers=headers)
    assert thanks.text == "Thanks for making the web a better place."
    assert client.get("/v1/queue").json["comments"] == []
    deliver_all(ahead=20)
    assert receiver.received == []


def test_a_new_key_is_used_from_the_next_check_on_and_the_log_hides_it(
    client: ApiClient,
    wordpress: Any,
    receiver: Receiver,
    deliver_all: Deliver,
    database: Database,
    parts: Parts,
    site: Site,
) -> None:
    wordpress(CLEAN)
    fresh = make_key(database, site)
    wordpress(INSULT, key=fresh)
    decide(client, "reject")
    deliver_all(ahead=20)
    assert [one.json["key"] for one in receiver.received] == [fresh]
    (one,) = endpoints.everyone(parts.delivery, site.id)
    assert (one.settings["payload"], one.url) == ("akismet", f"{receiver.url}/wp-json/akismet/v1/webhook")
    shown = client.get(f"/v1/endpoints/{one.id}/deliveries").text
    assert "comment_post_ID" in shown
    assert fresh not in shown
    assert fresh not in repr(one)
    changed = client.patch(f"/v1/endpoints/{one.id}", {"payload": "thin"})
    assert changed.json["payload"] == "akismet"


@pytest.mark.parametrize(("text", "result"), [(CLEAN, "false"), (SPAM, "true")])
def test_a_verdict_that_was_not_there_in_time_follows(
    client: ApiClient,
    wordpress: Any,
    receiver: Receiver,
    deliver_all: Deliver,
    app: Flask,
    parts: Parts,
    text: str,
    result: str,
) -> None:
    assert client.put("/v1/policy", {"wires": {"akismet": {"milliseconds": 50}}}).status_code == 200
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(Stuck(parts.classifier))))
    guid = wordpress(text)
    assert eventually(lambda: judge_pending(parts) == 1)  # the worker comes later
    deliver_all()
    (called,) = receiver.received
    (told,) = called.json["comments"]
    assert (told["guid"], told["result"]) == (guid, result)

"""Coral's external moderation phase: signatures as Coral makes them, answers as Coral's schema takes them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from moderation.foreign import signers
from moderation.wiring import Parts
from policy.wires import Wire
from service.http.context import EXTENSION, open_web
from store.sites import Site
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, judged_by
from tests.integration.service.compat.conftest import Stored, Stuck
from tests.integration.service.compat.conftest import rules as set_rules

SECRET = "9f0c8a4e-a-secret-of-this-phase"
OLD_SECRET = "the-one-before"
pytestmark = ON_ONE_DATABASE

# Coral's schema of an answer, restated: what it does not know is dropped, a wrong value spoils the whole.
STATUSES = {"NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD"}
REASONS = {"COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"}
CODES = {
    "OFFENSIVE", "ABUSIVE", "SPAM", "BANNED_WORD", "AD", "ILLEGAL_CONTENT", "HARASSMENT_BULLYING", "MISINFORMATION",
    "HATE_SPEECH", "IRRELEVANT_CONTENT", "OTHER",
}  # fmt: skip


def passes_corals_schema(answer: dict[str, Any]) -> bool:
    actions = answer.get("actions", [])
    decided = answer.get("moderationAction")
    return (
        set(answer) <= {"status", "actions", "tags", "moderationAction"}
        and answer["status"] in STATUSES
        and all(one["actionType"] == "FLAG" and one["reason"] in REASONS for one in actions)
        and (decided is None or (decided["status"] in STATUSES and decided["rejectionReason"]["code"] in CODES))
    )


def sign(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def request(text: str, **changed: Any) -> dict[str, Any]:
    return {
        "action": "NEW",
        "comment": {"body": text, "parentID": None},
        "author": {"id": "a9b2", "role": "COMMENTER"},
        "story": {"id": "story-1", "url": "https://khobor.example/nodi"},
        "site": {"id": "site-1"},
        "tenantID": "tenant-1",
        "tenantDomain": "comments.khobor.example",
        **changed,
    }


class Coral:
    """Sends as Coral does: JSON indented by two spaces, signed as sent."""

    def __init__(self, client: ApiClient, site: Site) -> None:
        self.client = client
        self.path = f"/coral/{site.slug}"
        self.rules()

    def rules(self, wire: dict[str, Any] | None = None, **rules: Any) -> None:
        """Set the site's rules. wire: settings of Coral's."""
        set_rules(self.client, {"coral": wire or {}}, **rules)

    def send(self, text: str, **changed: Any) -> TestResponse:
        return self.raw(json.dumps(request(text, **changed), indent=2, ensure_ascii=False).encode())

    def raw(self, body: bytes, signature: str | None = None) -> TestResponse:
        headers = {"X-Coral-Signature": sign(body) if signature is None else signature}
        return self.client.post(self.path, data=body, key="", headers=headers)


@pytest.fixture
def coral(client: ApiClient, parts: Parts, site: Site) -> Coral:
    signers.add(parts.delivery, site.slug, Wire.CORAL, SECRET)
    return Coral(client, site)


def test_a_clean_comment_is_none_of_our_business_and_pre_moderation_still_runs(coral: Coral, stored: Stored) -> None:
    answer = coral.send(CLEAN)
    assert (answer.status_code, answer.data) == (204, b"")
    (one,) = stored()
    assert (one.status, one.wire, one.article_id) == ("approved", "coral", "story-1")
    assert (one.author_id, one.published_at) == ("coral:a9b2", None)


def test_a_flipped_byte_no_signature_and_another_secret_are_refused(coral: Coral, stored: Stored) -> None:
    body = json.dumps(request(INSULT), indent=2, ensure_ascii=False).encode()
    flipped = body.replace(b"story-1", b"story-2")
    assert coral.raw(flipped, sign(body)).status_code == 401
    assert coral.raw(body, "").status_code == 401
    assert coral.raw(body, sign(body, OLD_SECRET)).status_code == 401
    assert coral.raw(body, sign(body).upper()).status_code == 401
    assert coral.raw(body, "sha256=ঁ").status_code == 401
    assert stored() == []


def test_while_a_secret_is_changed_either_signature_is_taken(
    coral: Coral, parts: Parts, site: Site, stored: Stored
) -> None:
    body = json.dumps(request(INSULT), indent=2, ensure_ascii=False).encode()
    both = f"{sign(body, 'new to us')},{sign(body)}"
    assert coral.raw(body, both).status_code == 200
    number = signers.add(parts.delivery, site.slug, Wire.CORAL, OLD_SECRET)
    assert coral.raw(body, sign(body, OLD_SECRET)).status_code == 200
    signers.end(parts.delivery, site.slug, number)
    assert coral.raw(body, sign(body, OLD_SECRET)).status_code == 401
    assert len(stored()) == 1


def test_another_sites_secret_and_an_unknown_site_are_refused(coral: Coral, client: ApiClient) -> None:
    body = json.dumps(request(INSULT)).encode()
    headers = {"X-Coral-Signature": sign(body)}
    assert client.post("/coral/nobody", data=body, key="", headers=headers).status_code == 401


def test_what_is_held_is_withheld_there_and_waits_in_our_queue(coral: Coral, client: ApiClient) -> None:
    answer = coral.send(INSULT)
    flag = {"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}
    assert answer.json == {"status": "SYSTEM_WITHHELD", "actions": [flag]}
    assert passes_corals_schema(answer.json)
    assert (answer.headers["X-Prohori-Model"], answer.headers["X-Prohori-Policy"]) == ("fake-1", "1")
    (waiting,) = client.get("/v1/queue").json["comments"]
    assert (waiting["wire"], waiting["id"]) == ("coral", answer.headers["X-Prohori-Comment"])


def test_certain_spam_is_rejected_with_a_reason_its_author_can_read(coral: Coral) -> None:
    answer = coral.send(SPAM)
    assert passes_corals_schema(answer.json)
    assert answer.json["status"] == answer.json["moderationAction"]["status"] == "REJECTED"
    reason = answer.json["moderationAction"]["rejectionReason"]
    assert reason == {"code": "SPAM", "detailedExplanation": "মন্তব্যটি স্প্যাম বা বিজ্ঞাপন বলে মনে হচ্ছে।"}


def test_doubtful_spam_is_flagged_as_spam(coral: Coral, client: ApiClient) -> None:
    coral.rules(thresholds={"spam": {"hold": 0.5, "reject": None}})
    answer = coral.send(SPAM)
    assert passes_corals_schema(answer.json)
    assert answer.json["actions"] == [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_SPAM"}]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("identity_attack", "HATE_SPEECH"),
        ("threat", "HARASSMENT_BULLYING"),
        ("insult", "ABUSIVE"),
        ("profanity", "OFFENSIVE"),
    ],
)
def test_certain_abuse_is_rejected_with_corals_code(
    coral: Coral, client: ApiClient, parts: Parts, label: str, code: str
) -> None:
    parts.classifier._markers[label] = ("এক্সএক্স",)  # type: ignore[attr-defined]
    coral.rules(thresholds={label: {"hold": 0.5, "reject": 0.9}})
    answer = coral.send("এক্সএক্স কথা")
    assert passes_corals_schema(answer.json)
    assert answer.json["moderationAction"]["rejectionReason"]["code"] == code


def test_where_the_site_reads_all_first_coral_pre_moderates(coral: Coral, client: ApiClient) -> None:
    coral.rules(mode="pre")
    answer = coral.send(CLEAN)
    assert answer.json == {"status": "PREMOD"}
    assert passes_corals_schema(answer.json)


def test_a_clean_comment_is_approved_only_where_the_owner_asks_for_it(coral: Coral, client: ApiClient) -> None:
    coral.rules({"approve": True})
    answer = coral.send(CLEAN)
    assert answer.json == {"status": "APPROVED"}
    assert passes_corals_schema(answer.json)


def test_the_same_within_ten_minutes_is_one_record_and_the_same_answer(coral: Coral, stored: Stored) -> None:
    first, again = coral.send(INSULT), coral.send(INSULT)
    assert first.json == again.json
    assert first.headers["X-Prohori-Comment"] == again.headers["X-Prohori-Comment"]
    assert len(stored()) == 1
    coral.send(INSULT, story={"id": "story-2", "url": None})
    assert len(stored()) == 2


def test_an_edit_that_adds_abuse_is_withheld(coral: Coral) -> None:
    assert coral.send(CLEAN).status_code == 204
    edited = coral.send(f"{CLEAN} {INSULT}", action="EDIT")
    assert edited.json["status"] == "SYSTEM_WITHHELD"


def test_html_is_read_as_its_readers_see_it(coral: Coral, stored: Stored) -> None:
    coral.send("<div>তুই একটা <b>গা</b>ধা &amp; আরো<br></div><p>দ্বিতীয় <a href='https://spam.example'>এখানে</a></p>")
    (one,) = stored()
    assert one.text == "তুই একটা গাধা & আরো\nদ্বিতীয় https://spam.example এখানে"
    coral.send("এক < দুই এবং <3")
    assert stored()[1].text == "এক < দুই এবং <3"


@pytest.mark.parametrize(("fallback", "told"), [("open", None), ("closed", {"status": "PREMOD"})])
def test_when_the_judge_is_stuck_the_owners_choice_is_answered_at_once(
    coral: Coral, client: ApiClient, app: Flask, parts: Parts, stored: Stored, fallback: str, told: Any
) -> None:
    coral.rules({"fallback": fallback, "milliseconds": 70})
    assert coral.send(CLEAN).status_code == 204  # connections and secrets are warm
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(Stuck(parts.classifier))))
    took = []
    for _ in range(3):  # the machine itself may be slow once
        began = time.monotonic()
        answer = coral.send(INSULT)
        took.append(time.monotonic() - began)
    assert min(took) < 0.1
    assert (answer.status_code, answer.json if told else None) == (200 if told else 204, told)
    assert told is None or passes_corals_schema(told)
    for _ in range(100):
        if len(stored()) == 2:
            break
        time.sleep(0.02)
    assert [one.status for one in stored()] == ["approved", "pending"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 50_000, b'{"comment": {"body": 7}}', b'{"comment": {"body": "a"}}'],
)
def test_what_is_no_request_of_corals_is_refused_by_name(coral: Coral, stored: Stored, body: bytes) -> None:
    answer = coral.raw(body)
    assert answer.status_code == 400
    assert answer.json["error"]
    assert stored() == []


def test_unknown_fields_and_a_body_too_long_do_no_harm(coral: Coral, stored: Stored) -> None:
    assert coral.send(CLEAN, **{f"field{number}": {"a": [1]} for number in range(200)}).status_code == 204
    assert coral.send(("শান্ত কথা। " * 5_000) + INSULT).json["status"] == "SYSTEM_WITHHELD"
    assert len(stored()[1].text.encode()) <= 20_480
    assert coral.raw(b" " * 1_100_000).status_code == 413


def test_other_methods_and_paths_answer_without_a_page(coral: Coral, client: ApiClient) -> None:
    assert client.get(coral.path).json["error"]
    assert client.get("/coral/a/b/c").json["error"]

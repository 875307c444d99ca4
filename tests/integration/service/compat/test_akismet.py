"""Akismet's wire: the acceptance checks of its protocol, its Python client, and what callers may do wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import akismet
import httpx
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from moderation.wiring import Parts
from service.http.context import EXTENSION, open_web
from store.tables import akismet_checks, labels
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, judged_by, make_key, make_site
from tests.integration.service.compat.conftest import Stored, rules

pytestmark = ON_ONE_DATABASE
BLOG = "https://khobor.example"
THANKS = "Thanks for making the web a better place."


def comment(text: str, **changed: Any) -> dict[str, Any]:
    return {
        "blog": BLOG,
        "user_ip": "203.0.113.7",
        "permalink": f"{BLOG}/nodi-o-nagorik",
        "comment_type": "comment",
        "comment_author": "রহিমা বেগম",
        "comment_author_email": "rahima@example.org",
        "comment_content": text,
        **changed,
    }


class Akismet:
    """Calls as the WordPress plugin does: a form, the key in it."""

    def __init__(self, client: ApiClient) -> None:
        self.client = client
        self.key = client.key

    def call(self, name: str, fields: dict[str, Any], *, version: str = "1.1", host: str | None = None) -> TestResponse:
        said = fields if host else {"api_key": self.key, **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        if host:
            headers["Host"] = host
        body = urlencode(said, doseq=True).encode()
        return self.client.post(f"/{version}/{name}", data=body, key="", headers=headers)

    def check(self, text: str, **changed: Any) -> TestResponse:
        return self.call("comment-check", comment(text, **changed))

    def submit(self, what: str, text: str, **changed: Any) -> TestResponse:
        return self.call(f"submit-{what}", comment(text, **changed))


@pytest.fixture
def wire(client: ApiClient) -> Akismet:
    rules(client)
    return Akismet(client)


def told(response: TestResponse) -> str:
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/plain"
    return response.text


def invalid(response: TestResponse, why: str = "") -> None:
    assert told(response) == "invalid"
    assert why in response.headers["X-akismet-debug-help"]


# Clients


def test_the_python_client_works_with_its_transport_rewritten_alone(
    app: Flask, client: ApiClient, database: Database, stored: Stored
) -> None:
    rules(client)
    with httpx.Client(transport=httpx.WSGITransport(app=app)) as transport:
        config = akismet.Config(key=client.key, url=BLOG)
        checker = akismet.SyncClient.validated_client(config=config, http_client=transport)
        about = {"user_ip": "203.0.113.9", "comment_type": "comment", "comment_author": "someone"}
        assert checker.comment_check(comment_content=CLEAN, **about) is akismet.CheckResponse.HAM
        assert checker.comment_check(comment_content=SPAM, **about) is akismet.CheckResponse.SPAM
        assert checker.comment_check(comment_content=SPAM, **about) is akismet.CheckResponse.DISCARD
        assert checker.submit_ham(comment_content=SPAM, **about)
        assert checker.submit_spam(comment_content=CLEAN, **about)
        assert checker.usage_limit()["usage"] == 3
        wrong = akismet.Config(key="a" * 48, url=BLOG)
        with pytest.raises(akismet.APIKeyError):
            akismet.SyncClient.validated_client(config=wrong, http_client=transport)
    assert [one.status for one in stored()] == ["rejected", "rejected", "approved"]


def test_the_key_may_be_a_label_of_the_host_and_must_not_contradict_the_body(wire: Akismet) -> None:
    host = f"{wire.key}.akismet.our-host.example"
    assert told(wire.call("comment-check", comment(CLEAN), host=host)) == "false"
    assert told(wire.call("verify-key", {"key": wire.key, "blog": BLOG}, host="akismet.our-host.example")) == "valid"
    invalid(wire.call("comment-check", {**comment(CLEAN), "api_key": "b" * 48}, host=host))
    assert told(wire.call("comment-check", {**comment(CLEAN), "api_key": wire.key}, host=host)) == "false"


def test_form_and_json_of_one_comment_get_one_verdict(wire: Akismet, client: ApiClient) -> None:
    for text in (CLEAN, SPAM):
        form = wire.check(text)
        body = {**comment(text), "api_key": wire.key, "comment_post_ID": 12, "is_test": False}
        assert told(client.post("/1.1/comment-check", body, key="")) == told(form)


# The acceptance checks


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"comment_author": "viagra-test-123"}, "true"),
        ({"comment_author": "akismet-guaranteed-spam"}, "true"),
        ({"comment_author_email": "akismet-guaranteed-spam@example.com"}, "true"),
        ({"user_role": "administrator", "comment_content": SPAM}, "false"),
        ({"user_role": "editor,administrator", "comment_content": SPAM}, "false"),
        ({"comment_content": SPAM}, "true"),
    ],
)
def test_test_values_are_answered_as_promised_and_a_test_leaves_nothing(
    wire: Akismet, everything: Callable[[], str], fields: dict[str, str], answer: str
) -> None:
    before = everything()
    response = wire.call("comment-check", {**comment(CLEAN), "is_test": "1", **fields})
    assert told(response) == answer
    assert response.headers["X-akismet-guid"]
    assert told(wire.submit("spam", CLEAN, is_test="true")) == THANKS
    assert everything() == before


def test_without_an_address_the_call_is_invalid(wire: Akismet, stored: Stored) -> None:
    said = comment(CLEAN)
    del said["user_ip"]
    invalid(wire.call("comment-check", said), "Missing required field: user_ip.")
    assert stored() == []
    assert told(wire.check(CLEAN, user_ip="")) == "false"


def test_each_check_has_a_guid_of_its_own_and_a_report_joins_its_decision(
    wire: Akismet, database: Database, stored: Stored, client: ApiClient
) -> None:
    first, second = wire.check(SPAM, comment_author="a"), wire.check(SPAM, comment_author="b")
    guids = [one.headers["X-akismet-guid"] for one in (first, second)]
    assert len(set(guids)) == 2
    assert wire.submit("ham", "other words", guid=guids[1]).data == THANKS.encode()
    standing = {one.id: one.status for one in stored()}
    assert standing == {
        first.headers["X-Prohori-Comment"]: "rejected",
        second.headers["X-Prohori-Comment"]: "approved",
    }
    (label,) = database.read(lambda unit: unit.execute(select(labels)).all())
    assert (label.label, label.value, label.wire) == ("spam", 0.0, "akismet")
    assert str(label.comment_id) == second.headers["X-Prohori-Comment"]
    history = client.get(f"/v1/comments/{label.comment_id}/history").json["decisions"]
    assert history[-1]["by"] == "person"
    assert history[-1]["actor"].endswith("(akismet)")


def test_reports_count_once_and_can_be_taken_back(wire: Akismet, database: Database, stored: Stored) -> None:
    wire.check(CLEAN)
    for _ in range(2):
        assert told(wire.submit("spam", CLEAN)) == THANKS
    assert [one.status for one in stored()] == ["rejected"]
    assert told(wire.submit("ham", CLEAN)) == THANKS
    assert [one.status for one in stored()] == ["approved"]
    (label,) = database.read(lambda unit: unit.execute(select(labels)).all())
    assert label.value == 0.0
    (sites,) = wire.call("key-sites", {}, version="1.2").json.values().__iter__().__next__()
    assert (sites["missed_spam"], sites["false_positives"]) == ("1", "1")


def test_a_report_of_what_we_never_saw_is_a_label_with_its_text(wire: Akismet, database: Database) -> None:
    assert told(wire.submit("spam", "অচেনা লেখা")) == THANKS
    (label,) = database.read(lambda unit: unit.execute(select(labels)).all())
    assert (label.comment_id, label.text, label.value) == (None, "অচেনা লেখা", 1.0)


def test_a_wave_of_one_spam_is_discarded_from_the_second_on(wire: Akismet) -> None:
    answers = [wire.check(SPAM, comment_author=f"bot {number}", user_ip=f"203.0.113.{number}") for number in range(4)]
    assert [told(one) for one in answers] == ["true"] * 4
    assert [one.headers.get("X-akismet-pro-tip") for one in answers] == [None, "discard", "discard", "discard"]


def test_the_key_of_one_site_does_not_do_for_anothers_blog(
    wire: Akismet, database: Database, client: ApiClient
) -> None:
    make_site(database, origins=["https://other.example"])
    for response in (
        wire.check(CLEAN, blog="https://other.example/"),
        wire.call("verify-key", {"key": wire.key, "blog": "https://other.example"}),
        wire.submit("spam", CLEAN, blog="https://other.example"),
    ):
        invalid(response)
        assert response.headers["X-akismet-alert-code"] == "10404"
        assert response.headers["X-akismet-alert-msg"]
    bare = make_site(database)  # of which no origin is known
    there = Akismet(ApiClient(client.app, make_key(database, bare)))
    assert told(there.check(CLEAN, blog="https://fresh.example")) == "false"
    invalid(there.check(CLEAN, blog="https://other.example"))


def test_200_unknown_fields_change_nothing_and_are_not_kept(wire: Akismet, everything: Callable[[], str]) -> None:
    many = {f"POST_field{number}": f"marker-{number}" for number in range(200)}
    many |= {"HTTP_COOKIE": "marker-cookie", "akismet_comment_nonce": "passed", "comment_tags[]": ["a", "b"]}
    response = wire.check(SPAM, **many)
    assert told(response) == "true"
    assert "marker-" not in everything()
    assert "rahima@example.org" not in everything()
    assert "203.0.113.7" not in everything()


# What is held


def test_what_is_held_for_abuse_is_held_there_too_and_waits_in_our_queue(wire: Akismet, client: ApiClient) -> None:
    response = wire.check(INSULT)
    assert told(response) == "false"
    assert response.headers["X-akismet-error"] == "held"
    (waiting,) = client.get("/v1/queue").json["comments"]
    assert (waiting["wire"], waiting["id"]) == ("akismet", response.headers["X-Prohori-Comment"])
    rules(client, {"akismet": {"held_is_spam": True}})
    strict = wire.check(INSULT, comment_author="another")
    assert told(strict) == "true"
    assert "X-akismet-error" not in strict.headers
    assert "X-akismet-pro-tip" not in strict.headers


def test_a_client_that_can_be_called_back_is_asked_to_wait(wire: Akismet, database: Database) -> None:
    response = wire.check(INSULT, callback=f"{BLOG}/wp-json/akismet/v1/webhook")
    assert told(response) == "false"
    assert int(response.headers["X-akismet-recheck-after"]) > 0
    assert "X-akismet-error" not in response.headers
    elsewhere = wire.check(INSULT, comment_author="x", callback="https://evil.example/wp-json/akismet/v1/webhook")
    assert "X-akismet-recheck-after" not in elsewhere.headers
    found = database.read(lambda unit: unit.execute(select(akismet_checks.c.callback)).scalars().all())
    assert sorted(map(str, found)) == ["None", f"{BLOG}/wp-json/akismet/v1/webhook"]


def test_what_the_judge_broke_on_is_noted_as_it_was_told(
    wire: Akismet, client: ApiClient, app: Flask, parts: Parts, database: Database, stored: Stored
) -> None:
    rules(client, {"akismet": {"held_is_spam": True, "fallback": "closed"}})
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(Broken(parts.classifier))))
    response = wire.check(CLEAN)
    assert told(response) == "false"
    assert response.headers["X-akismet-error"] == "held"
    assert [one.status for one in stored()] == ["held"]  # a person looks
    assert database.read(lambda unit: unit.execute(select(akismet_checks.c.told)).scalars().all()) == ["false"]


class Broken:
    """A classifier that breaks on everything."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier

    def __getattr__(self, name: str) -> Any:
        return getattr(self._classifier, name)

    def score(self, texts: Any) -> Any:
        raise RuntimeError("broken")


def test_a_filled_honeypot_is_spam_and_blatant_where_the_text_is_too(wire: Akismet, stored: Stored) -> None:
    trap = {"honeypot_field_name": "ak_hp_textarea", "ak_hp_textarea": "http://bot.example"}
    response = wire.check(CLEAN, **trap)
    assert told(response) == "true"
    assert response.headers["X-akismet-pro-tip"] == "discard"
    assert stored()[0].reasons[0]["code"] == "honeypot-filled"
    assert (
        told(wire.check(CLEAN, comment_author="b", honeypot_field_name="ak_hp_textarea", ak_hp_textarea="")) == "false"
    )


def test_a_recheck_finds_the_comment_and_where_it_stands(wire: Akismet, client: ApiClient, stored: Stored) -> None:
    held = wire.check(INSULT)
    (waiting,) = client.get("/v1/queue").json["comments"]
    decision = {"action": "approve", "reason": "person-approved", "version": waiting["version"]}
    assert client.post(f"/v1/comments/{waiting['id']}/decisions", decision).status_code == 201
    again = wire.check(INSULT, recheck_reason="scheduled_recheck")
    assert told(again) == "false"
    assert "X-akismet-error" not in again.headers
    assert again.headers["X-akismet-guid"] != held.headers["X-akismet-guid"]
    assert again.headers["X-Prohori-Comment"] == held.headers["X-Prohori-Comment"]
    assert len(stored()) == 1
    spam = wire.check(SPAM, recheck_reason="recheck_queue")  # never seen before: checked like any other
    same = wire.check(SPAM, recheck_reason="recheck_queue")
    assert (told(spam), told(same)) == ("true", "true")
    assert "X-akismet-pro-tip" not in same.headers  # one comment asked about twice is no wave
    edited = wire.check(f"{INSULT} ২", recheck_reason="edit")
    assert edited.headers["X-Prohori-Comment"] != held.headers["X-Prohori-Comment"]


# The account


def test_what_wordpress_asks_when_it_is_set_up(wire: Akismet) -> None:
    assert told(wire.call("verify-key", {"key": wire.key, "blog": BLOG})) == "valid"
    subscription = wire.call("get-subscription", {"key": wire.key, "blog": BLOG})
    assert subscription.json["status"] == "active"
    assert told(wire.call("deactivate", {"key": wire.key, "blog": BLOG})) == "deactivated"
    wire.check(SPAM)
    wire.check(CLEAN)
    for back in ("60-days", "6-months", "all"):
        stats = wire.call("get-stats", {"key": wire.key, "blog": BLOG, "from": back}).json
        assert (stats["spam"], stats["ham"], stats["accuracy"]) == (1, 1, "100.000")


def test_usage_is_counted_by_month_and_blog(wire: Akismet, client: ApiClient) -> None:
    for text in (SPAM, CLEAN, CLEAN):
        wire.check(text)
    wire.check(CLEAN, is_test="1")
    used = client.get("/1.2/usage-limit", key="", query={"api_key": wire.key}).json
    assert used == {"limit": "none", "usage": 3, "percentage": "0.00", "throttled": False}
    answer = wire.call("key-sites", {"limit": "10"}, version="1.2").json
    month = next(iter(answer))
    assert answer == {
        month: [
            {
                "site": BLOG,
                "api_calls": "3",
                "spam": "1",
                "ham": "2",
                "missed_spam": "0",
                "false_positives": "0",
                "is_revoked": False,
            }
        ],
        "limit": 10,
        "offset": 0,
        "total": 1,
    }
    table = wire.call("key-sites", {"format": "csv", "month": month, "filter": "khobor"}, version="1.2")
    assert table.text.splitlines() == [
        f"Active sites for {wire.key} during {month} (limit:500, offset: 0, total: 1)",
        "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked",
        f"{BLOG},3,1,2,0,0,false",
    ]
    assert wire.call("key-sites", {"filter": "elsewhere"}, version="1.2").json["total"] == 0


def test_checks_are_counted_where_nothing_is_kept(wire: Akismet, client: ApiClient, stored: Stored) -> None:
    rules(client, {"akismet": {"keep": False}})
    assert told(wire.check(SPAM)) == "true"
    for _ in range(100):
        used = wire.call("usage-limit", {}, version="1.2").json["usage"]
        if used:
            break
    assert used == 1
    assert stored() == []


# What may be wrong


@pytest.mark.parametrize("path", ["verify-key", "comment-check", "submit-spam", "submit-ham", "get-subscription"])
def test_wrong_keys_and_missing_ones_are_invalid(wire: Akismet, path: str) -> None:
    invalid(wire.call(path, {"api_key": "wrong", **comment(CLEAN)}))
    invalid(wire.call(path, {"api_key": "", **comment(CLEAN)}))
    invalid(wire.call(path, {"key": "c" * 48, "api_key": "", **comment(CLEAN)}))


@pytest.mark.parametrize("blog", ["http://[", "ftp://khobor.example", "https://", "https://a b.example"])
def test_an_address_that_is_none_is_invalid(wire: Akismet, blog: str) -> None:
    invalid(wire.check(CLEAN, blog=blog), "We were unable to parse your blog URI")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"%%%=&&&=%zz", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\x00", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"a" * 900_000, "application/x-www-form-urlencoded; charset=punycode"),
        (b"a" * 900, "application/x-www-form-urlencoded; charset=zip"),
        (b"&".join(b"f%d=1" % number for number in range(9_000)), "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b"[1]", "application/json"),
        (b"x" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"--a", "multipart/form-data; boundary=a"),
        (b"\x89PNG", "image/png"),
    ],
)
def test_hostile_bodies_are_invalid_and_never_break_us(client: ApiClient, data: bytes, kind: str) -> None:
    for path in ("/1.1/comment-check", "/1.1/submit-ham", "/1.1/verify-key", "/1.2/key-sites"):
        invalid(client.post(path, data=data, key="", headers={"Content-Type": kind}))


def test_other_paths_and_methods_are_invalid_too(client: ApiClient) -> None:
    invalid(client.get("/1.1/comment-check"))
    invalid(client.post("/1.1/nothing"))


def test_other_character_sets_nul_and_long_texts_are_read(wire: Akismet, client: ApiClient, stored: Stored) -> None:
    body = urlencode({**comment("Grüße an alle", comment_author="Jürgen"), "api_key": wire.key}, encoding="latin-1")
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=ISO-8859-1"}
    assert client.post("/1.1/comment-check", data=body.encode(), key="", headers=headers).text in ("true", "false")
    assert (stored()[0].text, stored()[0].author_name) == ("Grüße an alle", "Jürgen")
    assert told(wire.check("a\x00b \ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))) == "false"
    assert told(wire.check("শান্ত কথা। " * 3_000 + SPAM)) == "true"


def test_an_empty_comment_is_read_by_who_wrote_it(wire: Akismet, stored: Stored) -> None:
    assert told(wire.check("", comment_author="casino", comment_type="signup")) == "true"
    assert told(wire.check("", comment_author="")) == "false"
    assert len(stored()) == 1

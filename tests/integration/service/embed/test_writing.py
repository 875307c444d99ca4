"""What a reader writes: how it reads beforehand, where it stands afterwards, and what keeps programs out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from moderation import articles, comments
from moderation.judging import judge_pending
from moderation.wiring import Parts
from policy.states import Status
from store.articles import ArticleText
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM
from tests.integration.service.embed.conftest import PageClient, number_for

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def codes(one: dict[str, Any]) -> list[str]:
    return [why["code"] for why in one["reasons"]]


def test_a_comment_is_judged_before_the_answer_and_stands_in_the_thread(page: PageClient, other: PageClient) -> None:
    written = page.written(name="  রাশেদ ")
    assert (written["status"], written["name"], written["may"]) == ("approved", "রাশেদ", ["edit", "delete"])
    talk = other.talk()
    assert (talk["count"], talk["open"]) == (1, True)
    shown = talk["conversations"][0]
    assert (shown["id"], shown["text"], shown["name"]) == (written["id"], CLEAN, "রাশেদ")
    assert shown.keys() == {
        *("id", "parent", "name", "text", "language", "edited", "created_at", "orphaned", "replies"),
    }
    assert other.mine() == []
    assert [one["id"] for one in page.mine()] == [written["id"]]


def test_what_is_held_and_what_is_refused_is_told_its_author_alone_and_why(page: PageClient, other: PageClient) -> None:
    held, refused = page.written(INSULT), page.written(SPAM)
    assert (held["status"], codes(held)) == ("held", ["insult-likely"])
    assert held["reasons"][0]["message"].startswith("মন্তব্যটিতে কাউকে অপমান")
    assert (refused["status"], refused["may"]) == ("rejected", ["edit", "delete", "appeal"])
    assert other.talk()["count"] == 0
    answer = page.get("mine", query_string={"lang": "en"}).json["comments"]
    assert [one["reasons"][0]["message"] for one in answer] == [
        "This comment looks like spam or advertising.",
        "This comment looks like an insult to someone.",
    ]


@ON_ONE_DATABASE
def test_how_a_text_reads_is_said_before_it_is_sent_and_nothing_is_kept(page: PageClient, client: ApiClient) -> None:
    calm = page.call("POST", "articles/a1/check", json={"text": CLEAN}).json
    assert calm == {"warn": False, "status": "approved", "reasons": []}
    rude = page.call("POST", "articles/a1/check", json={"text": INSULT, "name": "ক"}).json
    assert (rude["warn"], codes(rude)) == (True, ["insult-likely"])
    assert page.mine() == []
    client.put("/v1/policy", {"mode": "pre"})
    mode = page.call("POST", "articles/a1/check", json={"text": CLEAN}).json
    assert (mode["warn"], mode["status"], mode["reasons"]) == (False, "held", [])  # no fault of the text


@pytest.mark.parametrize("text", [CLEAN, INSULT, SPAM])
def test_what_is_sent_after_a_warning_goes_to_a_person_whatever_the_classifier_says(
    page: PageClient, text: str
) -> None:
    assert page.written(text, insisted=True)["status"] == "held"


@ON_ONE_DATABASE
def test_a_warning_does_not_lift_what_the_site_itself_refuses(page: PageClient, client: ApiClient) -> None:
    entry = {"kind": "word", "text": "ধূমকেতু", "action": "reject"}
    assert client.post("/v1/lists", entry).status_code == 201
    assert page.written("ধূমকেতু নিয়ে লেখা", insisted=True)["status"] == "rejected"


def test_what_was_noticed_outlives_the_process_that_took_it(
    page: PageClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.submit.judge_now", lambda *_: None)  # as if it died between storing and judging
    written = page.written(insisted=True)
    trapped = page.written(f"{CLEAN} দুই", website="http://bot.example")
    assert {written["status"], trapped["status"]} == {"pending"}
    parts.database.write(lambda unit: unit.connection.exec_driver_sql("UPDATE comments SET lease_until = 0"))
    assert judge_pending(parts) == 2
    found = {one: comments.show(parts, page.site.id, one) for one in (written["id"], trapped["id"])}
    assert [(one.status, one.reasons[0]["code"]) for one in found.values()] == [
        (Status.HELD, "sent-after-warning"),
        (Status.HELD, "honeypot-filled"),
    ]


def test_the_same_sent_twice_is_one_comment(page: PageClient) -> None:
    once = str(uuid.uuid4())
    first, again = page.written(id=once), page.written(id=once)
    assert again["id"] == first["id"]
    assert page.talk()["count"] == 1
    assert_problem(page.post("অন্য লেখা", id=once), 409, "duplicate-comment")


def test_a_reader_edits_and_deletes_only_what_is_their_own(page: PageClient, other: PageClient) -> None:
    written = page.written()
    place = f"comments/{written['id']}"
    for method, options in (("PATCH", {"json": {"text": "আমার নয়"}}), ("DELETE", {})):
        assert_problem(other.call(method, place, **options), 404, "comment-not-found")
    same = page.call("PATCH", place, json={"text": CLEAN}).json
    assert (same["status"], same["edited"]) == ("approved", False)
    edited = page.call("PATCH", place, json={"text": f"{CLEAN} আবার"}).json
    assert (edited["status"], edited["edited"]) == ("approved", True)
    assert page.call("PATCH", place, json={"text": INSULT}).json["status"] == "held"
    assert page.talk()["count"] == 0
    assert page.call("PATCH", place, json={"text": CLEAN, "insisted": True}).json["status"] == "held"
    assert page.call("PATCH", place, json={"text": f"{CLEAN} শেষ"}).json["status"] == "approved"
    assert page.call("DELETE", place).status_code == 204
    assert (page.talk()["count"], page.mine()) == (0, [])
    assert_problem(page.call("DELETE", place), 404, "comment-not-found")


@ON_ONE_DATABASE
def test_a_form_that_was_just_opened_or_bears_no_stamp_of_ours_asks_for_an_effort(page: PageClient) -> None:
    other_site = PageClient(page.app, page.parts, page.site)
    for body in (
        {"form": page.stamp(age=1)},
        {"form": ""},
        {"form": "1.2"},
        {"form": f"{page.parts.clock()}.{'0' * 32}"},
        {"form": page.stamp(age=90_000)},
        {"form": page.stamp(age=-60)},
    ):
        answer = page.call("POST", "articles/a1/comments", json={"text": CLEAN, **body})
        assert_problem(answer, 428, "effort-needed")
    assert other_site.mine() == []


@ON_ONE_DATABASE
def test_an_effort_that_was_made_is_good_once(page: PageClient) -> None:
    asked = page.get("challenge").json
    proof = {"seed": asked["seed"], "number": number_for(asked["seed"], asked["bits"])}
    assert page.written(form="", proof=proof)["status"] == "approved"
    assert_problem(page.post("আরেকটি কথা", form="", proof=proof), 428, "effort-needed")
    for wrong in ({"number": "0"}, {"number": "-1"}, {"seed": "x"}, {"seed": asked["seed"][:-1] + "0"}):
        assert_problem(page.post(form="", proof={**proof, **wrong}), 428, "effort-needed")


@ON_ONE_DATABASE
def test_from_the_sixth_comment_on_a_connection_makes_an_effort(page: PageClient) -> None:
    for number in range(5):
        assert page.post(f"{number} নম্বর কথাটি অন্য রকম {number * 37}").status_code == 200
    assert_problem(page.post("ষষ্ঠ কথা"), 428, "effort-needed")
    asked = page.get("challenge").json
    proof = {"seed": asked["seed"], "number": number_for(asked["seed"], asked["bits"])}
    assert page.post("ষষ্ঠ কথা", proof=proof).status_code == 200


@ON_ONE_DATABASE
def test_a_filled_trap_is_held_and_the_program_is_not_told(page: PageClient) -> None:
    written = page.written(website="x", form="")
    assert (written["status"], codes(written)) == ("held", ["honeypot-filled"])


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": "x" * 20_481}, "/text"),
        ({"name": "x" * 61}, "/name"),
        ({"parent": "x"}, "/parent"),
        ({"id": "1"}, "/id"),
        ({"insisted": "yes"}, "/insisted"),
        ({"proof": {"seed": "s"}}, "/proof/number"),
        ({"author": {"id": "x"}}, "/author"),
    ],
)
def test_what_is_not_right_is_named(page: PageClient, changed: dict[str, Any], pointer: str) -> None:
    assert_problem(page.post(**{"text": CLEAN, **changed}), 422, "invalid-input", pointer)


@ON_ONE_DATABASE
def test_an_answer_to_nothing_and_a_closed_article_are_refused(page: PageClient, parts: Parts) -> None:
    assert_problem(page.post(parent=UNKNOWN), 422, "parent-not-found", "/parent_id")
    said = ArticleText(url=None, title="x", language=None, section=None, tags=(), summary=None, open=False)
    articles.describe(parts, page.site.id, "shut", said)
    assert page.talk("shut")["open"] is False
    assert_problem(page.post(article="shut"), 409, "article-closed")


@ON_ONE_DATABASE
def test_the_address_of_an_article_is_noted_where_nothing_was_said_of_it(page: PageClient, parts: Parts) -> None:
    page.written(url="https://evil.example/a1")
    assert articles.show(parts, page.site.id, "a1").url is None
    page.written("আরেকটি কথা বলি", url="https://khobor.example/news/a1?x=1")
    page.written("তৃতীয় কথাটিও বলি", url="https://khobor.example/other")
    assert articles.show(parts, page.site.id, "a1").url == "https://khobor.example/news/a1?x=1"

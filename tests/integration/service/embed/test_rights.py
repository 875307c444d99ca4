"""What a reader says of comments and asks of us: reports, appeals, statements, one's own data."""

from __future__ import annotations

from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, ON_ONE_DATABASE, SPAM
from tests.integration.service.embed.conftest import PageClient

pytestmark = ON_ONE_DATABASE


def test_a_reader_reports_once(page: PageClient, other: PageClient, client: ApiClient) -> None:
    written = page.written()
    for reason in ("abuse", "spam"):
        answer = other.call("POST", f"comments/{written['id']}/reports", json={"reason": reason, "note": "দেখুন"})
        assert answer.status_code == 202
    (reported,) = client.get("/v1/queue?status=reported").json["comments"]
    assert reported["id"] == written["id"]
    wrong = other.call("POST", f"comments/{written['id']}/reports", json={"reason": "dislike"})
    assert_problem(wrong, 422, "invalid-input", "/reason")
    named = other.call("POST", f"comments/{written['id']}/reports", json={"reason": "spam", "reader": "x"})
    assert_problem(named, 422, "invalid-input", "/reader")


def test_one_connection_with_many_secrets_weighs_once(page: PageClient, client: ApiClient) -> None:
    written = page.written()
    for _ in range(4):
        stranger = PageClient(page.app, page.parts, page.site)
        stranger.address = "10.9.9.9"
        answer = stranger.call("POST", f"comments/{written['id']}/reports", json={"reason": "abuse"})
        assert answer.status_code == 202
    assert client.get(f"/v1/comments/{written['id']}").json["status"] == "approved"
    for _ in range(2):
        PageClient(page.app, page.parts, page.site).call(
            "POST", f"comments/{written['id']}/reports", json={"reason": "abuse"}
        )
    assert client.get(f"/v1/comments/{written['id']}").json["status"] == "held"


def test_a_reader_appeals_for_their_own_and_hears_what_became_of_it(
    page: PageClient, other: PageClient, client: ApiClient
) -> None:
    refused = page.written(SPAM)
    place = f"comments/{refused['id']}"
    assert_problem(other.call("POST", f"{place}/appeals", json={"text": "x"}), 404, "comment-not-found")
    assert_problem(other.get(f"{place}/statement"), 404, "comment-not-found")
    said = page.get(f"{place}/statement", query_string={"lang": "en"}).json
    assert said["text"].startswith("Statement of reasons")
    assert page.call("POST", f"{place}/appeals", json={"text": "এটা বিজ্ঞাপন নয়"}).status_code == 202
    (mine,) = page.mine()
    assert (mine["appeal"], mine["may"]) == ("open", ["edit", "delete"])
    decision = {"action": "reject", "reason": "person-spam", "version": 2, "person": "karim"}
    client.post(f"/v1/comments/{refused['id']}/decisions", decision)
    (mine,) = page.mine()
    assert (mine["appeal"], mine["may"], mine["reasons"][0]["code"]) == ("upheld", ["edit", "delete"], "person-spam")
    page.call("PATCH", place, json={"text": f"{SPAM} আবার"})
    (mine,) = page.mine()
    assert (mine["status"], mine["appeal"], mine["may"]) == ("rejected", None, ["edit", "delete", "appeal"])


def test_a_reader_takes_their_data_away_and_erases_it(page: PageClient, other: PageClient) -> None:
    page.written("আমার কথাটি এই")
    kept = other.written(f"{CLEAN} অন্যের")
    data = page.get("mine/export").json
    assert data["author"].startswith("reader-")
    assert [one["text"] for one in data["comments"]] == ["আমার কথাটি এই"]
    assert page.call("DELETE", "mine").json == {"comments": 1}
    assert page.mine() == []
    assert [one["id"] for one in other.talk()["conversations"]] == [kept["id"]]

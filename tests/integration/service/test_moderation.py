"""Decisions, the log and the rules, for those who build their own desk."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from policy.ruleset import DEFAULT_RULESET
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE


def approve(version: int = 2, **changed: object) -> dict[str, object]:
    return {"action": "approve", "reason": "person-approved", "version": version, **changed}


def reject(version: int = 2, **changed: object) -> dict[str, object]:
    return {"action": "reject", "reason": "person-abuse", "version": version, **changed}


def test_an_approved_comment_appears_and_the_log_says_who_and_why(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    decided = client.post(f"/v1/comments/{held['id']}/decisions", approve(note="রসিকতা", person="rahima@khobor.example"))
    assert decided.status_code == 201
    assert decided.json["status"] == "approved"
    assert decided.json["version"] == 3
    assert decided.json["scores"] == held["scores"]
    assert [one["code"] for one in decided.json["reasons"]] == ["person-approved"]
    assert client.get(f"/v1/comments/{held['id']}").json == decided.json
    assert [one["id"] for one in client.thread()["comments"]] == [held["id"]]
    assert client.get("/v1/queue").json["comments"] == []
    machine, person = client.get(f"/v1/comments/{held['id']}/history").json["decisions"]
    assert (machine["by"], machine["old_status"], machine["new_status"]) == ("machine", "pending", "held")
    assert machine["reasons"] == held["reasons"]
    assert machine["scores"] == held["scores"]
    assert (person["by"], person["old_status"], person["new_status"]) == ("person", "held", "approved")
    assert (person["actor"], person["note"], person["version"]) == ("rahima@khobor.example", "রসিকতা", 3)


def test_the_log_shows_the_text_that_each_decision_was_about(client: ApiClient) -> None:
    posted = client.post_comment(text=CLEAN, wait=True)
    place = f"/v1/comments/{posted['id']}"
    client.patch(place, {"text": INSULT})
    log = client.get(f"{place}/history").json["decisions"]
    assert [(one["revision"], one["text"]) for one in log] == [(1, CLEAN), (2, INSULT)]
    client.delete(place)
    assert {one["text"] for one in client.get(f"{place}/history").json["decisions"]} == {None}


def test_without_a_person_the_log_names_the_key(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    client.post(f"/v1/comments/{held['id']}/decisions", reject())
    last = client.get(f"/v1/comments/{held['id']}/history").json["decisions"][-1]
    assert last["actor"].startswith("key-")


@pytest.mark.parametrize("version", [1, 3])
def test_a_decision_on_another_version_is_refused_and_says_what_stands(client: ApiClient, version: int) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    refused = client.post(f"/v1/comments/{held['id']}/decisions", approve(version=version))
    problem = assert_problem(refused, 409, "stale-decision")
    assert "held" in problem["detail"]
    assert "version 2" in problem["detail"]
    assert client.get(f"/v1/comments/{held['id']}").json == held


def test_of_two_moderators_at_once_one_wins_and_the_other_learns_who(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    start = threading.Barrier(2)

    def decide(place: int) -> tuple[int, str]:
        start.wait()
        body = (approve, reject)[place](person=f"moderator-{place}")
        response = client.post(f"/v1/comments/{held['id']}/decisions", body)
        return response.status_code, str(response.json.get("detail"))

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(decide, range(2)))
    assert sorted(status for status, _ in answers) == [201, 409]
    winner = [status for status, _ in answers].index(201)
    assert f"moderator-{winner}" in answers[1 - winner][1]
    log = client.get(f"/v1/comments/{held['id']}/history").json["decisions"]
    assert [one["by"] for one in log] == ["machine", "person"]
    assert client.thread()["count"] == (1 if winner == 0 else 0)


def test_approving_what_is_approved_is_no_move(client: ApiClient) -> None:
    posted = client.post_comment(wait=True)
    response = client.post(f"/v1/comments/{posted['id']}/decisions", approve())
    assert_problem(response, 409, "move-not-allowed")
    assert client.thread()["count"] == 1


def test_rejecting_what_readers_see_takes_it_away_and_approving_brings_it_back(client: ApiClient) -> None:
    posted = client.post_comment(wait=True)
    assert client.post(f"/v1/comments/{posted['id']}/decisions", reject(2)).json["published_at"] is None
    assert client.thread()["count"] == 0
    assert client.post(f"/v1/comments/{posted['id']}/decisions", approve(3)).status_code == 201
    assert client.thread()["count"] == 1


def test_a_pending_comment_may_be_decided_by_a_person_at_once(client: ApiClient) -> None:
    posted = client.post_comment()
    decided = client.post(f"/v1/comments/{posted['id']}/decisions", reject(1))
    assert (decided.status_code, decided.json["status"]) == (201, "rejected")


def test_a_deleted_comment_is_not_decided(client: ApiClient) -> None:
    posted = client.post_comment(wait=True, text=INSULT)
    client.delete(f"/v1/comments/{posted['id']}")
    assert_problem(client.post(f"/v1/comments/{posted['id']}/decisions", approve(3)), 404, "comment-not-found")


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"action": "publish"}, "/action"),
        ({"action": None}, "/action"),
        ({"reason": "because"}, "/reason"),
        ({"reason": "spam-likely"}, "/reason"),
        ({"version": "2"}, "/version"),
        ({"version": 2.5}, "/version"),
        ({"version": True}, "/version"),
        ({"version": 0}, "/version"),
        ({"version": 2**31}, "/version"),
        ({"version": 10**30}, "/version"),
        ({"note": "x" * 2001}, "/note"),
        ({"person": ""}, "/person"),
        ({"person": None}, "/person"),
        ({"verdict": "approve"}, "/verdict"),
    ],
)
def test_a_decision_that_is_not_right_names_the_field(
    client: ApiClient, changed: dict[str, object], pointer: str
) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    response = client.post(f"/v1/comments/{held['id']}/decisions", approve(**changed))
    assert_problem(response, 422, "invalid-input", pointer)
    assert client.get(f"/v1/comments/{held['id']}").json == held


# The rules


def test_a_new_site_has_the_shipped_rules_as_version_0(client: ApiClient) -> None:
    rules = client.get("/v1/policy").json
    assert rules == {"version": 0, "author": None, "created_at": None, **DEFAULT_RULESET.to_mapping()}


def test_new_rules_hold_at_once_and_are_named_in_the_verdict(client: ApiClient) -> None:
    stored = client.put("/v1/policy", {"mode": "pre", "thresholds": {"insult": {"hold": 0.5, "reject": 0.9}}})
    assert stored.status_code == 200
    assert stored.json["version"] == 1
    assert stored.json == client.get("/v1/policy").json
    clean = client.post_comment(wait=True, text=CLEAN)
    assert (clean["status"], clean["policy"], clean["reasons"][0]["code"]) == ("held", 1, "pre-moderation")
    assert client.post_comment(wait=True, text=INSULT)["status"] == "rejected"
    assert client.put("/v1/policy", {}).json["version"] == 2
    assert client.post_comment(wait=True, text=CLEAN)["status"] == "approved"


def test_the_same_score_has_another_outcome_in_another_language(client: ApiClient) -> None:
    english, bengali = "You are a gadha, my friend", INSULT
    rules = {
        "thresholds": {"insult": {"hold": 0.5, "reject": None}},
        "languages": {"EN": {"insult": {"reject": 0.9}}},
    }
    stored = client.put("/v1/policy", rules).json
    assert stored["languages"] == {"en": {"insult": {"hold": 0.5, "reject": 0.9}}}
    assert client.get("/v1/policy").json == stored
    found = [client.post("/v1/check", {"text": text}).json for text in (english, bengali)]
    assert [one["language"] for one in found] == ["en", "bn"]
    assert found[0]["scores"]["insult"] == found[1]["scores"]["insult"]
    assert [one["status"] for one in found] == ["rejected", "held"]
    assert [client.post_comment(wait=True, text=text)["status"] for text in (english, bengali)] == ["rejected", "held"]


def test_where_the_text_does_not_tell_its_language_the_hint_does(client: ApiClient) -> None:
    client.put("/v1/policy", {"languages": {"en": {"spam": {"hold": 0.005, "reject": None}}}})
    hinted = {hint: client.post("/v1/check", {"text": "123", "language": hint}).json for hint in ("en-GB", "bn")}
    assert {hint: (one["language"], one["status"]) for hint, one in hinted.items()} == {
        "en-GB": ("en-GB", "held"),
        "bn": ("bn", "approved"),
    }


def test_a_new_author_is_held_until_one_comment_was_approved(client: ApiClient) -> None:
    client.put("/v1/policy", {"mode": "new-authors"})
    first = client.post_comment(wait=True, text=CLEAN)
    assert (first["status"], first["reasons"][0]["code"]) == ("held", "new-author")
    client.post(f"/v1/comments/{first['id']}/decisions", approve())
    assert client.post_comment(wait=True, text=CLEAN)["status"] == "approved"
    assert client.post_comment(wait=True, text=CLEAN, author={"id": "another"})["status"] == "held"


def test_rules_that_are_not_right_name_every_fault_and_change_nothing(client: ApiClient) -> None:
    wrong = {
        "mode": "strict",
        "colour": "red",
        "new_author_comments": 0,
        "thresholds": {"spam": {"hold": 0.9, "reject": 0.5}, "rudeness": {}, "threat": {"hold": "high", "x/~y": 1}},
        "languages": {"en": {"rudeness": {}, "insult": {"hold": 2}}, "english": {}},
    }
    assert_problem(
        client.put("/v1/policy", wrong),
        422,
        "invalid-policy",
        "/mode",
        "/colour",
        "/new_author_comments",
        "/thresholds/spam/hold",
        "/thresholds/rudeness",
        "/thresholds/threat/hold",
        "/thresholds/threat/x~1~0y",
        "/languages/en/rudeness",
        "/languages/en/insult/hold",
        "/languages/english",
    )
    for body in ([], "pre", 1, None):
        response = client.call("PUT", "/v1/policy", data=__import__("json").dumps(body).encode())
        assert_problem(response, 422, "invalid-policy", "")
    assert client.get("/v1/policy").json["version"] == 0


def test_rules_stored_at_the_same_moment_become_two_versions_or_one_is_refused(client: ApiClient) -> None:
    start = threading.Barrier(4)

    def put(place: int) -> int:
        start.wait()
        return client.put("/v1/policy", {"new_author_comments": place + 1}).status_code

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(put, range(4)))
    assert set(answers) <= {200, 409}
    assert client.get("/v1/policy").json["version"] == answers.count(200)


@pytest.mark.parametrize(("action", "reason"), [("approve", "person-spam"), ("reject", "person-approved")])
def test_a_reason_that_does_not_fit_the_action_is_refused(client: ApiClient, action: str, reason: str) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    wrong = {"action": action, "reason": reason, "version": held["version"]}
    assert_problem(client.post(f"/v1/comments/{held['id']}/decisions", wrong), 422, "invalid-input", "/reason")

"""Appeals and confirmed decisions at the door, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import bulk as bulk_work
from moderation import decisions
from moderation.wiring import Parts
from policy.errors import MoveNotAllowed, StaleDecision
from store import appeals
from store.tables import outbox as outbox_table
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, ON_ONE_DATABASE, SPAM

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def refused(client: ApiClient, *, by: str | None = None) -> dict[str, Any]:
    """A refused comment of `writer`: by the machine, or by that person."""
    fields = {"author": {"id": "writer", "name": "ক"}}
    if by is None:
        return client.post_comment(wait=True, text=SPAM, **fields)
    posted = client.post_comment(wait=True, text=CLEAN, **fields)
    return decided(client, posted, "reject", by)


def decided(client: ApiClient, comment: dict[str, Any], action: str, by: str, **more: Any) -> dict[str, Any]:
    reason = {"approve": "person-approved", "reject": "person-abuse", "hold": "person-held"}[action]
    said = {"action": action, "reason": reason, "version": comment["version"], "person": by, **more}
    answer = client.post(f"/v1/comments/{comment['id']}/decisions", said)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def appeal(client: ApiClient, comment: dict[str, Any], author: str = "writer", text: str = "ভুল হয়েছে") -> Any:
    return client.post(f"/v1/comments/{comment['id']}/appeals", {"author": author, "text": text})


def waiting(client: ApiClient) -> list[str]:
    counted = client.get("/v1/queue/counts").json["appealed"]["number"]
    listed = [one["id"] for one in client.get("/v1/queue?status=appealed").json["comments"]]
    assert counted == len(listed)
    return listed


def events(parts: Parts) -> list[str]:
    rows = parts.database.read(lambda unit: unit.execute(outbox_table.select().order_by(outbox_table.c.id)).all())
    return [f"{row.event} {row.version}" for row in rows]


def test_an_appeal_is_made_once_and_waits_in_its_tab(client: ApiClient) -> None:
    comment = refused(client)
    first = appeal(client, comment)
    assert (first.status_code, first.json["outcome"], first.json["text"]) == (202, None, "ভুল হয়েছে")
    assert appeal(client, comment, text="আবার").json == first.json
    assert waiting(client) == [comment["id"]]
    assert client.get(f"/v1/comments/{comment['id']}").json == comment  # nothing has moved


def test_only_its_author_appeals_and_only_against_a_refusal(client: ApiClient) -> None:
    comment = refused(client)
    assert_problem(appeal(client, comment, "somebody"), 404, "comment-not-found")
    assert_problem(appeal(client, {"id": UNKNOWN}), 404, "comment-not-found")
    shown = client.post_comment(wait=True, text=CLEAN, author={"id": "writer"})
    assert_problem(appeal(client, shown), 409, "nothing-to-appeal")
    for body, pointer in (({"author": "writer"}, "/text"), ({"author": "writer", "text": " "}, "/text")):
        answer = client.post(f"/v1/comments/{comment['id']}/appeals", body)
        assert_problem(answer, 422, "invalid-input", pointer)


def test_who_refused_cannot_decide_and_another_overturns(client: ApiClient, parts: Parts) -> None:
    comment = refused(client, by="karim")
    appeal(client, comment)
    said = {"action": "approve", "reason": "person-approved", "version": comment["version"], "person": "karim"}
    place = f"/v1/comments/{comment['id']}/decisions"
    assert_problem(client.post(place, said), 409, "appeal-of-own-decision")
    assert_problem(
        client.post(place, {**said, "action": "reject", "reason": "person-abuse"}), 409, "appeal-of-own-decision"
    )
    shown = decided(client, comment, "approve", "rahima")
    assert shown["status"] == "approved"
    assert waiting(client) == []
    assert appeal_of(parts, comment).outcome == "overturned"
    assert client.thread()["count"] == 1


def appeal_of(parts: Parts, comment: dict[str, Any]) -> appeals.Appeal:
    return parts.database.read(lambda unit: appeals.of_comment(unit, comment["id"]))[0]


def test_an_upheld_refusal_is_told_once_more_and_is_the_last_word(client: ApiClient, parts: Parts) -> None:
    comment = refused(client)
    appeal(client, comment)
    again = decided(client, comment, "reject", "rahima")
    assert (again["status"], again["version"]) == ("rejected", comment["version"] + 1)
    kept = appeal_of(parts, comment)
    assert (kept.outcome, kept.settled_by) == ("upheld", "rahima")
    assert events(parts)[-1] == f"comment.rejected {again['version']}"
    assert appeal(client, comment).json["outcome"] == "upheld"
    assert waiting(client) == []
    change = client.get("/v1/changes").json["changes"]
    assert [one["appeal"] for one in change] in ([], [None, "upheld"])  # numbered by the deliverer, if it ran
    with pytest.raises(MoveNotAllowed):
        decide(parts, again, "reject")


def decide(parts: Parts, comment: dict[str, Any], action: str, person: str = "rahima") -> Any:
    site_id = parts.database.read(lambda unit: unit.connection.exec_driver_sql("SELECT id FROM sites").scalar_one())
    code = "person-approved" if action == "approve" else "person-abuse"
    return decisions.decide(
        parts, site_id, comment["id"], action, reason_code=code, note=None, version=comment["version"], person=person
    )


def test_an_undone_decision_opens_the_appeal_again(client: ApiClient, parts: Parts) -> None:
    comment = refused(client)
    appeal(client, comment)
    for action in ("reject", "approve"):
        made = decided(client, comment, action, "rahima")
        assert waiting(client) == []
        place = f"/v1/comments/{comment['id']}/undo"
        undone = client.post(place, {"version": made["version"], "person": "rahima"})
        assert undone.status_code == 200, undone.text
        comment = undone.json
        assert (comment["status"], waiting(client)) == ("rejected", [comment["id"]])
        assert appeal_of(parts, comment).outcome is None
    assert client.thread()["count"] == 0


def test_work_on_many_at_once_passes_over_what_is_appealed_against(client: ApiClient, parts: Parts) -> None:
    comment, other = refused(client, by="karim"), refused(client, by="karim")
    appeal(client, comment)
    items = [{"id": one["id"], "version": one["version"]} for one in (comment, other)]
    said = {"action": "approve", "reason": "person-approved", "comments": items, "person": "karim"}
    bulk = client.post("/v1/bulk", said)
    assert bulk.status_code == 202, bulk.text
    bulk_work.work(parts)
    done = client.get(f"/v1/bulk/{bulk.json['id']}").json
    assert (done["moved"], done["skipped"]) == (1, 1)
    assert waiting(client) == [comment["id"]]


def test_an_edit_withdraws_it_and_a_deletion_forgets_its_words(client: ApiClient, parts: Parts) -> None:
    comment = refused(client)
    appeal(client, comment)
    client.patch(f"/v1/comments/{comment['id']}", {"text": CLEAN})
    assert (appeal_of(parts, comment).outcome, waiting(client)) == ("withdrawn", [])
    other = refused(client)
    appeal(client, other)
    client.delete(f"/v1/comments/{other['id']}")
    assert (appeal_of(parts, other).text, appeal_of(parts, other).outcome) == ("", "withdrawn")


def test_a_reported_comment_is_kept_where_it_is_and_is_not_opened_again(client: ApiClient, parts: Parts) -> None:
    comment = client.post_comment(wait=True, text=CLEAN)
    report(client, comment, "r1")
    before = events(parts)
    kept = decided(client, comment, "approve", "karim")
    assert (kept["status"], kept["version"], kept["published_at"]) == ("approved", 3, comment["published_at"])
    assert events(parts) == before  # nobody outside needs to hear that it stays
    assert client.thread()["count"] == 1
    report(client, comment, "r2")
    assert client.get("/v1/queue?status=reported").json["comments"] == []
    with pytest.raises(MoveNotAllowed):
        decide(parts, kept, "approve")
    with pytest.raises(StaleDecision):
        decide(parts, comment, "reject")
    client.patch(f"/v1/comments/{comment['id']}", {"text": f"{CLEAN} আরও"})  # another text is another matter
    assert judged(parts) == 1
    report(client, comment, "r3")
    assert [one["id"] for one in client.get("/v1/queue?status=reported").json["comments"]] == [comment["id"]]


def judged(parts: Parts) -> int:
    from moderation.judging import judge_pending

    return judge_pending(parts)


def report(client: ApiClient, comment: dict[str, Any], reader: str) -> None:
    said = {"reader": reader, "reason": "abuse"}
    assert client.post(f"/v1/comments/{comment['id']}/reports", said).status_code == 202


def test_a_reported_one_that_is_not_told_yet_is_told_though_it_is_kept(client: ApiClient, parts: Parts) -> None:
    comment = refused(client, by="karim")
    shown = decided(client, comment, "approve", "rahima", undo_seconds=60)
    report(client, shown, "r1")
    kept = decided(client, shown, "approve", "karim")
    assert kept["published_at"] is None
    assert f"comment.approved {shown['version']}" in events(parts)
    waits = parts.database.read(
        lambda unit: unit.connection.exec_driver_sql("SELECT COUNT(*) FROM comments WHERE publish_at > 0").scalar_one()
    )
    assert waits == 1


def test_heavy_reports_hold_a_comment_once_for_each_of_its_texts(client: ApiClient, parts: Parts) -> None:
    comment = client.post_comment(wait=True, text=CLEAN)
    for reader in ("r1", "r2"):
        report(client, comment, reader)
    assert client.get(f"/v1/comments/{comment['id']}").json["status"] == "approved"
    report(client, comment, "r3")
    held = client.get(f"/v1/comments/{comment['id']}").json
    assert (held["status"], held["reasons"][0]["code"]) == ("held", "reported-by-readers")
    assert client.thread()["count"] == 0
    log = client.get(f"/v1/comments/{comment['id']}/history").json["decisions"]
    assert (log[-1]["by"], log[-1]["actor"]) == ("readers", None)
    decided(client, held, "approve", "karim")
    for reader in ("r4", "r5", "r6", "r7"):
        report(client, comment, reader)
    assert client.get(f"/v1/comments/{comment['id']}").json["status"] == "approved"


@ON_ONE_DATABASE
def test_a_report_weighs_as_its_reporter_was_right(client: ApiClient, parts: Parts) -> None:
    for number in range(4):
        right = client.post_comment(wait=True, text=f"{CLEAN} {number * 37}", author={"id": f"w{number}"})
        report(client, right, "careful")
        decided(client, right, "reject", "karim")
        wrong = client.post_comment(wait=True, text=f"ভালো খবর {number * 53} বার", author={"id": f"v{number}"})
        report(client, wrong, "angry")
        decided(client, wrong, "approve", "karim")
    comment = client.post_comment(wait=True, text="শেষ কথাটি বলে যাই", author={"id": "x"})
    client.put("/v1/policy", {"reports": {"hold_at": 2}})
    for reader, status in (("angry", "approved"), ("careful", "held")):  # 0.33, and 1.67 beside it
        report(client, comment, reader)
        assert client.get(f"/v1/comments/{comment['id']}").json["status"] == status
    weights = parts.database.read(
        lambda unit: unit.connection.exec_driver_sql(
            "SELECT reporter, weight FROM reports WHERE settled_at IS NULL ORDER BY reporter"
        ).all()
    )
    assert [tuple(one) for one in weights] == [("angry", 33), ("careful", 167)]


@ON_ONE_DATABASE
@pytest.mark.parametrize(("by", "decision"), [(None, True), ("karim", False)])
def test_a_statement_says_what_was_decided_on_which_ground_and_what_can_be_done(
    client: ApiClient, by: str | None, decision: bool
) -> None:
    client.put("/v1/articles/a1", {"title": "বন্যার খবর"})
    comment = refused(client, by=by)
    place = f"/v1/comments/{comment['id']}/statement"
    said = client.get(place, query={"lang": "bn"}).json
    assert said["automated"] == {"detection": True, "decision": decision}
    assert said["restriction"] == ("not-published" if decision else "taken-down")
    assert said["grounds"][0]["code"] == ("spam-likely" if decision else "person-abuse")
    assert said["grounds"][0]["message"] in said["text"]
    assert "“বন্যার খবর”" in said["text"]
    assert said["redress"] == {"edit": True, "appeal": True, "appealed_at": None, "outcome": None}
    english = client.get(place, headers={"Accept-Language": "en-GB", "Accept": "text/plain"})
    assert english.content_type == "text/plain; charset=utf-8"
    assert english.text.startswith("Statement of reasons\n\nYour comment of ")
    assert ("by that program, without a person" in english.text) is decision
    appeal(client, comment)
    assert "is open" in client.get(place, query={"lang": "en"}).json["text"]
    decided(client, comment, "reject", "rahima")
    assert client.get(place, query={"lang": "en"}).json["redress"]["outcome"] == "upheld"
    shown = client.post_comment(wait=True, text=CLEAN, author={"id": "z"})
    assert_problem(client.get(f"/v1/comments/{shown['id']}/statement"), 409, "not-refused")
    assert_problem(client.get(place, query={"lang": "fr"}), 422, "invalid-input", "/lang")

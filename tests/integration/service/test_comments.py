"""Comments: posting, reading, editing and deleting, as a website does it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from policy.labels import LABELS
from store.tables import authors, comment_revisions, comments, idempotency, outbox
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, author, comment_body

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def rows(database: Database, table: Any) -> int:
    return int(database.read(lambda unit: unit.execute(select(func.count()).select_from(table)).scalar_one()))


def test_a_posted_comment_answers_202_with_its_place_and_waits(client: ApiClient) -> None:
    posted = client.post("/v1/articles/a1/comments", comment_body(id="c-1", language="bn"))
    assert posted.status_code == 202
    assert posted.json["status"] == "pending"
    assert posted.json["external_id"] == "c-1"
    assert posted.json["article"] == "a1"
    assert posted.json["text"] == CLEAN
    assert posted.json["author"] == {"id": "reader-7", "name": "রহিমা বেগম", "url": None}
    assert (posted.json["version"], posted.json["revision"]) == (1, 1)
    assert posted.json["decided_at"] is None
    read = client.get(posted.headers["Location"])
    assert read.status_code == 200
    assert read.json == posted.json


def test_a_pending_comment_is_not_shown_and_not_counted(client: ApiClient) -> None:
    client.post_comment()
    assert client.thread() == {"count": 0, "comments": [], "next": None}


@pytest.mark.parametrize(("text", "status"), [(CLEAN, "approved"), (INSULT, "held"), (SPAM, "rejected")])
def test_prefer_wait_answers_200_with_the_verdict_and_its_reasons(client: ApiClient, text: str, status: str) -> None:
    posted = client.post("/v1/articles/a1/comments", comment_body(text=text), headers={"Prefer": "wait=10"})
    assert posted.status_code == 200
    assert posted.headers["Preference-Applied"].startswith("wait")
    assert posted.json["status"] == status
    assert posted.json["version"] == 2
    assert posted.json["decided_at"] >= posted.json["created_at"]
    assert (posted.json["published_at"] is not None) is (status == "approved")
    assert set(posted.json["scores"]) == set(LABELS)
    assert posted.json["model"] == "fake-1"
    assert posted.json["policy"] == 0
    assert bool(posted.json["reasons"]) is (status != "approved")
    for reason in posted.json["reasons"]:
        assert set(reason) == {"code", "label", "score", "message", "detail"}
        assert reason["score"] == 0.99
    assert client.get(posted.headers["Location"]).json == posted.json
    assert client.thread()["count"] == (1 if status == "approved" else 0)


@ON_ONE_DATABASE
@pytest.mark.parametrize("prefer", ["respond-async, wait=3", "WAIT=3", "wait = 3"])
def test_prefer_is_read_as_rfc_7240_writes_it(client: ApiClient, prefer: str) -> None:
    posted = client.post("/v1/articles/a1/comments", comment_body(), headers={"Prefer": prefer})
    assert posted.status_code == 200


@ON_ONE_DATABASE
@pytest.mark.parametrize("prefer", ["respond-async", "wait", "await=3", "wait=soon"])
def test_a_preference_we_do_not_know_is_ignored(client: ApiClient, prefer: str) -> None:
    posted = client.post("/v1/articles/a1/comments", comment_body(), headers={"Prefer": prefer})
    assert posted.status_code == 202
    assert "Preference-Applied" not in posted.headers


def test_the_answer_names_no_address_of_the_author(client: ApiClient, database: Database) -> None:
    secrets = {"email": "rahima@post.example", "ip": "203.0.113.77", "user_agent": "Mozilla/5.0 (X11)"}
    posted = client.post("/v1/articles/a1/comments", comment_body(author=author(**secrets)))
    assert posted.status_code == 202
    for value in secrets.values():
        assert value not in posted.text
    row = database.read(lambda unit: unit.execute(select(comments)).one())
    assert not set(map(str, row)) & set(secrets.values())
    assert len(row.author_ip_hash) == len(row.author_email_hash) == 64


def test_the_same_address_written_otherwise_has_the_same_hash(client: ApiClient, database: Database) -> None:
    client.post_comment(author=author(ip="2001:db8::1", email="Rahima@post.example"))
    client.post_comment(author=author(ip="2001:0DB8:0:0::0001", email="rahima@post.example "))
    found = database.read(
        lambda unit: unit.execute(select(comments.c.author_ip_hash, comments.c.author_email_hash).distinct()).all()
    )
    assert len(found) == 1


def test_a_created_at_of_the_site_is_kept_in_utc(client: ApiClient) -> None:
    posted = client.post_comment(created_at="2024-02-21T06:30:00.25+06:00")
    assert posted["created_at"] == "2024-02-21T00:30:00.250000Z"


def test_a_reply_names_its_parent(client: ApiClient) -> None:
    parent = client.post_comment()
    reply = client.post_comment(parent_id=parent["id"])
    assert reply["parent_id"] == parent["id"]


def test_a_reply_to_nothing_is_refused(client: ApiClient, database: Database) -> None:
    other_article = client.post_comment("a2")["id"]
    deleted = client.post_comment()["id"]
    client.delete(f"/v1/comments/{deleted}")
    before = rows(database, comments)
    for parent in (UNKNOWN, other_article, deleted):
        response = client.post("/v1/articles/a1/comments", comment_body(parent_id=parent))
        assert_problem(response, 422, "parent-not-found", "/parent_id")
    assert rows(database, comments) == before


def test_a_closed_article_takes_no_comments_until_it_is_opened(client: ApiClient, database: Database) -> None:
    client.put("/v1/articles/a1", {"comments": "closed"})
    assert_problem(client.post("/v1/articles/a1/comments", comment_body()), 409, "article-closed")
    assert rows(database, comments) == rows(database, authors) == 0
    client.put("/v1/articles/a1", {"comments": "open"})
    client.post_comment()


# Idempotency


def test_the_same_comment_sent_again_answers_the_first(client: ApiClient, database: Database) -> None:
    first = client.post_comment(id="c-1")
    again = client.post("/v1/articles/a1/comments", comment_body(id="c-1"))
    assert again.status_code == 202
    assert again.json == first
    assert again.headers["Location"].endswith(first["id"])
    assert rows(database, comments) == 1


def test_sent_again_after_the_verdict_it_answers_200_with_the_verdict(client: ApiClient) -> None:
    first = client.post_comment(id="c-1", wait=True)
    again = client.post("/v1/articles/a1/comments", comment_body(id="c-1"))
    assert (again.status_code, again.json) == (200, first)


@pytest.mark.parametrize(
    "other", [{"text": "অন্য কথা"}, {"author": {"id": "reader-8"}}, {"parent": True}, {"article": "a2"}]
)
def test_an_id_used_for_other_content_is_refused(client: ApiClient, database: Database, other: dict[str, Any]) -> None:
    first = client.post_comment(id="c-1")
    changed = {"parent_id": first["id"]} if "parent" in other else other
    article = other.get("article", "a1")
    body = comment_body(id="c-1", **{name: value for name, value in changed.items() if name != "article"})
    response = client.post(f"/v1/articles/{article}/comments", body)
    assert_problem(response, 409, "duplicate-comment", "/id")
    assert rows(database, comments) == rows(database, authors) == 1


def test_an_idempotency_key_names_one_comment(client: ApiClient, database: Database) -> None:
    sent = {"headers": {"Idempotency-Key": "post-1"}}
    first = client.post("/v1/articles/a1/comments", comment_body(), **sent)
    again = client.post("/v1/articles/a1/comments", comment_body(), **sent)
    assert (again.status_code, again.json) == (202, first.json)
    other = client.post("/v1/articles/a1/comments", comment_body(text="অন্য কথা"), **sent)
    assert_problem(other, 409, "idempotency-mismatch")
    assert rows(database, comments) == 1


def test_an_idempotency_key_that_arrives_with_a_known_id_names_that_comment_ever_after(client: ApiClient) -> None:
    first = client.post_comment(id="c-1")
    for _ in range(2):
        again = client.post("/v1/articles/a1/comments", comment_body(id="c-1"), headers={"Idempotency-Key": "late"})
        assert (again.status_code, again.json) == (202, first), again.text


def test_a_refused_request_does_not_use_up_its_idempotency_key(client: ApiClient, database: Database) -> None:
    sent = {"headers": {"Idempotency-Key": "post-1"}}
    client.put("/v1/articles/a1", {"comments": "closed"})
    assert client.post("/v1/articles/a1/comments", comment_body(), **sent).status_code == 409
    assert rows(database, idempotency) == 0
    client.put("/v1/articles/a1", {"comments": "open"})
    assert client.post("/v1/articles/a1/comments", comment_body(), **sent).status_code == 202


@pytest.mark.parametrize("by", ["id", "key"])
def test_many_posting_the_same_at_once_make_one_comment(client: ApiClient, database: Database, by: str) -> None:
    number = 8
    start = threading.Barrier(number)

    def post(_: int) -> tuple[int, str]:
        start.wait()
        response = client.post(
            "/v1/articles/a1/comments",
            comment_body(**({"id": "same"} if by == "id" else {})),
            headers={"Idempotency-Key": "same"} if by == "key" else {},
        )
        return response.status_code, response.json["id"]

    with ThreadPoolExecutor(number) as threads:
        answers = set(threads.map(post, range(number)))
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 202
    assert rows(database, comments) == 1


def test_many_posting_other_content_under_one_id_make_one_comment(client: ApiClient, database: Database) -> None:
    number = 6
    start = threading.Barrier(number)

    def post(place: int) -> int:
        start.wait()
        body = comment_body(id="same", text=f"কথা {place}", author={"id": f"reader-{place}"})
        return client.post(f"/v1/articles/a{place}/comments", body).status_code

    with ThreadPoolExecutor(number) as threads:
        answers = sorted(threads.map(post, range(number)))
    assert answers == [202] + [409] * (number - 1)
    assert rows(database, comments) == 1


# Editing and deleting


def test_an_edit_puts_the_comment_back_to_the_judge_and_out_of_the_thread(
    client: ApiClient, database: Database
) -> None:
    posted = client.post_comment(wait=True)
    edited = client.patch(f"/v1/comments/{posted['id']}", {"text": "নতুন কথা"})
    assert edited.status_code == 202
    assert edited.json["status"] == "pending"
    assert edited.json["text"] == "নতুন কথা"
    assert (edited.json["version"], edited.json["revision"]) == (3, 2)
    assert edited.json["decided_at"] is None
    assert edited.json["published_at"] is None
    assert client.get(f"/v1/comments/{posted['id']}").json == edited.json
    assert client.thread()["count"] == 0
    assert rows(database, comment_revisions) == 1


def test_the_same_text_changes_nothing(client: ApiClient, database: Database) -> None:
    posted = client.post_comment(wait=True)
    events = rows(database, outbox)
    same = client.patch(f"/v1/comments/{posted['id']}", {"text": posted["text"]})
    assert (same.status_code, same.json) == (200, posted)
    assert rows(database, outbox) == events
    assert client.thread()["count"] == 1


def test_an_edit_of_another_version_is_refused(client: ApiClient) -> None:
    posted = client.post_comment(wait=True)
    place = f"/v1/comments/{posted['id']}"
    late = client.patch(place, {"text": f"{CLEAN} আরও", "version": posted["version"] - 1})
    assert_problem(late, 409, "stale-decision")
    assert client.get(place).json == posted
    assert client.patch(place, {"text": f"{CLEAN} আরও", "version": posted["version"]}).status_code == 202
    for wrong in (0, -1, 1.5, "1", True):
        assert_problem(client.patch(place, {"text": CLEAN, "version": wrong}), 422, "invalid-input", "/version")


def test_a_moment_to_come_is_refused_and_a_clock_that_is_ahead_forgiven(client: ApiClient) -> None:
    def at(minutes: int) -> str:
        return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()

    ahead = client.post("/v1/articles/a1/comments", comment_body(created_at=at(60)))
    assert_problem(ahead, 422, "invalid-input", "/created_at")
    forgiven = client.post("/v1/articles/a1/comments", comment_body(created_at=at(2)))
    assert datetime.fromisoformat(forgiven.json["created_at"]) <= datetime.now(UTC)


@pytest.mark.parametrize("none", ["", None])
def test_an_author_without_an_address_or_a_name_has_none(client: ApiClient, none: str | None) -> None:
    posted = client.post_comment(author=author(name=none, url=none))
    assert posted["author"]["url"] is None
    assert not posted["author"]["name"]


@pytest.mark.parametrize("char", ["\x80", "\x85", "\x93", "\x9f", "\x07", "\x7f"])
def test_control_characters_are_refused_by_name(client: ApiClient, char: str) -> None:
    refused = client.post("/v1/articles/a1/comments", comment_body(text=f"{CLEAN}{char}"))
    problem = assert_problem(refused, 422, "invalid-input", "/text")
    assert problem["errors"][0]["message"] == "contains control characters"


def test_the_reasons_of_an_edited_comment_have_the_promised_shape(client: ApiClient) -> None:
    posted = client.post_comment(wait=True)
    edited = client.patch(f"/v1/comments/{posted['id']}", {"text": "নতুন কথা"}).json
    for reason in edited["reasons"]:
        assert set(reason) == {"code", "label", "score", "message", "detail"}


def test_a_pending_comment_can_be_edited_as_well(client: ApiClient) -> None:
    posted = client.post_comment()
    edited = client.patch(f"/v1/comments/{posted['id']}", {"text": "নতুন কথা"})
    assert edited.status_code == 202
    assert edited.json["revision"] == 2


def test_a_deleted_comment_is_gone_everywhere_but_its_log(client: ApiClient, database: Database) -> None:
    posted = client.post_comment(wait=True, text="মুছে ফেলার কথা", author=author(url="https://me.example", ip="::1"))
    client.patch(f"/v1/comments/{posted['id']}", {"text": "মুছে ফেলার দ্বিতীয় কথা"})
    deleted = client.delete(f"/v1/comments/{posted['id']}")
    assert (deleted.status_code, deleted.data) == (204, b"")
    for call in (client.get, client.delete):
        assert_problem(call(f"/v1/comments/{posted['id']}"), 404, "comment-not-found")
    assert_problem(client.patch(f"/v1/comments/{posted['id']}", {"text": "আবার"}), 404, "comment-not-found")
    assert client.thread()["count"] == 0
    row = database.read(lambda unit: unit.execute(select(comments)).one())
    assert row.text == ""
    assert (row.author_name, row.author_url, row.author_ip_hash, row.author_email_hash) == (None,) * 4
    assert rows(database, comment_revisions) == 0
    log = client.get(f"/v1/comments/{posted['id']}/history").json["decisions"]
    assert [one["new_status"] for one in log] == ["approved", "pending", "deleted"]


def test_a_deleted_comment_posted_again_is_refused_by_name_and_stays_deleted(
    client: ApiClient, database: Database
) -> None:
    posted = client.post_comment(id="c-1")
    client.delete(f"/v1/comments/{posted['id']}")
    again = client.post("/v1/articles/a1/comments", comment_body(id="c-1"))
    assert 400 <= again.status_code < 500
    assert again.content_type == "application/problem+json"
    assert rows(database, comments) == 1


def test_each_change_leaves_one_event_in_the_outbox(client: ApiClient, database: Database) -> None:
    posted = client.post_comment(wait=True)
    client.patch(f"/v1/comments/{posted['id']}", {"text": "নতুন কথা"})
    client.delete(f"/v1/comments/{posted['id']}")
    events = database.read(
        lambda unit: unit.execute(select(outbox.c.event, outbox.c.version).order_by(outbox.c.id)).all()
    )
    assert [tuple(one) for one in events] == [("comment.approved", 2), ("comment.changed", 3), ("comment.deleted", 4)]


def test_unknown_comments_are_not_found(client: ApiClient) -> None:
    assert_problem(client.get(f"/v1/comments/{UNKNOWN}"), 404, "comment-not-found")
    assert_problem(client.patch(f"/v1/comments/{UNKNOWN}", {"text": "x"}), 404, "comment-not-found")
    assert_problem(client.delete(f"/v1/comments/{UNKNOWN}"), 404, "comment-not-found")
    assert_problem(client.get(f"/v1/comments/{UNKNOWN}/history"), 404, "comment-not-found")
    assert_problem(client.get("/v1/comments/c-1"), 404, "not-found")

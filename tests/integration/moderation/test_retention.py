"""What has had its time goes, and nothing else; a report says what went."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from moderation import retention, sealing
from moderation.retention import DAY
from runtime.retention import parse
from service.cli import main
from store.tables import comment_revisions, comments, published
from tests.client import assert_problem
from tests.factories import CLEAN, INSULT, SPAM, make_site


@pytest.fixture
def later(parts):
    """The same parts so many days from now."""

    def at(days):
        return replace(parts, clock=lambda: parts.clock() + days * DAY)

    return at


def wrote(client, text, **more):
    author = {"id": "r", "name": "রহিমা", "email": "r@mail.example", "ip": "198.51.100.7", "url": "https://r.example"}
    return client.post_comment(text=text, author=author, wait=True, **more)["id"]


def row(database, id_):
    return database.read(lambda unit: unit.execute(select(comments).where(comments.c.id == id_)).one())


def refused(client):
    """A comment that a person rejected, with an earlier text."""
    id_ = wrote(client, INSULT)
    client.patch(f"/v1/comments/{id_}", {"text": f"{INSULT} আবার"})
    version = client.get(f"/v1/comments/{id_}").json["version"]
    said = {"action": "reject", "reason": "person-abuse", "version": version, "note": "again"}
    assert client.post(f"/v1/comments/{id_}/decisions", said).status_code == 201
    return id_


def test_addresses_go_after_their_days_and_the_rest_stays(client, database, later, parts):
    rules = parse(["any.ip=30"])
    approved, held = wrote(client, CLEAN), wrote(client, INSULT)
    assert retention.run(later(29), rules) == 0
    assert row(database, approved).author_ip_hash is not None
    assert retention.run(later(31), rules) == 2
    for id_ in (approved, held):
        kept = row(database, id_)
        assert kept.author_ip_hash is None
        assert (kept.author_name, kept.author_email_hash is None) == ("রহিমা", False)
    assert retention.run(later(32), rules) == 0
    assert [one["id"] for one in client.thread()["comments"]] == [approved]


def test_text_and_author_of_what_is_rejected_go_and_the_decision_stays(client, database, later, parts):
    id_, other = refused(client), wrote(client, CLEAN)
    sealing.seal(parts)
    assert retention.run(later(91), parse(["rejected.text=90", "rejected.author=90", "rejected.email=90"])) == 3
    kept = row(database, id_)
    assert (kept.text, kept.author_name, kept.author_url, kept.author_email_hash) == ("", None, None, None)
    assert kept.status == "rejected"
    revisions = select(func.count()).select_from(comment_revisions).where(comment_revisions.c.comment_id == id_)
    assert database.read(lambda unit: unit.execute(revisions).scalar()) == 0
    history = client.get(f"/v1/comments/{id_}/history").json
    assert [one["new_status"] for one in history["decisions"]][-1] == "rejected"
    assert history["decisions"][-1]["note"] is None
    *_, found = sealing.verify(parts)
    assert found.faults == []
    assert row(database, other).text == CLEAN


def test_a_whole_comment_goes_through_the_door_and_counts_agree(client, database, later):
    gone, kept = wrote(client, CLEAN), refused(client)
    assert retention.run(later(366), parse(["approved.comment=365"])) == 1
    assert row(database, gone).status == "deleted"
    assert client.get(f"/v1/comments/{gone}/history").json["decisions"][-1]["reasons"][0]["code"] == "retention-over"
    shown = database.read(lambda unit: unit.execute(select(func.count()).select_from(published)).scalar())
    assert shown == client.get("/v1/articles/a1").json["comment_count"] == 0
    assert row(database, kept).text != ""


def test_what_is_decided_again_has_its_time_again(client, database, later, parts):
    """A look never goes back, and what moved since is met where it stands now."""
    rules = parse(["rejected.text=90"])
    id_ = wrote(client, INSULT)
    assert retention.run(later(200), rules) == 0, "it is held"
    version = client.get(f"/v1/comments/{id_}").json["version"]
    said = {"action": "reject", "reason": "person-abuse", "version": version}
    client.post(f"/v1/comments/{id_}/decisions", said)
    assert retention.run(later(89), rules) == 0
    assert retention.run(later(91), rules) == 1


def test_many_go_bit_by_bit_and_each_site_has_its_own_report(client, database, later, site):
    for number in range(8):
        wrote(client, f"{CLEAN} {number}")
    other = make_site(database)
    rules = parse(["approved.ip=30", "approved.email=30"])
    (mine, mail, *theirs) = retention.report(later(31), rules)
    assert (mine.site, mine.rule.name, mine.due, mine.done) == (site.slug, "approved.ip", 8, None)
    assert {one.site for one in theirs} == {other.slug}
    assert retention.run(later(31), rules, at_once=3) == 16
    (mine, mail, *theirs) = retention.report(later(31), rules)
    assert (mine.due, mine.done.last_removed, mine.done.removed) == (0, 8, 8)
    assert (mail.due, mail.done.removed) == (0, 8)
    assert [one.done.removed for one in theirs] == [0, 0]


def test_what_there_is_no_time_for_goes_the_next_time(client, later):
    for number in range(8):
        wrote(client, f"{CLEAN} {number}")
    rules = parse(["approved.ip=30"])
    gone = [retention.run(later(31), rules, seconds=0, at_once=3) for _ in range(4)]
    assert gone == [3, 3, 2, 0]
    (one,) = retention.report(later(31), rules)
    assert (one.due, one.done.removed) == (0, 8)


def test_by_command(client, parts, monkeypatch, tmp_path, site):
    wrote(client, SPAM)
    monkeypatch.setenv("PROHORI_DATABASE_URL", parts.settings.database_url)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PROHORI_RETENTION", "rejected.text=1,any.ip=30")
    said = CliRunner().invoke(main, ["retention"], catch_exceptions=False).stdout
    assert f"{site.slug}\trejected.text\tafter 1 days\t0 due\tnever ran\n" in said
    done = CliRunner().invoke(main, ["retention", "--now"], catch_exceptions=False).stdout
    assert done.startswith("0 taken away.\n")
    assert "0 went 20" in done
    monkeypatch.setenv("PROHORI_RETENTION", "approved.text=1")
    refused = CliRunner().invoke(main, ["retention"])
    assert refused.exit_code == 2
    assert "PROHORI_RETENTION" in refused.stderr


def test_a_comment_without_its_text_cannot_be_published(client, later, database):
    id_ = refused(client)
    retention.run(later(91), parse(["rejected.text=90"]))
    said = {
        "action": "approve",
        "reason": "person-approved",
        "version": client.get(f"/v1/comments/{id_}").json["version"],
    }
    assert_problem(client.post(f"/v1/comments/{id_}/decisions", said), 409, "move-not-allowed")
    assert row(database, id_).status == "rejected"

"""What an import does with comments, whatever they come from: nothing twice, nothing lost, nothing told."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from moderation.delivery.distribute import distribute
from runtime.ids import first_id_at
from store.reads.depth import depth, imported_since
from tests.factories import ON_ONE_DATABASE
from tests.integration.service.imports.test_formats import of, shown


def told(client, parts):
    """What sites that ask hear of: the types of the changes, and the ids there."""
    distribute(parts.delivery)
    return [(one["type"], one["comment"]["external_id"]) for one in client.get("/v1/changes").json["changes"]]


@pytest.fixture
def lines(tmp_path):
    """Write rows as JSON Lines and return the file."""

    def write(*rows, name="comments.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps({"article": "a1", "author.id": "r1", **row}) + "\n" for row in rows))
        return path

    return write


def row(number, **more):
    return {"id": f"n{number}", "text": f"মন্তব্য {number}", **more}


def test_run_again_it_takes_what_is_missing(take, client, lines):
    take(lines(*(row(n) for n in range(3))))
    again = take(lines(*(row(n) for n in range(5))))
    assert "5 rows of jsonl: 2 stored, 3 here before." in again.stdout
    assert len(shown(client, "a1")) == 5


def test_a_dry_run_stores_nothing_and_names_the_bad_rows(take, client, lines, database):
    result = take(lines(row(1), row(2, text=""), row(3)), "--dry-run")
    assert "3 rows of jsonl: 2 would be stored, 0 here before." in result.stdout
    assert "line 2: text: must not be empty" in result.stderr
    assert database.read(depth).pending == 0
    assert client.get("/v1/articles/a1").status_code == 404


def test_replies_find_what_they_reply_to_wherever_it_stands(take, client, lines):
    """The newest first, as many systems export: each reply stands before its parent."""
    rows = [row(n, parent=f"n{n - 1}" if n else "") for n in range(1_200)]
    result = take(lines(*reversed(rows)))
    assert "1,200 stored" in result.stdout
    assert "not here" not in result.stdout
    for number in (1, 600, 1_199):
        assert of(client, f"n{number}")["parent_id"] == of(client, f"n{number - 1}")["id"]


def test_a_reply_whose_parent_is_nowhere_stands_by_itself_and_is_counted(take, client, lines):
    result = take(lines(row(1, parent="gone"), row(2, parent="n1"), row(3, parent="n3")))
    assert "3 stored" in result.stdout
    assert "2 of them reply to a comment that is not here" in result.stdout
    assert of(client, "n1")["parent_id"] is None
    assert of(client, "n2")["parent_id"] == of(client, "n1")["id"]
    assert "3 here before" in take(lines(row(1, parent="gone"), row(2, parent="n1"), row(3, parent="n3"))).stdout


def test_what_was_decided_there_stands_and_is_kept_as_a_label(take, client, lines, site, database_url):
    take(lines(row(1, status="approved", text="GORU-MAL"), row(2, status="spam"), row(3, status="pending")))
    first, second, third = (of(client, f"n{number}") for number in (1, 2, 3))
    assert (first["status"], first["reasons"][0]["code"]) == ("approved", "import-approved")
    assert (second["status"], second["reasons"][0]["code"]) == ("rejected", "import-rejected")
    assert (third["status"], third["reasons"]) == ("approved", [])
    assert second["scores"], "the classifier's opinion is kept beside theirs"


def test_with_judge_anew_the_machine_decides_and_the_label_is_kept(take, client, lines):
    take(lines(row(1, status="rejected")), "--judge-anew")
    assert of(client, "n1")["status"] == "approved"


def test_nobody_outside_is_told_of_what_was_there_before_unless_asked(take, client, lines, parts):
    take(lines(row(1)))
    assert told(client, parts) == []
    take(lines(row(1), row(2)), "--tell")
    assert told(client, parts) == [("comment.approved", "n2")]


def test_what_a_moderator_decides_of_it_later_is_told(take, client, lines, parts):
    take(lines(row(1, status="approved")))
    comment = of(client, "n1")
    said = {"action": "reject", "reason": "person-spam", "version": comment["version"]}
    assert client.post(f"/v1/comments/{comment['id']}/decisions", said).status_code == 201
    assert told(client, parts) == [("comment.rejected", "n1")]


def test_an_edit_is_judged_and_told_like_any_other(take, client, lines, parts, database):
    take(lines(row(1, status="approved")))
    comment = of(client, "n1")
    client.patch(f"/v1/comments/{comment['id']}", {"text": "এখন অন্য কথা"})
    assert database.read(depth).background == 0
    take(lines(row(1)))
    edited = of(client, "n1")
    assert (edited["status"], edited["reasons"]) == ("approved", [])
    assert told(client, parts) == [("comment.changed", "n1"), ("comment.approved", "n1")]


def test_comments_under_an_article_that_is_closed_are_taken(take, client, lines):
    client.put("/v1/articles/a1", {"title": "পুরোনো", "comments": "closed"})
    assert "1 stored" in take(lines(row(1))).stdout
    assert client.get("/v1/articles/a1").json["title"] == "পুরোনো"
    assert len(shown(client, "a1")) == 1


def test_an_article_known_by_its_address_keeps_our_id(take, client, lines):
    client.put("/v1/articles/nodi", {"url": "https://nodi.example/2026/nodi"})
    take(lines(row(1, article="77", url="http://nodi.example/2026/nodi/")))
    assert [one[0] for one in shown(client, "nodi")] == ["n1"]


def test_an_unfit_address_of_the_author_is_left_out_and_not_the_comment(take, client, lines):
    take(lines(row(1, **{"author.url": "http://", "author.email": "x" * 300, "author.ip": "unknown"})))
    assert of(client, "n1")["author"]["url"] is None


def test_an_id_that_stands_for_another_comment_is_a_bad_row(take, client, lines):
    take(lines(row(1)))
    result = take(lines({**row(1), "text": "অন্য কথা"}, row(2), row(2)))
    assert "line 1: id: 'n1' is that of another comment here" in result.stderr
    assert "line 3: id: 'n2' stands in the file before" in result.stderr
    assert result.exit_code == 1


def test_a_row_without_an_id_is_the_same_row_when_read_again(take, client, lines):
    rows = ({"text": "এক", "created_at": "2026-01-01"}, {"text": "দুই", "created_at": "2026-01-01"})
    assert "2 stored" in take(lines(*rows)).stdout
    assert "0 stored, 2 here before" in take(lines(*rows)).stdout


def test_bytes_that_are_no_text_are_named(take, tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes(b"id,text,article\n1,caf\xe9,a1\n2,\xe0\xa6\x9d,a1\n")
    result = take(path)
    assert "line 2: text: contains half of a surrogate pair" in result.stderr
    assert "1 stored" in result.stdout


@ON_ONE_DATABASE
def test_an_import_that_is_killed_is_finished_by_the_next(take, client, lines, site, database):
    """What was stored stays, and nothing is stored twice."""
    path = lines(*(row(n, status="approved", parent=f"n{n - 1}" if n % 3 else "") for n in range(6_000)))
    command = [sys.executable, "-m", "service.cli", "import", site.slug, str(path), "--no-wait"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and database.read(depth).background < 500:
            time.sleep(0.02)
        running.kill()
    stored = database.read(depth).background
    assert 500 <= stored < 6_000, "killed in its midst"
    assert f"6,000 rows of jsonl: {6_000 - stored:,} stored, {stored:,} here before." in take(path).stdout
    assert database.read(lambda unit: imported_since(unit, site.id, first_id_at(0))) == {"approved": 6_000}, (
        "nobody waits"
    )

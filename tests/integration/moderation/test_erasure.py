"""An author who is erased is in no table, no Redis, no log and no file any more, and the log still proves itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import String, cast, func, select

from moderation import rights, sealing
from moderation.judging import judge_pending
from runtime.clock import system_clock
from runtime.redis_client import connect
from service.cli import main
from store import labels, pairs
from store.pairs import Pair
from store.tables import comments, metadata, published
from tests.factories import CLEAN, INSULT, SPAM

# What stands in the author's own data and nowhere else: id, name, e-mail, address, host, words.
ID, NAME, MAIL, IP, HOST, WORD = "zq-reader", "নাম zqname", "zq@mail.example", "198.51.100.77", "zqhost", "zqword"
MARKS = ("zq-reader", "zqname", "zq@mail", IP, HOST, WORD)


def wrote(client, text=CLEAN, **more):
    author = {"id": ID, "name": NAME, "email": MAIL, "ip": IP, "url": f"https://{HOST}.example/"}
    return client.post_comment(text=f"{text} {WORD} https://{HOST}.example/a", author=author, wait=True, **more)


def everywhere(database):
    """The columns in which any mark stands."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            for mark in MARKS:
                query = select(func.count()).select_from(table).where(cast(column, String).contains(mark))
                if database.read(lambda unit, query=query: unit.execute(query).scalar()):
                    found.add(f"{table.name}.{column.name}")
    return found


@pytest.fixture
def written(client, parts, database, site):
    """An author of whom every part of the product knows something."""
    first = wrote(client)
    client.patch(f"/v1/comments/{first['id']}", {"text": f"{CLEAN} আরও {WORD}"})
    judge_pending(parts)
    held = wrote(client, text=INSULT)
    said = {"action": "reject", "reason": "person-abuse", "note": f"said {WORD} again", "version": held["version"]}
    assert client.post(f"/v1/comments/{held['id']}/decisions", said).status_code == 201
    refused = wrote(client, text=SPAM)
    client.post(f"/v1/comments/{refused['id']}/appeals", {"author": ID, "text": f"কেন {WORD}"})
    client.post(f"/v1/comments/{first['id']}/notes", {"text": f"known as {NAME}"})
    answer = client.post_comment(text=CLEAN, author={"id": "other"}, parent_id=first["id"], wait=True)
    client.post(f"/v1/comments/{answer['id']}/reports", {"reader": ID, "reason": "abuse", "note": WORD})
    client.put(f"/v1/authors/{ID}/standing", {"standing": "suspended", "until": "2030-01-01T00:00:00Z", "note": WORD})
    deleted = wrote(client)
    client.delete(f"/v1/comments/{deleted['id']}")
    text = client.get(f"/v1/comments/{held['id']}").json["text"]

    def beside(unit):
        pairs.add(unit, site.id, [Pair("TOXICITY", "bn", 0.5, 0.5, text)], now=system_clock())
        said = {"wire": "perspective", "token": "t", "label": "insult", "value": 1.0, "comment_id": None}
        labels.give(unit, site.id, text=text, language="bn", given_by="key", now=system_clock(), **said)

    database.write(beside)
    sealing.seal(parts)
    return answer


def test_an_author_who_is_erased_is_in_no_table(written, client, parts, database, site):
    before = everywhere(database)
    assert {"comments.text", "comments.author_id", "published.text", "decisions.actor_id", "decisions.note"} <= before
    assert {"notes.text", "labels.text", "perspective_pairs.text", "reports.reporter", "appeals.text"} <= before
    assert len(before) > 15
    assert rights.erase(parts, site.id, ID) == 3
    assert everywhere(database) == set()
    assert [one["id"] for one in client.thread()["comments"]] == [written["id"]]
    *_, found = sealing.verify(parts)
    assert found.faults == []
    assert found.erased > 0


def test_counts_agree_and_nothing_of_it_waits_after_an_erasure(written, client, parts, database, site):
    total = database.read(lambda unit: unit.execute(select(func.count()).select_from(comments)).scalar())
    rights.erase(parts, site.id, ID)
    status = select(comments.c.status, func.count()).group_by(comments.c.status)
    now = dict(database.read(lambda unit: [tuple(row) for row in unit.execute(status)]))
    assert now == {"approved": 1, "deleted": total - 1}
    shown = database.read(lambda unit: unit.execute(select(func.count()).select_from(published)).scalar())
    assert shown == client.get("/v1/articles/a1").json["comment_count"] == 1
    assert rights.erase(parts, site.id, ID) == 0


def test_nothing_of_the_author_is_in_redis_in_a_file_or_in_a_log(written, client, parts, database, site, capfd):
    rights.erase(parts, site.id, ID)
    redis = connect(parts.settings.redis_url)
    kept = b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter(count=1000))
    said = "".join(capfd.readouterr())
    files = [Path(parts.settings.data_dir)]
    if parts.settings.on_sqlite:
        files.append(Path(parts.settings.database_url.removeprefix("sqlite:///")))
        files += [Path(f"{files[-1]}-wal")]
    held = b"".join(
        one.read_bytes() for path in files for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file()
    )
    for mark in MARKS:
        assert mark.encode() not in kept
        assert mark not in said
        assert mark.encode() not in held


def test_one_who_erases_themselves_stays_banned(client, parts, site, database):
    wrote(client)
    client.put(f"/v1/authors/{ID}/standing", {"standing": "banned", "note": WORD})
    rights.erase(parts, site.id, ID, keeps_ban=True)
    assert everywhere(database) == {"authors.id", "author_standings.author_id"}
    assert wrote(client)["status"] == "rejected"


def test_what_others_wrote_stays_as_it_was(written, client, parts, site):
    before = client.get(f"/v1/comments/{written['id']}").json
    rights.erase(parts, site.id, ID)
    after = client.get(f"/v1/comments/{written['id']}").json
    assert after == before


def test_by_command(written, client, parts, site, database, monkeypatch, tmp_path):
    monkeypatch.setenv("PROHORI_DATABASE_URL", parts.settings.database_url)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    run = CliRunner()
    data = json.loads(run.invoke(main, ["authors", "export", site.slug, ID]).stdout)
    assert len(data["comments"]) == 3
    assert data == client.get(f"/v1/authors/{ID}/data").json
    assert run.invoke(main, ["authors", "erase", site.slug, ID]).exit_code == 2
    done = run.invoke(main, ["authors", "erase", site.slug, ID, "--yes"])
    assert done.stdout == f"3 comments of {ID} are erased, and the author from every table.\n"
    assert everywhere(database) == set()

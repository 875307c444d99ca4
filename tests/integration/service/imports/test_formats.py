"""Each system's export: its comments stand under their articles as they stood there, and bad rows are named."""

from __future__ import annotations

import gzip
import sqlite3

import pytest

from tests.integration.service.imports.conftest import EXPORTS

TABLE = [
    *("--map", "id=comment_no", "--map", "text=body", "--map", "author.name=who", "--map", "author.id=whom"),
    *("--map", "article=page", "--map", "created_at=date", "--map", "status=state", "--map", "parent=reply_to"),
]


def shown(client, article):
    """What readers see, the oldest first: id there, text, author, id there of what it replies to, moment."""
    thread = client.get(f"/v1/articles/{article}/comments?order=oldest").json["comments"]
    names = {one["id"]: client.get(f"/v1/comments/{one['id']}").json["external_id"] for one in thread}
    return [
        (names[one["id"]], one["text"], one["author"]["name"], names.get(one["parent_id"]), one["created_at"][:19])
        for one in thread
    ]


def of(client, external_id):
    return client.get(f"/v1/comments/by-external-id/{external_id}").json


def test_wordpress(take, client):
    result = take("wordpress.xml")
    assert "6 rows of wxr: 4 stored, 0 here before." in result.stdout
    assert "1 left out: is a pingback." in result.stdout
    assert "line 54: text: must not be empty" in result.stderr
    assert result.exit_code == 1, "a bad row is no success"
    assert shown(client, "41") == [
        ("7", "লেখাটা পড়ে ভালো লাগল।\nআরও চাই & ধন্যবাদ।", "রহিমা", None, "2026-11-02T10:00:00"),
        ("8", "একমত, নদীটা বাঁচানো দরকার।", "করিম", "7", "2026-11-02T11:00:00"),
        ("12", "মন্তব্যটা অপেক্ষায় ছিল।", "Anik", None, "2026-11-03T10:00:00"),
    ]
    article = client.get("/v1/articles/41").json
    assert (article["url"], article["title"]) == ("https://nodi.example/2026/11/nodi-o-nagorik/", "নদী ও নাগরিক")


def test_what_a_real_wordpress_exports(take, client, blog, tmp_path):
    post = blog.post("nodi-import")
    first = {"post": post, "content": "প্রথম <em>কথা</em> &amp; শেষ", "author_name": "রহিমা", "status": "approve"}
    id_ = blog.call("POST", "/comments", json={**first, "author_email": "rahima@example.org"}).json()["id"]
    reply = {"post": post, "content": "উত্তর", "author_name": "করিম", "author_email": "karim@example.org"}
    answer = blog.call("POST", "/comments", json={**reply, "parent": id_, "status": "hold"}).json()["id"]
    path = tmp_path / "export.xml"
    path.write_bytes(blog.export())
    result = take(path)
    assert result.exit_code == 0, result.stderr
    assert [one[:4] for one in shown(client, str(post))] == [
        (str(id_), "প্রথম কথা & শেষ", "রহিমা", None),
        (str(answer), "উত্তর", "করিম", str(id_)),
    ]
    assert of(client, str(answer))["reasons"] == [], "nobody had decided there: the judge did"
    assert of(client, str(answer))["parent_id"] == of(client, str(id_))["id"]


def test_disqus_with_a_reply_before_what_it_replies_to(take, client):
    result = take("disqus.xml")
    assert "5 rows of disqus: 3 stored, 0 here before." in result.stdout
    assert "1 left out: was deleted there." in result.stdout
    assert "line 9: names a thread that the file does not describe" in result.stderr
    assert shown(client, "nodi-o-nagorik") == [
        ("disqus-901", "ভালো প্রতিবেদন।\nধন্যবাদ।", "রহিমা", None, "2026-10-02T08:00:00"),
        ("disqus-902", "ঠিক বলেছেন ভাই।", "করিম", "disqus-901", "2026-10-02T09:00:00"),
    ]


def test_coral_with_its_stories_and_users(take, client):
    beside = ("--stories", str(EXPORTS / "coral-stories.json"), "--users", str(EXPORTS / "coral-users.json"))
    result = take("coral-comments.json", "--article", "slug", *beside)
    assert "6 rows of coral: 4 stored" in result.stdout
    assert "line 6: is not JSON" in result.stderr
    assert shown(client, "nodi-o-nagorik") == [
        ("c-1", "ভালো লিখেছেন আপনি", "Rahima", None, "2026-09-01T08:00:00"),
        ("c-2", "একমত", "Karim", "c-1", "2026-09-01T09:00:00"),
        ("c-4", "এটা দেখুন", "Karim", None, "2026-09-01T11:00:00"),
    ]


def test_remark42_packed(take, client, tmp_path):
    packed = tmp_path / "backup-nodi.gz"
    packed.write_bytes(gzip.compress((EXPORTS / "remark42.json").read_bytes()))
    result = take(packed)
    assert "3 rows of remark42: 2 stored" in result.stdout
    assert result.exit_code == 0
    assert shown(client, "nodi-o-nagorik") == [
        ("remark42-aa", "ভালো *খবর*", "Rahima", None, "2026-08-01T04:00:00"),
        ("remark42-bb", "সত্যিই।", "Karim", "remark42-aa", "2026-08-01T05:00:00"),
    ]


def test_isso(take, client, tmp_path):
    path = tmp_path / "comments.db"
    with sqlite3.connect(path) as isso:
        isso.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256))")
        isso.execute(
            "CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT "
            "NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR NOT NULL, author VARCHAR, "
            "email VARCHAR, website VARCHAR, likes INTEGER, dislikes INTEGER, voters BLOB NOT NULL, "
            "notification INTEGER)"
        )
        isso.execute("INSERT INTO threads VALUES (1, '/2026/nodi/', 'নদী')")
        rows = [
            (1, 1, None, 1782900000.5, 1, "203.0.113.0", "প্রথম", "Rahima", None, None),
            (1, 2, 1, 1782900100.0, 1, "203.0.113.0", "উত্তর", None, None, None),
            (1, 3, None, 1782900200.0, 4, "203.0.113.0", "", None, None, None),
        ]
        isso.executemany("INSERT INTO comments VALUES (?,?,?,?,NULL,?,?,?,?,?,?,0,0,x'00',0)", rows)
    result = take(path, "--article", "path")
    assert "3 rows of isso: 2 stored" in result.stdout
    assert "1 left out: was deleted there." in result.stdout
    assert shown(client, "2026-nodi") == [
        ("isso-1", "প্রথম", "Rahima", None, "2026-07-01T10:00:00"),
        ("isso-2", "উত্তর", None, "isso-1", "2026-07-01T10:01:40"),
    ]


def test_csv_with_its_columns_named(take, client, tmp_path):
    listed = tmp_path / "bad.tsv"
    result = take("table.csv", *TABLE, "--bad", str(listed))
    assert "7 rows of csv: 3 stored" in result.stdout
    assert [tuple(line.split("\t", 1)) for line in listed.read_text().splitlines()] == [
        ("6", "has a status that is not known here: unheard-of"),
        ("7", "has 3 values for 8 columns"),
        ("5", "text: must not be empty"),
        ("8", "created_at: Not a valid datetime."),
    ]
    assert [one[:2] for one in shown(client, "nodi-o-nagorik")] == [("1", "ভালো লাগল,\nদুই লাইনে"), ("7", "সব ঠিক")]
    assert of(client, "2")["status"] == "rejected"


def test_json_lines_with_a_path_for_a_column(take, client, tmp_path):
    path = tmp_path / "comments.jsonl"
    path.write_text('{"id": 5, "text": "ভালো", "user": {"name": "Anik"}, "article": "a1", "status": "approved"}\n[1]\n')
    result = take(path, "--map", "author.name=user.name")
    assert "line 2: is no JSON object" in result.stderr
    assert [one[:3] for one in shown(client, "a1")] == [("5", "ভালো", "Anik")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is of no known format"),
        (b"<html><body>Nothing here</body></html>", "is of no known format"),
        (b'<?xml version="1.0"?><html><rss/></html>', "begins with <html>, where <rss> was expected"),
        (b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel>&a;</channel></rss>', "declares entities of its own"),
        (b"SQLite format 3\x00 and no more", "is no database of Isso"),
        (b"\x1f\x8b\x08\x00broken", "cannot be unpacked further"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(take, tmp_path, content, why):
    path = tmp_path / "export"
    path.write_bytes(content)
    result = take(path)
    assert result.exit_code == 1
    assert why in result.stderr
    assert "Traceback" not in result.stderr


def test_a_csv_without_a_named_column_says_which_it_has(take):
    result = take("table.csv", "--map", "text=words")
    assert "has no column words; it has comment_no, body" in result.stderr
    assert take("table.csv", "--map", "words=text").exit_code == 2


def test_a_file_that_ends_in_the_middle_gives_what_it_has_and_says_where(take, client, tmp_path):
    path = tmp_path / "cut.xml"
    whole = (EXPORTS / "wordpress.xml").read_bytes()
    path.write_bytes(whole[: whole.index(b"<wp:comment_id>9<")])
    result = take(path)
    assert "3 rows of wxr: 2 stored" in result.stdout
    assert "the file is broken here" in result.stderr
    assert result.exit_code == 1
    assert len(shown(client, "41")) == 2


def test_characters_that_xml_does_not_allow_lose_nothing_behind_them(take, client, tmp_path):
    path = tmp_path / "control.xml"
    content = (EXPORTS / "wordpress.xml").read_bytes().replace("একমত".encode(), "এক\x0bমত".encode())
    path.write_bytes(content)
    assert "4 stored" in take(path).stdout
    assert shown(client, "41")[1][1] == "একমত, নদীটা বাঁচানো দরকার।"

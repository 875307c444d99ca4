"""An author's data: all of it given, all of it erased, and nothing of anybody else's touched."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import String, cast, select

from moderation import rights
from moderation.judging import judge_pending
from moderation.wiring import Parts
from store.sites import Site
from store.tables import metadata
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, ON_ONE_DATABASE, SPAM, make_key

WORD = "ধূমকেতুপুর"  # stands in all that the author writes, and nowhere else


def write(client: ApiClient, who: str = "w/1", text: str = CLEAN, **more: Any) -> dict[str, Any]:
    author = {"id": who, "name": f"নাম {WORD}", "url": f"https://{secrets.token_hex(3)}.example", "email": "a@b.example"}
    return client.post_comment(wait=True, text=f"{text} {WORD} {secrets.token_hex(4)}", author=author, **more)


def tables_with(parts: Parts, word: str) -> set[str]:
    """The tables in which the word stands in any column."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            query = select(column).where(cast(column, String).contains(word)).limit(1)
            if parts.database.read(lambda unit, query=query: unit.execute(query).first()) is not None:
                found.add(table.name)
    return found


def test_all_of_an_author_is_given_and_then_erased_and_answers_stay(client: ApiClient, parts: Parts) -> None:
    first = write(client)
    client.patch(f"/v1/comments/{first['id']}", {"text": f"{CLEAN} বদলানো {WORD}"})
    judge_pending(parts)
    refused = write(client, text=SPAM)
    client.post(f"/v1/comments/{refused['id']}/appeals", {"author": "w/1", "text": f"ভুল {WORD}"})
    answer = client.post_comment(wait=True, text="একমত নই", parent_id=first["id"], author={"id": "x"})
    client.post(f"/v1/comments/{answer['id']}/reports", {"reader": "w/1", "reason": "abuse", "note": f"দেখুন {WORD}"})

    data = client.get("/v1/authors/w/1/data").json
    assert [one["id"] for one in data["comments"]] == [refused["id"], first["id"]]
    assert [one["revision"] for one in data["comments"][1]["earlier_texts"]] == [1]
    assert data["comments"][0]["appeals"][0]["text"] == f"ভুল {WORD}"
    assert [one["status"] for one in data["comments"][1]["decisions"]] == ["approved", "pending", "approved"]
    assert data["reports"][0]["note"] == f"দেখুন {WORD}"
    assert data["more"] is False

    assert client.delete("/v1/authors/w/1/data").json == {"comments": 2}
    assert tables_with(parts, WORD) == set()
    assert client.delete("/v1/authors/w/1/data").json == {"comments": 0}
    assert client.get("/v1/authors/w/1/data").json == {"author": "w/1", "comments": [], "more": False, "reports": []}
    assert [one["id"] for one in client.thread()["comments"]] == [answer["id"]]
    assert client.get("/v1/queue/counts").json["appealed"]["number"] == 0


def test_many_comments_are_erased_bit_by_bit(client: ApiClient, parts: Parts, site: Site) -> None:
    said = [{"article": "a1", "text": f"{n} {WORD}", "author": {"id": "many"}} for n in range(rights.AT_ONCE + 5)]
    client.post("/v1/comments/batch", {"comments": [*said, {"article": "a1", "text": CLEAN, "author": {"id": "x"}}]})
    assert rights.erase(parts, site.id, "many") == rights.AT_ONCE + 5
    assert tables_with(parts, WORD) == set()
    assert judge_pending(parts) == 1


@ON_ONE_DATABASE
def test_only_an_administrator_s_key_may_and_of_a_stranger_there_is_nothing(
    client: ApiClient, parts: Parts, site: Site
) -> None:
    key = make_key(parts.database, site, "submit", "read", "moderate")
    for method in ("GET", "DELETE"):
        assert_problem(client.call(method, "/v1/authors/x/data", key=key), 403, "missing-scope")
    assert client.get("/v1/authors/nobody/data").json == {
        "author": "nobody",
        "comments": [],
        "more": False,
        "reports": [],
    }

"""Conversations on a page: their order and paging, answers, what stays of them, counts, the script."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from service.embed.script import PACKED, SCRIPT
from store.sites import Site
from tests.client import ApiClient, assert_problem
from tests.factories import ON_ONE_DATABASE
from tests.integration.service.embed.conftest import PageClient

WORDS = ("সকাল", "দুপুর", "বিকেল", "সন্ধ্যা", "রাত", "ভোর", "শীত", "বর্ষা", "শরৎ")


def shown(page: PageClient, **query: object) -> list[str]:
    """First words of all conversations, page by page."""
    found, cursor = [], None
    while True:
        talk = page.talk(**query, limit=2, **({"cursor": cursor} if cursor else {}))
        found += [one["text"].split()[0] for one in talk["conversations"]]
        cursor = talk["next"]
        if cursor is None:
            return found


def say(client: ApiClient, text: str, parent: str | None = None) -> str:
    fields = {"parent_id": parent} if parent else {}
    return str(client.post_comment(wait=True, text=f"{text} নিয়ে দুটি কথা বলি", **fields)["id"])


def test_conversations_come_in_every_order_page_by_page(page: PageClient, client: ApiClient) -> None:
    ids = [say(client, word) for word in WORDS[:5]]
    answer = say(client, WORDS[5], ids[1])
    say(client, WORDS[6], answer)
    say(client, WORDS[7], ids[3])
    assert shown(page, order="oldest") == list(WORDS[:5])
    assert shown(page, order="newest") == list(WORDS[4::-1])
    assert shown(page, order="replies") == [WORDS[1], WORDS[3], WORDS[4], WORDS[2], WORDS[0]]
    second = page.talk(order="oldest")["conversations"][1]
    assert [one["parent"] for one in second["replies"]] == [ids[1], answer]
    assert page.talk()["count"] == 8


def test_an_answer_outlives_what_it_answers_and_says_so(page: PageClient, client: ApiClient) -> None:
    first = say(client, WORDS[0])
    answer = say(client, WORDS[1], first)
    below = say(client, WORDS[2], answer)
    client.delete(f"/v1/comments/{first}")
    (left,) = page.talk()["conversations"]
    assert (left["id"], left["orphaned"]) == (answer, True)
    assert [one["id"] for one in left["replies"]] == [below]


def test_the_conversation_of_one_comment_is_found_wherever_it_stands(page: PageClient, client: ApiClient) -> None:
    ids = [say(client, word) for word in WORDS[:4]]
    answer = say(client, WORDS[4], say(client, WORDS[5], ids[0]))
    talk = page.talk(limit=1, comment=answer)
    assert talk["conversations"][0]["id"] == ids[3]
    assert talk["linked"]["id"] == ids[0]
    assert answer in [one["id"] for one in talk["linked"]["replies"]]
    assert page.talk("elsewhere", comment=answer)["linked"] is None


@ON_ONE_DATABASE
def test_an_article_that_nobody_spoke_of_is_empty_and_open(page: PageClient) -> None:
    talk = page.talk("new")
    assert (talk["count"], talk["version"], talk["open"], talk["conversations"]) == (0, 0, True, [])
    assert page.get("articles/new/version").json == {"count": 0, "version": 0}


@ON_ONE_DATABASE
def test_what_has_not_changed_is_not_sent_again(page: PageClient, client: ApiClient) -> None:
    say(client, WORDS[0])
    first = page.get("articles/a1/version")
    known = {"If-None-Match": first.headers["ETag"]}
    assert page.get("articles/a1/version", headers=known).status_code == 304
    say(client, WORDS[1])
    assert page.get("articles/a1/version", headers=known).json == {"count": 2, "version": first.json["version"] + 1}


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"order": "best"}, "/order"),
        ({"limit": 0}, "/limit"),
        ({"limit": 51}, "/limit"),
        ({"cursor": "x"}, "/cursor"),
        ({"cursor": "WzEsMl0"}, "/cursor"),
        ({"comment": "1"}, "/comment"),
        ({"q": "1"}, "/q"),
    ],
)
def test_a_question_that_is_none_is_named(page: PageClient, query: dict[str, object], pointer: str) -> None:
    assert_problem(page.get("articles/a1/thread", query_string=query), 422, "invalid-input", pointer)


@ON_ONE_DATABASE
def test_a_list_page_gets_all_its_counts_at_once(page: PageClient, client: ApiClient, site: Site) -> None:
    say(client, WORDS[0])
    answer = page.get("counts", query_string={"article": ["a1", "b2"]})
    assert answer.json == {"counts": {"a1": 1, "b2": 0}}
    assert site.public_key in answer.request.path


@ON_ONE_DATABASE
def test_the_script_is_small_whole_and_names_no_other_host(app: Flask) -> None:
    browser = app.test_client()
    packed = browser.get("/embed/prohori.js", headers={"Accept-Encoding": "gzip, br"})
    plain = browser.get("/embed/prohori.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == SCRIPT
    assert len(PACKED) < 20_000
    assert re.findall(rb"https?://[^\s\"'`]+", SCRIPT) == []
    assert b"innerHTML" not in SCRIPT
    assert b"document.cookie" not in SCRIPT
    tag = packed.headers["ETag"]
    assert browser.get("/embed/prohori.js", headers={"If-None-Match": tag}).status_code == 304

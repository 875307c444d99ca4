"""How an author stands with the moderators, and what that does to the author's comments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text as statement

from moderation import bulk as bulk_work
from moderation.wiring import Parts
from runtime.clock import SECOND, system_clock
from store import authors
from store.sites import Site
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, author, make_key, make_site


def path(author: str = "reader-7") -> str:
    return f"/v1/authors/{quote(author, safe='')}"


def later(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def stand(client: ApiClient, standing: str | None, author: str = "reader-7", **fields: Any) -> dict[str, Any]:
    response = client.put(f"{path(author)}/standing", {"standing": standing, **fields})
    assert response.status_code == 200, response.text
    return dict(response.json)


def post(client: ApiClient, text: str, **fields: Any) -> tuple[str, list[str]]:
    found = client.post_comment(wait=True, text=text, **fields)
    return found["status"], [one["code"] for one in found["reasons"]]


def test_a_banned_author_is_rejected_and_others_are_not(client: ApiClient) -> None:
    assert post(client, CLEAN) == ("approved", [])
    assert stand(client, "banned")["standing"] == "banned"
    assert post(client, "আরও একটি ভালো কথা") == ("rejected", ["author-banned"])
    assert post(client, "আরেকজনের ভালো কথা", author=author(id="another")) == ("approved", [])
    assert stand(client, None)["standing"] is None
    assert post(client, "আবার একটি ভালো কথা") == ("approved", [])


def test_a_trusted_author_is_not_held_for_tone_but_still_for_the_list_and_for_what_is_rejected(
    client: ApiClient,
) -> None:
    assert post(client, INSULT) == ("held", ["insult-likely"])
    stand(client, "trusted")
    found = client.post_comment(wait=True, text=f"সত্যি বলছি, {INSULT}")
    assert (found["status"], [one["code"] for one in found["reasons"]]) == ("approved", ["author-trusted"])
    assert found["reasons"][0]["detail"] == {"waived": ["insult-likely"]}
    assert post(client, SPAM)[0] == "rejected"
    client.post("/v1/lists", {"kind": "word", "text": "জুয়া"})
    assert post(client, "জুয়া নিয়ে একটি খবর পড়লাম")[0] == "held"


def test_trust_outweighs_the_mode(client: ApiClient) -> None:
    client.put("/v1/policy", {"mode": "pre"})
    assert post(client, CLEAN) == ("held", ["pre-moderation"])
    stand(client, "trusted")
    assert post(client, "এই খবরটি দরকার ছিল") == ("approved", ["author-trusted"])


def test_a_suspension_holds_while_it_lasts(client: ApiClient, database: Database, site: Site) -> None:
    post(client, CLEAN)
    until = later(hours=1)
    assert stand(client, "suspended", until=until)["until"] is not None
    assert post(client, "আরও একটি ভালো কথা") == ("held", ["author-suspended"])
    now = system_clock()
    over = now - SECOND

    def end(unit):  # as it stands once the hour has passed
        unit.execute(statement(f"UPDATE authors SET standing_until = {over} WHERE site_id = {site.id}"))

    database.write(end)
    assert post(client, "আবার একটি ভালো কথা") == ("approved", [])
    shown = client.get(path()).json
    assert (shown["standing"], shown["until"]) == (None, None)
    assert database.read(lambda unit: authors.standing_of(unit, site.id, "reader-7", now=now)) is None


def test_the_record_shows_counts_and_every_change_newest_first(client: ApiClient) -> None:
    post(client, CLEAN)
    post(client, INSULT)
    post(client, SPAM)
    stand(client, "banned", note="বারবার বিজ্ঞাপন", person="rahima@khobor.example")
    stand(client, None)
    shown = client.get(path()).json
    assert shown["counts"] == {"pending": 0, "approved": 1, "held": 1, "rejected": 1}
    last, first = shown["standings"]
    assert (last["standing"], last["note"]) == (None, None)
    assert last["person"].startswith("key-")
    assert (first["standing"], first["note"], first["person"]) == ("banned", "বারবার বিজ্ঞাপন", "rahima@khobor.example")
    assert first["bulk"] is None


@pytest.mark.parametrize("id_", ["রহিমা", "https://id.example/a//b?x=1#y", "/", "a/standing", "5%", ". ."])
def test_any_id_of_an_author_fits_into_the_path(client: ApiClient, id_: str) -> None:
    post(client, CLEAN, author=author(id=id_))
    assert stand(client, "trusted", id_)["id"] == id_
    assert client.get(path(id_)).json["standing"] == "trusted"


def test_an_author_who_never_wrote_or_wrote_elsewhere_is_not_found(client: ApiClient, database: Database) -> None:
    assert_problem(client.get(path("nobody")), 404, "author-not-found")
    assert_problem(client.put(f"{path('nobody')}/standing", {"standing": "banned"}), 404, "author-not-found")
    post(client, CLEAN)
    other = make_key(database, make_site(database))
    assert_problem(client.get(path(), key=other), 404, "author-not-found")


def test_the_same_id_on_another_site_is_another_author(client: ApiClient, database: Database) -> None:
    post(client, CLEAN)
    stand(client, "banned")
    other = ApiClient(client.app, make_key(database, make_site(database)))
    assert post(other, "এখানে আমি অন্য কেউ") == ("approved", [])


def work(parts: Parts) -> None:
    bulk_work.work(parts)
    bulk_work.work(parts)


def standing_now(client: ApiClient, *found: dict[str, Any]) -> list[str]:
    return [client.get(f"/v1/comments/{one['id']}").json["status"] for one in found]


def test_a_ban_can_clear_the_open_comments_and_taking_it_back_brings_them_back(client: ApiClient, parts: Parts) -> None:
    shown = client.post_comment(wait=True, text=CLEAN)
    held = client.post_comment(wait=True, text=INSULT)
    other = client.post_comment(wait=True, text=INSULT, author=author(id="another"))
    pending = client.post_comment(text="এখনও কেউ পড়েনি")
    all_four = (shown, held, other, pending)
    bulk = stand(client, "banned", clear=True, note="বারবার")["standings"][0]["bulk"]
    assert client.get(f"/v1/bulk/{bulk}").json["total"] == 2
    work(parts)
    assert standing_now(client, *all_four) == ["approved", "rejected", "held", "rejected"]
    assert [one["code"] for one in client.get(f"/v1/comments/{held['id']}").json["reasons"]] == ["author-banned"]
    assert stand(client, None, clear=True)["standings"][0]["bulk"] == bulk
    work(parts)
    assert standing_now(client, *all_four) == ["approved", "held", "held", "pending"]
    assert client.get(f"/v1/bulk/{bulk}").json["state"] == "undone"


def test_without_clear_the_open_comments_stay_as_they_are(client: ApiClient, parts: Parts) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    assert stand(client, "banned")["standings"][0]["bulk"] is None
    work(parts)
    assert standing_now(client, held) == ["held"]


def test_what_an_earlier_ban_cleared_is_not_brought_back_by_the_next(client: ApiClient, parts: Parts) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    stand(client, "suspended", until=later(hours=1), clear=True)
    work(parts)
    stand(client, None)
    stand(client, "banned")
    assert stand(client, None, clear=True)["standings"][0]["bulk"] is None
    work(parts)
    assert standing_now(client, held) == ["rejected"]


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/standing"),
        ({"standing": "loved"}, "/standing"),
        ({"standing": "suspended"}, "/until"),
        ({"standing": "suspended", "until": "2020-01-01T00:00:00Z"}, "/until"),
        ({"standing": "suspended", "until": "2999-01-01T00:00:00Z"}, "/until"),
        ({"standing": "suspended", "until": "9999-12-31T23:59:59-23:59"}, "/until"),
        ({"standing": "suspended", "until": "2027-01-01T00:00:00"}, "/until"),
        ({"standing": "banned", "until": "2027-01-01T00:00:00Z"}, "/until"),
        ({"standing": "banned", "note": "x" * 2001}, "/note"),
        ({"standing": "banned", "person": ""}, "/person"),
        ({"standing": "banned", "reason": "x"}, "/reason"),
        ({"standing": "trusted", "clear": True}, "/clear"),
        ({"standing": "banned", "clear": "yes"}, "/clear"),
    ],
)
def test_a_standing_that_is_not_right_names_the_field_and_changes_nothing(
    client: ApiClient, body: dict[str, Any], pointer: str
) -> None:
    post(client, CLEAN)
    assert_problem(client.put(f"{path()}/standing", body), 422, "invalid-input", pointer)
    assert client.get(path()).json["standings"] == []


@ON_ONE_DATABASE
def test_only_a_key_with_moderate_may_see_or_change_it(client: ApiClient, database: Database, site: Site) -> None:
    post(client, CLEAN)
    reader = make_key(database, site, "read", "submit", "admin")
    assert_problem(client.get(path(), key=reader), 403, "missing-scope")
    assert_problem(client.put(f"{path()}/standing", {"standing": "banned"}, key=reader), 403, "missing-scope")

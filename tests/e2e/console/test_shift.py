"""A moderator's shift by keys alone: read, understand, decide, next; and what happens when two do the same."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import HELD_WORD, PASSWORD, Stack
from tests.running import eventually

People = Callable[..., Page]
KARIM = "karim@prohori.example"


@pytest.fixture(autouse=True)
def _enough(stack: Stack) -> None:
    stack.stock(14)


def current(page: Page) -> str:
    return str(page.get_attribute("#comment", "data-id"))


def opened(page: Page) -> str:
    """Open the first comment by a key; return its id."""
    page.wait_for_selector("#start")
    page.keyboard.press("j")
    page.wait_for_selector("#comment")
    page.wait_for_load_state("load")  # where a page was gone to, its keys work from then on
    return current(page)


def test_twenty_comments_by_keys_and_the_next_is_there_at_once(people: People, stack: Stack) -> None:
    stack.stock(24)
    page = people()
    opened(page)
    before = stack.held()
    seen, waits = [], []
    for turn in range(20):
        page.wait_for_timeout(400)  # a person reads; meanwhile the next one is fetched
        id_ = current(page)
        seen.append(id_)
        began = time.perf_counter()
        if turn % 3 == 2:
            page.keyboard.press("f")
        else:
            page.keyboard.press("d")
            page.keyboard.press(str(turn % 7 + 1))
        page.wait_for_function("id => document.getElementById('comment')?.dataset.id !== id", arg=id_)
        waits.append(time.perf_counter() - began)
    assert len(set(seen)) == 20
    assert eventually(lambda: stack.held() == before - 20)
    assert {stack.status_of(id_) for id_ in seen} == {"approved", "rejected"}
    assert sorted(waits)[10] < 0.15, waits  # two keys, the browser and our own asking are in it
    count = page.locator('[data-count="held"]')
    expect(count).to_have_text(str(stack.held()), timeout=15_000)


def test_an_approval_is_taken_back_before_anybody_saw_it(people: People, stack: Stack) -> None:
    page = people()
    id_ = opened(page)
    page.keyboard.press("f")
    expect(page.locator("#said")).to_contain_text("Approved")
    assert stack.api("GET", f"/v1/comments/{id_}").json()["published_at"] is None
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("Taken back")
    assert current(page) == id_
    assert stack.status_of(id_) == "held"


def test_two_people_never_get_the_same_comment(people: People, stack: Stack) -> None:
    rahima, karim = people(), people(KARIM, PASSWORD)
    rahima.goto(f"{stack.url}/console/next")
    karim.goto(f"{stack.url}/console/next")
    assert current(rahima) != current(karim)
    karim.goto(f"{stack.url}/console/comments/{current(rahima)}")
    expect(karim.locator("#taken")).to_contain_text("রহিমা")
    karim.keyboard.press("f")
    expect(karim.locator("#said")).to_contain_text("is working on this comment")
    assert stack.status_of(current(rahima)) == "held"


def test_a_decision_on_what_another_decided_says_who_and_what(people: People, stack: Stack) -> None:
    page = people()
    page.goto(f"{stack.url}/console/next")
    id_ = current(page)
    seen = stack.api("GET", f"/v1/comments/{id_}").json()
    other = {
        "action": "reject",
        "reason": "person-spam",
        "version": seen["version"],
        "person": stack.moderator["email"],
    }
    assert (
        stack.api("POST", f"/v1/comments/{id_}/decisions", json={**other, "version": seen["version"]}).status_code
        == 201
    )
    page.keyboard.press("f")
    expect(page.locator("#said")).to_contain_text(re.compile(r"Meanwhile রহিমা: Rejected, \d\d:\d\d"))
    assert stack.status_of(id_) == "rejected"


def test_signing_out_frees_what_was_claimed(people: People, stack: Stack) -> None:
    rahima, karim = people(), people(KARIM, PASSWORD)
    rahima.goto(f"{stack.url}/console/next")
    id_ = current(rahima)
    rahima.click("header summary")
    rahima.click("text=Sign out")
    rahima.wait_for_url(re.compile("sign-in"))
    karim.goto(f"{stack.url}/console/comments/{id_}")
    assert karim.locator("#taken").count() == 0
    karim.goto(f"{stack.url}/console/queue")


def test_keys_are_silent_while_typing_and_where_they_are_off(people: People, stack: Stack) -> None:
    page = people()
    id_ = opened(page)
    page.keyboard.press("/")
    page.keyboard.type("fdz")
    assert page.input_value("#search") == "fdz"
    assert stack.status_of(id_) == "held"
    page.goto(f"{stack.url}/console/account")
    page.uncheck("input[name=keys]")
    page.click("text=Keep")
    page.goto(f"{stack.url}/console/next")
    page.keyboard.press("f")
    page.wait_for_timeout(300)
    assert stack.status_of(current(page)) == "held"
    page.goto(f"{stack.url}/console/account")
    page.check("input[name=keys]")
    page.click("text=Keep")


def test_a_lost_connection_keeps_the_decision_and_sends_it_later(people: People, stack: Stack) -> None:
    page = people()
    id_ = opened(page)
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.keyboard.press("f")
    expect(page.locator("#said")).to_contain_text("No connection")
    assert stack.status_of(id_) == "held"
    page.context.set_offline(False)
    expect(page.locator("#said")).to_contain_text("connection is back", timeout=15_000)
    assert stack.status_of(id_) == "approved"


def test_a_note_an_escalation_and_the_help_by_keys(people: People, stack: Stack) -> None:
    page = people()
    id_ = opened(page)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("দেখুন, আগেও লিখেছে")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Noted")
    page.keyboard.press("n")
    expect(page.locator("#comment")).to_contain_text("দেখুন, আগেও লিখেছে")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#said")).to_contain_text("A senior will look at it")
    escalated = stack.api("GET", "/v1/queue?escalated=true").json()["comments"]
    assert [one["id"] for one in escalated] == [id_]


def test_without_scripts_deciding_works_by_plain_forms(people: People, stack: Stack) -> None:
    page = people(java_script_enabled=False)
    page.goto(f"{stack.url}/console/next")
    first = current(page)
    page.click(".reject summary")
    page.click("button[value=person-spam]")
    second = current(page)
    assert second != first
    assert stack.status_of(first) == "rejected"
    page.click("#said button")
    assert current(page) == first
    assert stack.status_of(first) == "held"
    page.click("text=Skip >> nth=0")
    assert current(page) != first
    page.click("button[value=approve]")
    assert stack.status_of(first) == "held"


def test_a_search_finds_bengali_by_a_part_of_a_word_and_banglish(people: People, stack: Stack) -> None:
    page = people()
    for words, found in (("কুপি", "কুপিয়ে"), ("SANGBADIK", "sangbadik"), ("angry.dh", "Garbage")):
        page.goto(f"{stack.url}/console/queue?status=all&search={words}")
        expect(page.locator("#items .item").first).to_contain_text(found)


def test_on_a_phone_one_decides_with_the_thumb(people: People, stack: Stack) -> None:
    page = people(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(f"{stack.url}/console/next")
    id_ = current(page)
    button = page.locator("button[value=approve]")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] > 740 / 2
    assert box["y"] + box["height"] <= 740
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    button.tap()
    assert eventually(lambda: stack.status_of(id_) == "approved")


def test_leaving_a_comment_frees_it(people: People, stack: Stack) -> None:
    rahima, karim = people(), people(KARIM, PASSWORD)
    rahima.goto(f"{stack.url}/console/next")
    id_ = current(rahima)
    rahima.goto(f"{stack.url}/console/account")
    karim.goto(f"{stack.url}/console/comments/{id_}")
    assert karim.locator("#taken").count() == 0


def test_what_a_list_found_is_marked_in_the_text(people: People, stack: Stack) -> None:
    page = people()
    word = f"{HELD_WORD} নিয়ে আজ কোনো কথা নেই {time.time_ns() % 1000}"
    posted = stack.api("POST", "/v1/articles/chaler-dam/comments", json={"text": word, "author": {"id": "marks"}})
    id_ = posted.json()["id"]
    assert eventually(lambda: stack.status_of(id_) == "held")
    page.goto(f"{stack.url}/console/comments/{id_}")
    expect(page.locator(".text mark.s3").first).to_contain_text(HELD_WORD)


def test_going_on_without_deciding_lets_others_have_the_comment(people: People, stack: Stack) -> None:
    page = people()
    id_ = opened(page)
    page.keyboard.press("j")
    page.wait_for_function("id => document.getElementById('comment')?.dataset.id !== id", arg=id_)
    claim = {"person": KARIM}
    assert eventually(lambda: stack.api("POST", f"/v1/comments/{id_}/claim", json=claim).status_code == 200, 5)
    assert stack.api("POST", f"/v1/comments/{current(page)}/claim", json=claim).status_code == 409


def test_what_comes_meanwhile_waits_behind_a_bar_and_moves_nothing(people: People, stack: Stack) -> None:
    page = people()
    page.wait_for_selector("#items .item")
    before = page.locator("#items .item").all_inner_texts()
    stack.stock(stack.held() + 2)
    expect(page.locator("#news")).to_have_text("2 new", timeout=15_000)
    assert page.locator("#items .item").all_inner_texts() == before
    page.click("#news")
    assert page.locator("#items .item").count() == min(30, len(before) + 2)

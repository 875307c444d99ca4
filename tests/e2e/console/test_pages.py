"""Every page of the desk: usable by all, in both languages and themes; the door with a second factor; hostile texts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import violations
from tests.e2e.conftest import PASSWORD, Stack

People = Callable[..., Page]
KARIM = "karim@prohori.example"

HOSTILE = {
    "script": "<script>document.title='taken'</script> নিরীহ",
    "attribute": '" onmouseover="document.title=\'taken\'" x="',
    "svg": "<svg onload=document.title='taken'><img src=x onerror=document.title='taken'>",
    "template": "{{ 7 * 7 }} {% raw %}",
    "bidi": "ভালো \u2067gnik rab\u2069 কথা",
    "marks": ("ক" + "\u0301" * 30) * 300,
    "one word": "অ" * 6_600,
}

LITERAL = ("script", "attribute", "svg", "template")


@pytest.mark.parametrize(("theme", "language"), [("light", "en-GB"), ("dark", "bn-BD")])
def test_every_page_can_be_used_by_all(
    browser: Browser, people: People, stack: Stack, theme: str, language: str
) -> None:
    stack.stock(3)
    look = {"color_scheme": theme, "locale": language, "bypass_csp": True}
    with browser.new_context(**look) as context:
        door = context.new_page()
        door.goto(f"{stack.url}/console/sign-in")
        assert violations(door) == []
    page = people(KARIM, PASSWORD, **look)
    for path in ("queue", "queue?status=all&search=nothing-has-this", "next", "account", "account/second-factor"):
        page.goto(f"{stack.url}/console/{path}")
        assert violations(page) == [], path
    page.goto(f"{stack.url}/console/next")
    page.keyboard.press("d")
    for key in "nth":
        page.keyboard.press(key)
        page.keyboard.press("Escape")
    assert violations(page) == []
    page.keyboard.press("?")
    assert violations(page) == []
    page.goto(f"{stack.url}/console/comments/00000000-0000-7000-8000-000000000000")
    assert violations(page) == []


def test_the_desk_speaks_bengali_with_bengali_digits_and_our_own_letters(people: People, stack: Stack) -> None:
    page = people(KARIM, PASSWORD)
    stack.stock(1)
    page.goto(f"{stack.url}/console/account")
    page.select_option("#language", "bn")
    page.click("text=Keep")
    expect(page.locator("#said")).to_contain_text("রাখা হলো")
    page.goto(f"{stack.url}/console/next")
    assert page.get_attribute("html", "lang") == "bn"
    assert re.search("[০-৯]", page.inner_text("#tabs"))
    assert not re.search("[0-9]", page.inner_text("#tabs"))
    assert page.evaluate("document.fonts.check('20px \"Hind Siliguri\"', 'মন্তব্য')")
    page.goto(f"{stack.url}/console/account")
    page.select_option("#language", "en")
    page.click("text=রাখুন >> nth=-1")
    expect(page.locator("#said")).to_contain_text("Kept")


def test_the_second_factor_from_setting_up_to_the_recovery_code(people: People, stack: Stack) -> None:
    email = "shirin@prohori.example"
    stack.command("people", "add", email, "--name", "Shirin", "--password", PASSWORD)
    page = people(email, PASSWORD, bypass_csp=True)
    page.goto(f"{stack.url}/console/account/second-factor")
    secret = page.inner_text("#secret")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.click("text=Switch it on")
    expect(page.locator(".codes code")).to_have_count(8)
    codes = page.locator(".codes code").all_inner_texts()
    assert violations(page) == []
    again = people(email, PASSWORD, bypass_csp=True)
    again.wait_for_url(re.compile("/code"))
    assert violations(again) == []
    again.goto(f"{stack.url}/console/queue")
    assert "sign-in" in again.url, "the password alone is not enough"
    for given, enters in (("000000", False), (codes[0].upper(), True)):
        page = people(email, PASSWORD)
        page.fill("#code", given)
        page.press("#code", "Enter")
        if enters:
            page.wait_for_url(re.compile("/console/queue"))
        else:
            expect(page.locator("#error")).to_contain_text("wrong")
    page = people(email, PASSWORD)
    page.fill("#code", codes[0])
    page.press("#code", "Enter")
    expect(page.locator("#error")).to_contain_text("was used before")


def test_a_new_password_from_the_command_line_ends_the_sessions(people: People, stack: Stack) -> None:
    email = "jamal@prohori.example"
    stack.command("people", "add", email, "--name", "Jamal", "--role", "senior", "--password", PASSWORD)
    page = people(email, PASSWORD)
    stack.command("people", "password", email, said="another long password\n")
    page.goto(f"{stack.url}/console/queue")
    assert "sign-in" in page.url
    people(email, "another long password")
    listed = stack.command("people", "list")
    assert f"{email}\tJamal\tsenior\tactive\tpassword only\tdemo" in listed


def test_a_hostile_text_appears_literally_and_breaks_no_layout(people: People, stack: Stack) -> None:
    page = people(KARIM, PASSWORD, viewport={"width": 1100, "height": 800})
    for kind, text in HOSTILE.items():
        body = {"text": text, "author": {"id": f"hostile-{kind}"}}
        posted = stack.api("POST", "/v1/articles/chaler-dam/comments", json=body)
        assert posted.status_code == 202, kind
        page.goto(f"{stack.url}/console/comments/{posted.json()['id']}?status=all")
        shown = page.locator(".text")
        assert page.title().startswith("Queue"), kind
        assert page.evaluate("document.documentElement.scrollWidth") <= 1100, kind
        box = shown.bounding_box()
        assert box is not None
        assert box["height"] < 800, kind
        if kind in LITERAL:
            assert shown.inner_text() == text
    assert "U+2067" in _shown(page, stack, HOSTILE["bidi"])
    assert "+24" in _shown(page, stack, HOSTILE["marks"])


def _shown(page: Page, stack: Stack, text: str) -> str:
    """What the desk shows of the latest comment with this text."""
    found = stack.api("GET", "/v1/queue?status=all&order=newest&limit=200").json()["comments"]
    id_ = next(one["id"] for one in found if one["text"] == text)
    page.goto(f"{stack.url}/console/comments/{id_}?status=all")
    return page.inner_text(".text")

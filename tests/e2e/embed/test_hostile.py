"""Thirty names and texts that mean harm, or are merely odd: each appears as it was written and does nothing."""

from __future__ import annotations

import secrets

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Stack
from tests.e2e.embed.conftest import Readers

HOSTILE = (
    "<script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "<svg/onload=document.title='taken'>",
    "\"><b onmouseover=document.title='taken'>x</b>",
    "' autofocus onfocus='document.title=1",
    "javascript:document.title='taken'",
    "</textarea><script>document.title='taken'</script>",
    "</prohori-comments><h1>taken</h1>",
    "<!-- <p>",
    "--><script>document.title='taken'</script>",
    "{{ 7 * 7 }}",
    "{% raw %}{{ config }}{% endraw %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7 * 7 %>",
    "&lt;b&gt;&amp;amp;",
    "]]><x>",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>top.document.title=1</script>'>",
    "<base href='//evil.example/'>",
    "%3Cscript%3E",
    "\\u003cscript\\u003e",
    "'; DROP TABLE comments; --",
    "\u2067gnik\u2069 ভালো",
    "ক\u09cd\u200dষ\u200cক্ষ",
    "\u05d0\u05d1\u05d2 \u0627\u0628\u062a",
    "__proto__",
    "constructor",
    "null",
    "😀" * 40,
)


@pytest.fixture
def thread(stack: Stack, article: str) -> str:
    """An article under which each of them was written, as a text and as a name."""
    comments = [
        {
            "article": article,
            "text": f"কথা {number}: {text}",
            "author": {"id": secrets.token_hex(4), "name": text[:60]},
        }
        for number, text in enumerate(HOSTILE)
    ]
    results = stack.api("POST", "/v1/comments/batch", json={"comments": comments}).json()["results"]
    for one in results:
        shown = stack.api("GET", f"/v1/comments/{one['comment']['id']}").json()
        while shown["status"] == "pending":
            shown = stack.api("GET", f"/v1/comments/{one['comment']['id']}").json()
        if shown["status"] != "approved":
            said = {"action": "approve", "reason": "person-approved", "version": shown["version"]}
            stack.api("POST", f"/v1/comments/{shown['id']}/decisions", json=said).raise_for_status()
    return article


def test_hostile_names_and_texts_appear_literally(readers: Readers, stack: Stack, thread: str) -> None:
    reader = readers()
    reader.widget.get_by_role("button", name="আরও মন্তব্য").click()
    title = reader.page.title()
    for number, text in enumerate(HOSTILE):
        one = reader.widget.locator(".talk article", has=reader.page.get_by_text(f"কথা {number}:"))
        assert one.locator(".text").text_content() == f"কথা {number}: {text}"
        assert one.locator(".name").text_content() == text[:60]
    assert reader.page.title() == title
    assert not reader.widget.locator(".text :not(time)").count()

    plain = readers(java_script_enabled=False, wait=False)
    for number, text in enumerate(HOSTILE[-20:], len(HOSTILE) - 20):  # of the page's first twenty
        one = plain.page.locator(".talk article", has=plain.page.get_by_text(f"কথা {number}:"))
        assert one.locator(".text").text_content() == f"কথা {number}: {text}"
        assert one.locator("strong").text_content() == text[:60]
    expect(plain.page.locator("h1")).to_have_count(1)


def test_what_no_page_can_show_is_refused_by_name(stack: Stack, article: str) -> None:
    key = stack.page_key
    url = f"{stack.url}/embed/{key}/articles/{article}/comments"
    headers = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
    for body in ({"text": "\u0000"}, {"text": "\u202egnik"}, {"text": " "}, {"text": "ভালো", "name": "এক\nদুই"}):
        answer = httpx.post(url, json=body, headers=headers)
        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["pointer"] in ("/text", "/name")

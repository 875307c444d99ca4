"""The widget on a site of its own origin, with a strict Content-Security-Policy; and pages without scripts."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.e2e.conftest import Stack
from tests.e2e.embed.conftest import Readers

CALM = "স্কুলের নতুন নৌকার ছবি দেখে ভালো লাগল।"


class Site(http.server.BaseHTTPRequestHandler):
    """A newspaper that lets in nothing but its own and what it names."""

    pages: ClassVar[dict[str, bytes]] = {}
    policy: ClassVar[str] = ""

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(stack: Stack, article: str) -> Iterator[str]:
    key = stack.page_key
    live = re.search(r'"live":"([^"]+)"', stack.api("GET", f"/embed/{key}/articles/{article}/thread").text)
    assert live is not None
    Site.policy = (
        f"default-src 'none'; script-src {stack.url}; connect-src {stack.url} {live[1]}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'"
    )
    head = (
        f'<!doctype html><html lang="bn"><title>খবর</title><script src="{stack.url}/embed/prohori.js" defer></script>'
    )
    comments = f'<main><h1>খবর</h1><prohori-comments site="{key}" article="{article}"></prohori-comments></main>'
    counts = f'<main><prohori-count site="{key}" article="{article}"></prohori-count>'
    counts += "".join('<prohori-count article="nodi-o-nagorik"></prohori-count>' for _ in range(3))
    Site.pages = {"/": (head + comments).encode(), "/list": (head + counts + "</main>").encode()}
    place = urlsplit(stack.elsewhere)
    server = http.server.ThreadingHTTPServer((place.hostname, place.port), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield stack.elsewhere
    server.shutdown()
    server.server_close()


def test_a_site_with_a_strict_policy_can_embed_it(readers: Readers, site: str) -> None:
    reader, other = readers(site), readers(site)
    reader.write(CALM)
    expect(reader.heading).to_have_text("মন্তব্য (১)")
    expect(other.comment(CALM)).to_be_visible(timeout=5_000)  # heard live, across origins
    assert reader.page.context.cookies() == []
    box = reader.widget.locator("textarea").first
    assert box.evaluate("one => getComputedStyle(one).borderRadius") == "6px"  # its styles were let in


def test_a_list_page_asks_once_for_all_its_counts(readers: Readers, site: str) -> None:
    asked: list[str] = []
    reader = readers(f"{site}/list", wait=False)
    expect(reader.page.locator("prohori-count").first).to_have_text("০")
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.reload()
    expect(reader.page.locator("prohori-count").first).to_have_text("০")
    assert len([url for url in asked if "/counts" in url]) == 1
    assert (
        reader.page.locator("prohori-count").nth(1).text_content()
        == reader.page.locator("prohori-count").nth(3).text_content()
    )


def test_a_page_of_another_origin_may_neither_read_nor_write(readers: Readers, site: str, stack: Stack) -> None:
    # The same page under another name is another origin.
    reader = readers(site.replace("127.0.0.1", "localhost"), wait=False, quiet=False)
    expect(reader.widget.locator(".empty")).to_have_text("মন্তব্য এখন দেখানো যাচ্ছে না।")


def test_a_reader_without_scripts_reads_writes_edits_reports_and_deletes(readers: Readers, stack: Stack) -> None:
    reader = readers(java_script_enabled=False, bypass_csp=True, wait=False)
    page = reader.page
    expect(page.get_by_role("heading", name="মন্তব্য (০)")).to_be_visible()
    page.get_by_label("মন্তব্য লিখুন").fill(CALM)
    page.get_by_label("নাম").fill("সালমা")
    page.wait_for_timeout(3_200)  # whoever is faster is no person
    page.get_by_role("button", name="পাঠান").click()
    expect(page.get_by_role("heading", name="মন্তব্য (১)")).to_be_visible()
    expect(page.locator(".mine")).to_contain_text("প্রকাশিত")
    expect(page.locator(".talk")).to_contain_text("সালমা")
    page.locator(".mine .acts a").click()
    page.get_by_label("বদলান").fill(f"{CALM} সবাইকে ধন্যবাদ।")
    page.get_by_role("button", name="পাঠান").click()
    expect(page.locator(".talk")).to_contain_text("সবাইকে ধন্যবাদ।")
    page.get_by_role("link", name="অভিযোগ").click()
    page.get_by_label("কী সমস্যা?").select_option("other")
    page.get_by_role("button", name="পাঠান").click()
    expect(page.get_by_text("ধন্যবাদ। মডারেটররা দেখবেন।")).to_be_visible()
    page.get_by_role("link", name=re.compile("←")).click()
    page.locator(".mine .acts a").click()
    page.get_by_role("button", name="হ্যাঁ, মুছুন").click()
    expect(page.get_by_role("heading", name="মন্তব্য (০)")).to_be_visible()
    assert page.context.cookies() == []


def test_pages_without_scripts_can_be_used_by_all(readers: Readers, stack: Stack, article: str) -> None:
    key = stack.page_key
    stack.api(
        "POST", f"/v1/articles/{article}/comments", json={"text": CALM, "author": {"id": "w1"}}
    ).raise_for_status()
    for theme in ("light", "dark"):
        reader = readers(f"{stack.url}/embed/{key}/articles/{article}", wait=False, color_scheme=theme, bypass_csp=True)
        expect(reader.page.locator(".talk .text")).to_have_text(CALM)
        assert violations(reader.page) == []
        reader.page.get_by_role("link", name="অভিযোগ").click()
        assert violations(reader.page) == []

"""Readers: each with a browser context and an address of their own, on an article of their own."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.e2e.conftest import EXPECTED, Stack

SENT = re.compile(r"/embed/[^/]+/articles/[^/]+(/comments)?(\?|$)")
expect.set_options(timeout=15_000)  # a browser that shares two cores may be long over its effort
_numbers = itertools.count(1)
Readers = Callable[..., "Reader"]


class Reader:
    """Somebody who reads an article and may write below it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def widget(self) -> Locator:
        return self.page.locator("prohori-comments")

    @property
    def heading(self) -> Locator:
        return self.widget.get_by_role("heading", level=2)

    @property
    def said(self) -> Locator:
        return self.widget.locator(".announced")

    def write(self, text: str, *, name: str = "রাশেদ", send: bool = True) -> None:
        form = self.widget.locator("form.writing").first
        form.get_by_label("নাম").fill(name)
        form.get_by_label("মন্তব্য লিখুন").fill(text)
        if send:
            form.get_by_role("button", name="পাঠান").click()

    def comment(self, text: str) -> Locator:
        return self.widget.locator(".talk article", has_text=text)

    def own(self, text: str) -> Locator:
        return self.widget.locator(".mine article", has_text=text)


@pytest.fixture
def article(stack: Stack) -> str:
    """An article on the demonstration page that nobody has written under."""
    id_ = f"embed-{secrets.token_hex(4)}"
    said = {"title": "চরের স্কুলে নতুন নৌকা", "language": "bn", "section": "দেশ", "summary": "বর্ষার আগেই এল তিনটি নৌকা।"}
    stack.api("PUT", f"/v1/articles/{id_}", json=said).raise_for_status()
    return id_


@pytest.fixture
def readers(browser: Browser, stack: Stack, article: str) -> Iterator[Readers]:
    """Open the article as a reader of one's own; the page must say nothing in its console, where it is quiet."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def come(url: str | None = None, *, wait: bool = True, quiet: bool = True, **options: Any) -> Reader:
        number = next(_numbers)
        address = f"10.{number // 250}.{number % 250}.{secrets.randbelow(250)}"
        look = {"viewport": {"width": 1100, "height": 900}, "locale": "bn-BD"}
        context = browser.new_context(**{**look, **options})
        if url is None or url.startswith(stack.url):  # Playwright answers preflights itself where it may change headers

            def as_by_proxy(route: Route) -> None:
                route.continue_(headers={**route.request.headers, "x-forwarded-for": address})

            context.route(SENT, as_by_proxy)
        context.set_default_timeout(10_000)
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        opened.append((context, said if quiet else []))
        page.goto(url or f"{stack.url}/demo/{article}")
        reader = Reader(page)
        if wait:
            expect(reader.heading).to_have_text(re.compile("মন্তব্য|Comments"))
            expect(reader.widget.locator("form.writing")).to_be_visible()
        return reader

    yield come
    for context, said in opened:
        context.close()
        assert [words for words in said if not EXPECTED.search(words) and "428" not in words] == []

"""The desk and the widget in a real browser, on the stack that `make up` starts, with a day of comments."""

from __future__ import annotations

import json
import random
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from moderation import people as moderators
from moderation import sites
from moderation.store_parts import StoreParts
from runtime.clock import system_clock
from runtime.embedded import free_port
from service.security.passwords import hash_password
from store.databases import open_database
from tests.browser import ChromiumNotFound, chromium
from tests.conftest import missing
from tests.receiver import Receiver, receiving
from tests.running import PROHORI, Running, eventually

HELD_WORD = "ধূমকেতু"  # on the site's list: what names it waits for a person
WORDS = tuple(
    "আকাশ বাতাস নদী পাহাড় সকাল বিকেল রাত বই খাতা কলম গান ছবি পথ মাঠ ফুল পাখি মাছ ধান চাল ডাল গ্রাম শহর বাড়ি ঘর "  # noqa: SIM905
    "জানালা দরজা বৃষ্টি রোদ মেঘ ছায়া নৌকা গাড়ি ট্রেন সেতু বাজার স্কুল খেলা বন্ধু ভাই বোন মা বাবা শিক্ষক ডাক্তার কৃষক".split()
)
EXPECTED = re.compile("409|404|422|ERR_INTERNET")  # answers that a test asked for
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Stack:
    """A running Prohori. moderator: e-mail and password. elsewhere: origin of a site's pages. page_key: public.

    receiver: what endpoints and the collector of traces are sent. lines: what all parts have printed.
    """

    url: str
    key: str
    moderator: dict[str, str]
    environment: dict[str, str]
    elsewhere: str
    page_key: str
    receiver: Receiver
    lines: list[str]

    def command(self, *words: str, said: str = "") -> str:
        """What a command of the operator prints."""
        done = subprocess.run(
            [PROHORI, *words], env=self.environment, input=said, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=20, **options)

    def held(self) -> int:
        return int(self.api("GET", "/v1/queue/counts").json()["held"]["number"])

    def stock(self, least: int) -> None:
        """Let at least so many comments be held."""
        missing = max(0, least - self.held())
        comments = [
            {
                "article": "chaler-dam",
                "text": " ".join([HELD_WORD, *random.sample(WORDS, 9)]),
                "author": {"id": secrets.token_hex(4)},
            }
            for _ in range(missing)
        ]
        if comments:
            self.api("POST", "/v1/comments/batch", json={"comments": comments})
            assert eventually(lambda: self.held() >= least), self.held()

    def status_of(self, comment_id: str) -> str:
        return str(self.api("GET", f"/v1/comments/{comment_id}").json()["status"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with chromium() as started:
            yield started
    except ChromiumNotFound as error:
        missing(f"Chromium not found: {error}")


@pytest.fixture(scope="session")
def listening() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, listening: Receiver) -> Iterator[Stack]:
    data_dir: Path = tmp_path_factory.mktemp("desk") / "data"
    # Who comes by a proxy brings an address: readers of one test are not counted with those of another.
    settings = {"PROHORI_PORT": str(free_port()), "PROHORI_DATA_DIR": str(data_dir), "PROHORI_PROXIES": "1"}
    settings["PROHORI_UNDO_SECONDS"] = "5"  # what is waited for where a decision is to be seen by readers
    settings["PROHORI_CACHE_SECONDS"] = "2"  # what is waited for where another model is put in use
    settings |= {"PROHORI_OUTBOUND_ALLOWED_HOSTS": "127.0.0.1", "PROHORI_OUTBOUND_HTTP": "1"}
    settings["PROHORI_OTLP_ENDPOINT"] = listening.url
    running = Running([PROHORI, "up"], settings)
    try:
        running.wait_ready()
        found = json.loads((data_dir / "credentials.json").read_text(encoding="utf-8"))
        elsewhere = f"http://127.0.0.1:{free_port()}"
        key = _prepared(data_dir, elsewhere)
        stack = Stack(
            found["base_url"], found["api_key"], found["moderator"], settings, elsewhere, key, listening, running.lines
        )
        listed = {"kind": "word", "text": HELD_WORD, "action": "hold"}
        stack.api("POST", "/v1/lists", json=listed).raise_for_status()
        stack.command("demo")
        assert eventually(lambda: stack.held() > 12 and not _pending(stack))
        yield stack
    finally:
        running.process.terminate()
        running.end()


def _prepared(data_dir: Path, elsewhere: str) -> str:
    """Let a second moderator in, and pages of another origin, quicker than by commands; return the public key."""
    store = StoreParts(
        database=open_database(f"sqlite:///{data_dir / 'prohori.db'}", connections=1), clock=system_clock
    )
    try:
        moderators.add(
            store, email="karim@prohori.example", name="Karim", password_hash=hash_password(PASSWORD), role="moderator"
        )
        return sites.set_origins(store, "demo", (elsewhere,)).public_key
    finally:
        store.close()


def _pending(stack: Stack) -> bool:
    return bool(stack.api("GET", "/v1/queue?status=pending").json()["comments"])


@pytest.fixture
def people(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Sign somebody in, in a browser context of their own; the page must say nothing in its console."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def sign_in(email: str | None = None, password: str | None = None, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1360, "height": 860}, "locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        opened.append((context, said))
        page.goto(f"{stack.url}/console/")
        page.fill("#email", email or stack.moderator["email"])
        page.fill("#password", password or stack.moderator["password"])
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: not url.partition("?")[0].endswith("/sign-in"))
        return page

    yield sign_in
    for context, said in opened:
        context.close()
        assert [words for words in said if not EXPECTED.search(words)] == []

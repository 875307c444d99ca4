"""Pages of a site, and the readers on them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from moderation.wiring import Parts
from runtime.clock import SECOND
from service.security import effort
from store.sites import Site
from tests.factories import CLEAN

ORIGIN = "https://khobor.example"


class PageClient:
    """A browser on a page of the site: it sends the page's origin, and who reads."""

    def __init__(self, app: Flask, parts: Parts, site: Site, *, reader: str | None = None) -> None:
        self.app, self.parts, self.site = app, parts, site
        self.reader = reader or secrets.token_urlsafe(32)
        self.address = f"10.0.0.{secrets.randbelow(250)}.{secrets.token_hex(2)}"

    def call(
        self, method: str, path: str, *, key: str | None = None, origin: str | None = ORIGIN, **options: Any
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.reader}", **options.pop("headers", {})}
        if not self.reader:
            del headers["Authorization"]
        if origin is not None:
            headers["Origin"] = origin
        return self.app.test_client().open(
            f"/embed/{key or self.site.public_key}/{path}",
            method=method,
            headers=headers,
            environ_base={"REMOTE_ADDR": self.address},
            buffered=True,
            **options,
        )

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def stamp(self, *, age: float = 10.0) -> str:
        """The stamp of a form opened so many seconds ago."""
        opened = self.parts.clock() - int(age * SECOND)
        return effort.stamp(replace(self.parts, clock=lambda: opened), self.site.id)

    def post(self, text: str = CLEAN, article: str = "a1", *, age: float = 10.0, **fields: Any) -> TestResponse:
        body = {"text": text, "form": self.stamp(age=age), **fields}
        return self.call("POST", f"articles/{article}/comments", json=body)

    def written(self, text: str = CLEAN, article: str = "a1", **fields: Any) -> dict[str, Any]:
        answer = self.post(text, article, **fields)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def talk(self, article: str = "a1", **query: Any) -> dict[str, Any]:
        answer = self.get(f"articles/{article}/thread", query_string=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def mine(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.get("mine", query_string=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json["comments"])


def number_for(seed: str, bits: int) -> str:
    """What a browser finds for a challenge."""
    number = 0
    while int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:8]) >> (64 - bits):
        number += 1
    return str(number)


@pytest.fixture
def page(app: Flask, parts: Parts, site: Site) -> PageClient:
    """A reader with a secret of their own."""
    return PageClient(app, parts, site)


@pytest.fixture
def other(app: Flask, parts: Parts, site: Site) -> PageClient:
    """Another reader."""
    return PageClient(app, parts, site)

"""The browsable documentation works without the Internet: nothing on it is loaded from another host."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.client import ApiClient

LOADED = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:@import\s+|url\()\s*["']?([^"')]+)""")


@pytest.mark.parametrize("path", ["/docs/", "/problems/", "/problems/invalid-input"])
def test_a_page_loads_nothing_from_another_host_and_all_it_names_is_there(client: ApiClient, path: str) -> None:
    page = client.get(path, key="")
    assert page.status_code == 200
    pending, seen = LOADED.findall(page.text) + IN_STYLE.findall(page.text), set()
    for reference in pending:
        if reference.startswith("data:"):
            continue
        assert not urlsplit(reference).netloc, reference
        place = urljoin(path, reference)
        if place in seen:
            continue
        seen.add(place)
        loaded = client.get(place, key="")
        assert loaded.status_code == 200, place
        if loaded.content_type.startswith("text/css"):
            for inner in IN_STYLE.findall(loaded.text):
                assert inner.startswith(("data:", "#")) or not urlsplit(inner).netloc, inner
        if "javascript" in loaded.content_type:
            # What a script fetches by itself would stand in it as a literal of one of these calls.
            outside = re.findall(r"""(?:fetch|importScripts|import)\(\s*["'](https?://[^"']+)""", loaded.text)
            assert not outside


def test_docs_show_our_document_and_ask_no_validator(client: ApiClient) -> None:
    assert client.get("/docs", key="").status_code in (200, 301, 302, 308)
    page = client.get("/docs/", key="").text
    assert '"url": "/openapi.json"' in page
    assert '"validatorUrl": null' in page


@pytest.mark.parametrize("path", ["/problems/", "/problems/not-found", "/problems/nothing", "/docs/", "/demo"])
def test_a_page_loads_nothing_from_elsewhere_and_stands_in_no_frame(client: ApiClient, path: str) -> None:
    page = client.get(path, key="")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert ("unsafe-inline" in policy) == (path == "/docs/")


def test_the_browsable_pages_keep_no_key_in_the_browser(client: ApiClient) -> None:
    assert "persistAuthorization" not in client.get("/docs/", key="").text

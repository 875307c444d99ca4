"""The theme of examples/ in a real WordPress: its page shows the widget, and signs for who has signed in."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from moderation.foreign import signers
from moderation.wiring import Parts
from store.sites import Site
from store.unit import Database
from tests.factories import CLEAN, ON_ONE_DATABASE, make_site
from tests.integration.service.embed.conftest import PageClient
from tests.wordpress import WordPress

pytestmark = ON_ONE_DATABASE
THEME = Path(__file__).resolve().parents[4] / "examples" / "wordpress_theme"


@pytest.fixture
def newspaper(blog: WordPress, database: Database, parts: Parts) -> Iterator[Site]:
    """The blog in our theme, and the site that it is here."""
    site = make_site(database, origins=[blog.url])
    secret = secrets.token_urlsafe(32)
    signers.add(parts.delivery, site.slug, signers.READERS, secret)
    content = blog.root / "wp-content"
    shutil.copytree(THEME, content / "themes" / "prohori")
    named = {
        "PROHORI_URL": "http://prohori.example",
        "PROHORI_PAGE_KEY": site.public_key,
        "PROHORI_READER_SECRET": secret,
    }
    (content / "mu-plugins").mkdir(exist_ok=True)
    settings = content / "mu-plugins" / "prohori-settings.php"
    settings.write_text("<?php\n" + "".join(f"define('{name}', '{value}');\n" for name, value in named.items()))
    switch = "UPDATE wp_options SET option_value = '{}' WHERE option_name IN ('template', 'stylesheet')"
    query = "SELECT option_value FROM wp_options WHERE option_name = 'stylesheet'"
    before = blog.maria.run(query, "wordpress").strip()
    blog.maria.run(switch.format("prohori"), "wordpress")
    yield site
    blog.maria.run(switch.format(before), "wordpress")
    settings.unlink()
    shutil.rmtree(content / "themes" / "prohori")


def element(page: str) -> dict[str, str]:
    found = re.search(r"<prohori-comments ([^>]*)>", page)
    assert found is not None, page
    return dict(re.findall(r'(\w+)="([^"]*)"', found[1]))


def test_the_theme_shows_the_widget_and_names_who_has_signed_in(
    blog: WordPress, newspaper: Site, app: Flask, parts: Parts
) -> None:
    post = blog.post("setu")
    anonymous = httpx.get(f"{blog.url}/?p={post}", timeout=30).text
    assert "http://prohori.example/embed/prohori.js" in anonymous
    assert element(anonymous) == {"lang": "bn", "site": newspaper.public_key, "article": f"wp-{post}"}
    assert f"http://prohori.example/embed/{newspaper.public_key}/articles/wp-{post}" in anonymous
    listed = httpx.get(f"{blog.url}/", timeout=30).text
    assert f'<prohori-count site="{newspaper.public_key}" article="wp-{post}">' in listed

    with httpx.Client(base_url=blog.url, timeout=30) as browser:
        browser.get("/wp-login.php")
        browser.post("/wp-login.php", data={"log": "editor", "pwd": "not-a-secret", "testcookie": "1"})
        said = element(browser.get(f"/?p={post}").text)
    page = PageClient(app, parts, newspaper, reader=said["token"])
    answer = page.call("POST", f"articles/wp-{post}/comments", origin=blog.url, json={"text": CLEAN, "name": "অন্য কেউ"})
    assert (answer.status_code, answer.json["name"], answer.json["status"]) == (200, "editor", "approved")
    mine = page.call("GET", "mine", origin=blog.url).json
    assert (mine["signed"], mine["name"]) == (True, "editor")

"""The clients that sites have today, unmodified, against the application behind a port."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from googleapiclient import discovery
from sqlalchemy import select

from store.sites import Site
from store.tables import labels
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, make_key, make_site
from tests.integration.service.compat.conftest import Stored, rules
from tests.integration.service.compat.live import served
from tests.wordpress import WordPress

pytestmark = ON_ONE_DATABASE
MIGRATING = Path(__file__).parents[4] / "docs" / "migrating"


@pytest.fixture
def port(app: Flask, client: ApiClient) -> Iterator[int]:
    rules(client)
    with served(app) as opened:
        yield opened


# Google's own Python client


def test_googles_client_for_python_is_built_from_our_address(client: ApiClient, port: int) -> None:
    perspective = discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=client.key,
        discoveryServiceUrl=f"http://127.0.0.1:{port}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )
    with perspective:
        body = {"comment": {"text": INSULT}, "requestedAttributes": {"INSULT": {}}, "languages": ["en"]}
        answer = perspective.comments().analyze(body=body).execute()
        assert answer["attributeScores"]["INSULT"]["summaryScore"] == {"value": 0.99, "type": "PROBABILITY"}
        assert answer["detectedLanguages"] == ["bn"]
        said = {"comment": {"text": INSULT}, "attributeScores": {"INSULT": {"summaryScore": {"value": 1}}}}
        assert perspective.comments().suggestscore(body={**said, "clientToken": "7"}).execute()["clientToken"] == "7"
        body["requestedAttributes"] = {"FLIRTATION": {}}
        with pytest.raises(discovery.HttpError) as caught:
            perspective.comments().analyze(body=body).execute()
        assert caught.value.error_details[0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


# Clients from npm


def node(folder: Path, script: str, **environment: str) -> Any:
    done = subprocess.run(
        ["node", script], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_clients_of_perspective_from_npm(client: ApiClient, port: int, installed: Path) -> None:
    told = node(installed, "perspective.js", BASE=f"http://127.0.0.1:{port}", KEY=client.key, TEXT=INSULT)
    assert told["scores"] == {"TOXICITY": 0.01, "INSULT": 0.99, "SPAM": 0.01}
    assert told["analyzed"]["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.99
    assert told["refused"] == "Attribute FLIRTATION does not support request languages: bn"
    assert told["wrong"] == "API key not valid. Please pass a valid API key."


def test_akismets_client_from_npm_with_the_key_in_the_host_name(
    client: ApiClient, port: int, installed: Path, stored: Stored
) -> None:
    told = node(
        installed,
        "akismet.js",
        HOST="akismet.khobor.test",
        PORT=str(port),
        KEY=client.key,
        BLOG="https://khobor.example",
        CLEAN=CLEAN,
        SPAM=SPAM,
    )
    assert told == {"verified": True, "clean": False, "spam": True, "honeypot": True, "wrong": False}
    assert [one.status for one in stored()] == ["rejected", "approved", "held"]


# WordPress with its own plugin


class Browser:
    """A moderator before WordPress's pages."""

    def __init__(self, blog: WordPress) -> None:
        self.http = httpx.Client(base_url=blog.url, follow_redirects=True, timeout=30)
        self.http.get("/wp-login.php")
        form = {"log": "editor", "pwd": "not-a-secret", "testcookie": "1"}
        assert "wp-admin" in str(self.http.post("/wp-login.php", data=form).url)

    def enter_key(self, key: str) -> str:
        """Enter the key on the plugin's settings page; return the page that follows."""
        path = "/wp-admin/options-general.php?page=akismet-key-config"
        page = self.http.get(f"{path}&view=start").text
        nonces = re.findall(r'name="_wpnonce" value="(\w+)"', page)
        form = {"action": "enter-key", "key": key, "_wpnonce": nonces[-1]}
        return self.http.post(path, data=form).text

    def follow(self, list_: str, words: str) -> None:
        """Follow the link with these words in its address on a list of comments."""
        page = self.http.get(f"/wp-admin/edit-comments.php?comment_status={list_}").text
        (link,) = {html.unescape(one) for one in re.findall(r"href='?\"?(comment\.php\?[^'\"]+)", page) if words in one}
        assert self.http.get(f"/wp-admin/{link}").status_code == 200


@pytest.fixture
def akismet_plugin(blog: WordPress, port: int, database: Database) -> Iterator[tuple[Browser, Site]]:
    """The blog with its Akismet plugin switched on, and the one file that sends it to us; a browser, and our site."""
    page = (MIGRATING / "wordpress.md").read_text("utf-8")
    (shown,) = re.findall(r"^ *```php\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    code = textwrap.dedent(shown)
    assert "https://moderation.example" in code
    folder = blog.root / "wp-content" / "mu-plugins"
    folder.mkdir(exist_ok=True)
    (folder / "prohori.php").write_text(code.replace("https://moderation.example", f"http://127.0.0.1:{port}"))
    plugin = "/plugins/akismet/akismet"
    assert blog.call("PUT", plugin, json={"status": "active"}).status_code == 200
    site = make_site(database, origins=[blog.url])
    browser = Browser(blog)
    yield browser, site
    blog.call("PUT", plugin, json={"status": "inactive"})
    (folder / "prohori.php").unlink()
    browser.http.close()


def write(blog: WordPress, post: int, text: str, author: str) -> httpx.Response:
    blog.maria.run("UPDATE wp_comments SET comment_date_gmt = '2020-01-01', comment_date = '2020-01-01'", "wordpress")
    form = {"comment": text, "author": author, "email": f"{author}@example.org", "comment_post_ID": str(post)}
    return httpx.post(f"{blog.url}/wp-comments-post.php", data=form, timeout=30)


def test_wordpress_with_its_own_akismet_plugin(
    blog: WordPress, akismet_plugin: tuple[Browser, Site], database: Database, stored: Stored, app: Flask
) -> None:
    browser, site = akismet_plugin
    key = make_key(database, site, "submit", short=True)
    assert "invalid" in browser.enter_key("e" * 12)
    option = "SELECT option_value FROM wp_options WHERE option_name = 'wordpress_api_key'"
    assert blog.maria.run(option, "wordpress").strip() == ""  # a wrong key is not kept
    assert "now protecting your site" in browser.enter_key(key)
    assert blog.maria.run(option, "wordpress").strip() == key

    post = blog.post("nodi")
    assert write(blog, post, CLEAN, "rahima").status_code == 302
    assert write(blog, post, SPAM, "bot").status_code == 302
    assert write(blog, post, INSULT, "karim").status_code == 302
    assert [one["content"]["raw"] for one in blog.comments(post)] == [CLEAN]
    assert [one["content"]["raw"] for one in blog.comments(post, "spam")] == [SPAM]
    assert [one["content"]["raw"] for one in blog.comments(post, "hold")] == [INSULT]
    assert {one.text: (one.status, one.wire) for one in stored()} == {
        CLEAN: ("approved", "akismet"),
        SPAM: ("rejected", "akismet"),
        INSULT: ("held", "akismet"),
    }
    (waiting,) = ApiClient(app, make_key(database, site, "moderate")).get("/v1/queue").json["comments"]
    assert waiting["text"] == INSULT

    browser.follow("spam", "action=unspamcomment")
    assert blog.comments(post, "spam") == []
    (label,) = database.read(lambda unit: unit.execute(select(labels)).all())
    assert (label.label, label.value, label.wire) == ("spam", 0.0, "akismet")
    assert {one.text: one.status for one in stored()}[SPAM] == "approved"

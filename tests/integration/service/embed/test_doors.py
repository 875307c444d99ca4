"""Whose page may ask, and who reads: public keys, origins, secrets, signed tokens."""

from __future__ import annotations

import secrets
import time
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey

from moderation import sites
from moderation.foreign import signers
from moderation.wiring import Parts
from store.sites import Site
from store.unit import Database
from tests.client import assert_problem
from tests.factories import CLEAN, ON_ONE_DATABASE, make_site
from tests.integration.service.embed.conftest import ORIGIN, PageClient

pytestmark = ON_ONE_DATABASE


def signed(secret: str, *, alg: str = "HS256", **claims: Any) -> str:
    said = {"sub": "r-4711", "name": "সালমা খাতুন", "exp": int(time.time()) + 600, **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"alg": alg}, kept, OctKey.import_key(secret), algorithms=[alg])


def test_only_pages_of_the_site_s_origins_and_ours_may_ask(page: PageClient) -> None:
    for origin in (ORIGIN, "http://localhost", None):
        assert page.get("articles/a1/thread", origin=origin).status_code == 200
    for origin in ("https://evil.example", "https://khobor.example.evil.example", "http://khobor.example", "null"):
        refused = page.get("articles/a1/thread", origin=origin)
        assert_problem(refused, 403, "wrong-origin")
        assert "Access-Control-Allow-Origin" not in refused.headers
        sent = page.call("POST", "articles/a1/comments", origin=origin, json={"text": CLEAN})
        assert_problem(sent, 403, "wrong-origin")


def test_a_browser_is_told_what_pages_may_send(page: PageClient) -> None:
    answer = page.call("OPTIONS", "articles/a1/comments")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type, If-None-Match"
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in page.call("OPTIONS", "mine", origin="https://evil.example").headers


def test_a_key_that_no_site_has_is_not_found_and_a_new_one_ends_the_old(page: PageClient, parts: Parts) -> None:
    assert_problem(page.get("articles/a1/thread", key="0" * 24), 404, "site-not-found")
    before = page.site.public_key
    page.site = sites.renew_public_key(parts, page.site.slug)
    assert page.site.public_key != before
    assert page.get("articles/a1/thread").status_code == 200
    assert_problem(page.get("articles/a1/thread", key=before), 404, "site-not-found")


def test_a_page_s_key_is_no_api_key_and_shows_nothing_of_another_site(
    page: PageClient, database: Database, app: Flask, parts: Parts
) -> None:
    headers = {"Authorization": f"Bearer {page.site.public_key}"}
    assert app.test_client().get("/v1/articles/a1", headers=headers).status_code == 401
    written = page.written()
    elsewhere = PageClient(app, parts, make_site(database, origins=[ORIGIN]), reader=page.reader)
    assert elsewhere.mine() == []
    assert elsewhere.call("DELETE", f"comments/{written['id']}").status_code == 404


@pytest.mark.parametrize("secret", ["short", "x" * 129, "with a blank in it, but long enough for it", "ক" * 40])
def test_a_secret_that_is_none_is_refused(page: PageClient, secret: str) -> None:
    answer = page.get("mine", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert_problem(answer, 401, "wrong-reader")


def test_who_says_nothing_of_themselves_may_read_and_not_write(page: PageClient) -> None:
    page.reader = ""
    assert page.get("articles/a1/thread").status_code == 200
    for path in ("mine", "mine/export"):
        assert_problem(page.get(path), 401, "missing-reader")
    assert_problem(page.post(), 401, "missing-reader")


def test_a_signed_token_names_the_reader_whatever_the_form_says(page: PageClient, parts: Parts, site: Site) -> None:
    secret = secrets.token_urlsafe(32)
    signers.add(parts.delivery, site.slug, signers.READERS, secret)
    page.reader = signed(secret)
    written = page.written(name="আমি মন্ত্রী")
    assert written["name"] == "সালমা খাতুন"
    answer = page.get("mine").json
    assert (answer["signed"], answer["name"]) == (True, "সালমা খাতুন")
    shown = page.talk()["conversations"][0]
    assert shown["name"] == "সালমা খাতুন"
    assert "r-4711" not in str(shown)


def test_secrets_are_changed_without_a_moment_in_which_no_token_is_good(
    page: PageClient, parts: Parts, site: Site
) -> None:
    first, second = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    number = signers.add(parts.delivery, site.slug, signers.READERS, first)
    signers.add(parts.delivery, site.slug, signers.READERS, second)
    for secret in (first, second):
        page.reader = signed(secret)
        assert page.get("mine").status_code == 200
    assert len(signers.of_site(parts.delivery, site.slug, (signers.READERS,))) == 2
    assert signers.of_site(parts.delivery, site.slug, ("coral", "perspective")) == []
    signers.end(parts.delivery, site.slug, number)
    assert page.get("mine").status_code == 200
    page.reader = signed(first)
    assert_problem(page.get("mine"), 401, "wrong-reader")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "reader-0123"},
        {"sub": 7},
        {"sub": "r\u0000"},
        {"name": "x" * 61},
        {"name": "দুই\nসারি"},
        {"nbf": int(time.time()) + 86_400},
    ],
)
def test_a_token_that_says_too_little_or_what_cannot_be_is_refused(
    page: PageClient, parts: Parts, site: Site, claims: dict[str, Any]
) -> None:
    secret = secrets.token_urlsafe(32)
    signers.add(parts.delivery, site.slug, signers.READERS, secret)
    page.reader = signed(secret, **claims)
    assert_problem(page.get("mine"), 401, "wrong-reader")


def test_a_token_that_another_signed_or_nobody_did_is_refused(page: PageClient, parts: Parts, site: Site) -> None:
    secret = secrets.token_urlsafe(32)
    signers.add(parts.delivery, site.slug, signers.READERS, secret)
    good = signed(secret)
    head, body, mark = good.split(".")
    nobody = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for token in (
        signed(secrets.token_urlsafe(32)),
        signed(secret, alg="HS512"),
        f"{nobody}.{body}.",
        f"{nobody}.{body}.{mark}",
        f"{head}.{body}.",
        f"{head}..{mark}",
        "a.b.c",
        "..",
        f"{head}.{'x' * 5000}.{mark}",
    ):
        page.reader = token
        assert_problem(page.get("mine"), 401, "wrong-reader")


def test_one_connection_cannot_ask_without_end(page: PageClient) -> None:
    codes = [page.call("DELETE", "comments/01890000-0000-7000-8000-000000000000").status_code for _ in range(122)]
    assert codes[0] == 404
    assert codes[-1] == 429
    refused = page.call("DELETE", "comments/01890000-0000-7000-8000-000000000000")
    assert_problem(refused, 429, "too-many-requests")
    assert refused.headers["Retry-After"] == "60"
    assert page.get("articles/a1/thread").status_code == 200  # reading is counted apart

"""Signing in through an OpenID provider that really runs."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from moderation import people
from moderation.wiring import open_parts
from service.app import create_app
from service.security.passwords import NO_PASSWORD
from tests.factories import ON_ONE_DATABASE, make_classifier
from tests.oidc_provider import CLIENT, SECRET, provider

pytestmark = ON_ONE_DATABASE
EMAIL = "rahima@khobor.example"


@pytest.fixture(scope="module")
def running():
    with provider() as found:
        yield found


@pytest.fixture
def newsroom(running):
    """The provider, where Rahima is signed in."""
    running.claims = {"email": EMAIL, "email_verified": True, "name": "Rahima"}
    running.refuses = running.signs_with_another_key = False
    return running


@pytest.fixture
def browser(settings, newsroom):
    known = {"oidc_issuer": newsroom.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    parts = open_parts(replace(settings, **known, oidc_name="Khobor"), classifier=make_classifier())
    people.add(parts, email=EMAIL, name="রহিমা", password_hash=NO_PASSWORD, role="moderator")
    client = create_app(parts).test_client()
    client.parts = parts
    yield client
    parts.close()


def come_back(browser, path="/console/sign-in/single"):
    """Go to the provider and come back with what it says."""
    led = browser.get(path)
    assert led.status_code == 302, led.text
    back = httpx.get(led.location).headers["Location"]
    return browser.get(back.removeprefix("http://localhost"))


def test_who_is_known_to_the_provider_and_to_us_comes_in(browser):
    assert "Sign in with Khobor" in browser.get("/console/sign-in").text
    entered = come_back(browser, "/console/sign-in/single?next=/console/account")
    assert (entered.status_code, entered.location) == (302, "/console/account")
    assert "রহিমা" in browser.get("/console/account").text


@pytest.mark.parametrize(
    "claims", [{"email": "nobody@khobor.example"}, {"email_verified": False}, {"email": None}, {"email": 5}]
)
def test_who_is_not_ours_or_not_vouched_for_stays_outside(browser, newsroom, claims):
    newsroom.claims |= claims
    assert come_back(browser).status_code == 403
    assert browser.get("/console/queue").status_code == 302


@pytest.mark.parametrize("claims", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"nonce": "x"}])
def test_a_token_for_somebody_else_or_another_time_is_worth_nothing(browser, newsroom, claims):
    newsroom.claims |= claims
    assert come_back(browser).status_code == 502
    assert browser.get("/console/queue").status_code == 302


def test_a_token_signed_by_another_key_is_worth_nothing(browser, newsroom):
    newsroom.signs_with_another_key = True
    assert come_back(browser).status_code == 502
    assert browser.get("/console/queue").status_code == 302


def test_an_answer_that_was_never_asked_for_is_worth_nothing(browser):
    assert browser.get("/console/sign-in/single/back?code=x&state=y").status_code == 502
    assert browser.get("/console/sign-in/single/back").status_code == 502


def test_who_says_no_at_the_provider_is_at_the_door_again(browser, newsroom):
    newsroom.refuses = True
    assert come_back(browser).location == "/console/sign-in"


def test_a_disabled_person_stays_outside(browser):
    people.disable(browser.parts, EMAIL)
    assert come_back(browser).status_code == 403


def test_a_provider_that_is_away_is_said_and_the_password_still_works(browser, settings):
    browser.parts.close()
    away = open_parts(replace(settings, oidc_issuer="http://127.0.0.1:1"), classifier=make_classifier())
    client = create_app(away).test_client()
    answer = client.get("/console/sign-in/single")
    assert answer.status_code == 502
    assert "provider failed" in answer.text
    assert client.get("/console/sign-in").status_code == 200
    away.close()


def test_without_a_provider_there_is_no_such_door(app, client):
    assert app.test_client().get("/console/sign-in/single").status_code == 404
    assert "single" not in app.test_client().get("/console/sign-in").text

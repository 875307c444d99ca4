"""The desk's forms: whatever is sent, the answer is a page, a problem or a redirect, and never a fault of ours."""

from __future__ import annotations

import random
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from moderation import people
from service.http.context import EXTENSION
from service.security.passwords import hash_password
from store.tables import comments
from tests.factories import INSULT, ON_ONE_DATABASE, make_site
from tests.helpers import counted

EMAIL, PASSWORD = "rahima@khobor.example", "a long enough password"
HASH = hash_password(PASSWORD)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ODD = [
    "",
    "0",
    "-1",
    "1e9",
    "9" * 400,
    "null",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass"),
    "অ" * 3_000,
    "[]",
    "{}",
]
ODD += ["' OR 1=1 --", "<b>", "../../etc", "true", "1.5", "২", " ", "\u202e", "%00"]
FIELDS = ["action", "reason", "version", "note", "status", "order", "site", "search", "cursor", "since", "language"]
FIELDS += ["name", "theme", "keys", "present", "new", "code", "email", "password", "next", "moment", "escalated"]
FIELDS += ["list_reason", "article"]


@pytest.fixture
def person(parts):
    return people.add(parts, email=EMAIL, name="রহিমা", password_hash=HASH, role="moderator")


@pytest.fixture
def browser(app, person) -> FlaskClient:
    """A browser that has signed in."""
    client = app.test_client()
    sign_in(client)
    return client


def token(client: FlaskClient, path: str = "/console/account") -> str:
    return TOKEN.search(client.get(path).text)[1]


def sign_in(client: FlaskClient, password: str = PASSWORD):
    form = {"email": EMAIL, "password": password, "csrf_token": token(client, "/console/sign-in")}
    return client.post("/console/sign-in", data=form)


def held(client) -> dict:
    return client.post_comment(text=INSULT, wait=True)


def test_who_has_not_signed_in_is_led_to_the_door_and_back(app, person, client):
    stranger = app.test_client()
    wanted = f"/console/comments/{held(client)['id']}?status=held"
    led = stranger.get(wanted)
    assert led.status_code == 302
    assert led.location.startswith("/console/sign-in?next=")
    form = {"email": EMAIL.upper(), "password": PASSWORD, "next": wanted, "csrf_token": token(stranger, led.location)}
    assert stranger.post("/console/sign-in", data=form).location == wanted
    assert stranger.get(wanted).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/console/", "//evil.example/console/", "/console/../docs"])
def test_the_door_leads_nowhere_else(app, person, target):
    stranger = app.test_client()
    form = {"email": EMAIL, "password": PASSWORD, "next": target, "csrf_token": token(stranger, "/console/sign-in")}
    location = stranger.post("/console/sign-in", data=form).location
    assert location.startswith("/console/")
    assert "evil" not in location


@ON_ONE_DATABASE
def test_a_form_from_elsewhere_is_refused(browser, client):
    one = held(client)
    form = {"action": "approve", "version": one["version"]}
    assert browser.post(f"/console/comments/{one['id']}/decisions", data=form).status_code == 400
    assert client.get(f"/v1/comments/{one['id']}").json["status"] == "held"


@ON_ONE_DATABASE
def test_guessing_is_slow_for_an_account_and_its_owner_starts_anew(app, person):
    guesser = app.test_client()
    answers = [sign_in(guesser, f"guess number {number}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    assert sign_in(app.test_client()).status_code == 429, "the right password too, while it lasts"
    app.extensions[EXTENSION].throttle.forget(EMAIL)
    assert sign_in(app.test_client()).status_code == 302


@pytest.mark.parametrize("change", ["disable", "role", "password", "sites"])
def test_a_change_by_an_admin_ends_the_sessions(browser, parts, site, change):
    assert browser.get("/console/queue").status_code == 200
    {
        "disable": lambda: people.disable(parts, EMAIL),
        "role": lambda: people.set_role(parts, EMAIL, "senior"),
        "password": lambda: people.set_password(parts, EMAIL, hash_password("another password")),
        "sites": lambda: people.set_sites(parts, EMAIL, [site.slug]),
    }[change]()
    assert browser.get("/console/queue").status_code == 302
    assert sign_in(browser).status_code == (422 if change in ("disable", "password") else 302)


def test_a_person_sees_the_sites_it_may_and_no_other(browser, parts, database, client, site):
    one = held(client)
    other = make_site(database)
    assert one["id"] in browser.get("/console/queue").text
    people.set_sites(parts, EMAIL, [other.slug])
    sign_in(browser)
    assert one["id"] not in browser.get("/console/queue").text
    assert browser.get(f"/console/comments/{one['id']}").status_code == 404
    form = {"action": "approve", "version": one["version"], "csrf_token": token(browser)}
    assert browser.post(f"/console/comments/{one['id']}/decisions", data=form).status_code == 404
    assert browser.get(f"/console/queue?site={site.slug}").status_code == 422


@ON_ONE_DATABASE
def test_five_hundred_bad_requests_and_no_fault_of_ours(app, browser, client, parts):
    one = held(client)
    chance = random.Random(17)
    posts = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.") and "POST" in rule.methods
    ]
    gets = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.") and "GET" in rule.methods]
    csrf = token(browser)
    for number in range(500):
        rule = chance.choice(posts if number % 2 else gets)
        path = rule.rule.replace("<uuid:comment_id>", one["id"]).replace("<weight>", "400")
        path = path.replace("<path:filename>", "desk.js")
        fields = {name: chance.choice(ODD) for name in chance.sample(FIELDS, chance.randint(0, 6))}
        if rule in posts:
            answer = browser.post(path, data={**fields, "csrf_token": csrf})
        else:
            answer = browser.get(path, query_string=fields, buffered=True)
        assert answer.status_code < 500, (path, fields)
        if rule.endpoint in ("console.post_sign_in", "console.password"):
            parts.redis.flushall()  # the attempts
        if rule.endpoint == "console.sign_out":
            sign_in(browser)
            csrf = token(browser)


def test_no_page_asks_the_database_more_often_when_it_is_longer(browser, client):
    numbers = []
    for many in (2, 20):
        for _ in range(many):
            held(client)
        with counted() as asked:
            assert browser.get("/console/queue?status=all&order=newest").status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_cookies_and_headers_are_strict(browser, client):
    page = browser.get("/console/queue")
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    cookie = browser.get("/console/sign-in").headers.get("Set-Cookie") or sign_in(browser).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    assert "Secure" not in cookie
    over_tls = browser.get("/console/sign-in", base_url="https://desk.example").headers["Set-Cookie"]
    assert "Secure" in over_tls


def test_the_demonstration_fills_a_day_once_and_for_its_site_alone(browser, client, database, parts):
    assert browser.post("/console/demo", data={"csrf_token": token(browser)}).status_code == 404
    demo = make_site(database, slug="demo")
    for posted in (60, 0):
        answer = browser.post("/console/demo", data={"csrf_token": token(browser)}, follow_redirects=True)
        assert f"{posted} comments were posted" in answer.text
    stored = parts.database.read(lambda unit: unit.execute(select(comments.c.site_id)).scalars().all())
    assert stored == [demo.id] * 60


@ON_ONE_DATABASE
def test_banglish_is_named_and_found_by_its_filter(browser, client):
    one = client.post_comment(text="tui ekta gadha", language="bn-Latn", wait=True)
    assert one["language"] == "bn-Latn"
    assert one["id"] in browser.get("/console/queue?language=bn-Latn").text
    assert one["id"] not in browser.get("/console/queue?language=en").text
    assert "· Banglish" in browser.get(f"/console/comments/{one['id']}").text


@ON_ONE_DATABASE
def test_switching_the_second_factor_off_cannot_be_guessed(browser):
    form = {"present": "a wrong password", "csrf_token": token(browser)}
    answers = [browser.post("/console/account/second-factor/off", data=form).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@ON_ONE_DATABASE
def test_a_comment_names_its_wire_and_nobody_where_nobody_is_known(client, browser):
    assert client.put("/v1/policy", {"wires": {"openai": {"milliseconds": 10_000}}}).status_code == 200
    client.post("/v1/moderations", {"input": INSULT})
    for _ in range(200):
        waiting = client.get("/v1/queue").json["comments"]
        if waiting:
            break
    page = browser.get(f"/console/comments/{waiting[0]['id']}?status=held").text
    assert "by OpenAI API" in page
    assert "author not known" in page
    assert "author not known" in browser.get("/console/", follow_redirects=True).text
    own = held(client)
    page = browser.get(f"/console/comments/{own['id']}?status=held").text
    assert "by OpenAI API" not in page
    assert "রহিমা বেগম" in page

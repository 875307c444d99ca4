"""The thread as a page, by plain forms alone."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM
from tests.integration.service.embed.conftest import PageClient

pytestmark = ON_ONE_DATABASE
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def plain(page: PageClient) -> PageClient:
    """A browser that sends no secret but what stands in forms and addresses."""
    page.reader = ""
    return page


def send(page: PageClient, article: str = "a1", *, age: float = 10, **fields: Any) -> TestResponse:
    said = {"text": CLEAN, "form": page.stamp(age=age), "lang": "bn", **fields}
    return page.call("POST", f"articles/{article}", data=said, content_type=FORM)


def follow(page: PageClient, sent: TestResponse) -> tuple[str, str]:
    """The page that a form leads to, and the secret in its address."""
    assert sent.status_code == 303, sent.text
    place = urlsplit(sent.location)
    secret = parse_qs(place.query)["reader"][0]
    return page.app.test_client().get(f"{place.path}?{place.query}").text, secret


def test_a_form_leads_to_where_the_comment_stands(plain: PageClient) -> None:
    shown, secret = follow(plain, send(plain, name="সালমা"))
    assert "মন্তব্য (১)" in shown
    assert "সালমা" in shown
    assert len(secret) >= 32
    held, same = follow(plain, send(plain, text=INSULT, reader=secret))
    assert same == secret
    assert "একজন মডারেটর দেখছেন" in held
    assert "Set-Cookie" not in plain.get("articles/a1").headers


@pytest.mark.parametrize(
    ("age", "fields", "code"),
    [
        (1, {}, "form-hurried"),
        (10, {"form": ""}, "form-unproven"),
        (10, {"website": "x"}, "honeypot-filled"),
    ],
)
def test_what_a_program_would_send_waits_for_a_moderator(
    plain: PageClient, client: ApiClient, age: float, fields: dict[str, Any], code: str
) -> None:
    shown, _ = follow(plain, send(plain, age=age, **fields))
    assert "একজন মডারেটর দেখছেন" in shown
    (held,) = client.get("/v1/queue").json["comments"]
    assert held["reasons"][0]["code"] == code


def test_what_cannot_be_taken_stays_in_the_form(plain: PageClient) -> None:
    for fields in ({"text": " "}, {"text": "x" * 20_481}, {"name": "x" * 61}, {"parent": "x"}):
        answer = send(plain, **fields)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    again = send(plain, text="ক" * 7000, name="সালমা")
    assert again.status_code == 422
    assert "ক" * 7000 in again.text


def test_one_s_own_is_edited_appealed_for_and_deleted_by_forms_and_others_is_not(plain: PageClient) -> None:
    shown, secret = follow(plain, send(plain, text=SPAM))
    id_ = re.search(r'id="own-([0-9a-f-]{36})"', shown)[1]  # type: ignore[index]
    own = plain.get(f"comments/{id_}/own", query_string={"reader": secret, "lang": "en"}).text
    assert "Statement of reasons" in own
    appeal = {"reader": secret, "text": "এটা বিজ্ঞাপন নয়", "lang": "bn"}
    said = plain.call("POST", f"comments/{id_}/appeal", data=appeal, content_type=FORM)
    assert "আপত্তি জমা হয়েছে" in said.text
    for act, fields in (("edit", {"text": CLEAN}), ("delete", {}), ("appeal", {"text": "x"})):
        stranger = {"reader": "s" * 40, **fields}
        assert plain.call("POST", f"comments/{id_}/{act}", data=stranger, content_type=FORM).status_code == 404
        nobody = plain.call("POST", f"comments/{id_}/{act}", data=fields, content_type=FORM)
        assert nobody.status_code == 401
    edited = plain.call("POST", f"comments/{id_}/edit", data={"reader": secret, "text": CLEAN}, content_type=FORM)
    assert "মন্তব্য (১)" in follow(plain, edited)[0]
    gone = plain.call("POST", f"comments/{id_}/delete", data={"reader": secret}, content_type=FORM)
    assert "মন্তব্য (০)" in follow(plain, gone)[0]


def test_a_report_needs_no_secret(plain: PageClient, client: ApiClient) -> None:
    posted = client.post_comment(wait=True)
    asked = plain.get(f"comments/{posted['id']}/report", query_string={"lang": "bn"})
    assert "কী সমস্যা?" in asked.text
    said = {"reason": "spam", "note": "বারবার আসে", "lang": "bn"}
    answer = plain.call("POST", f"comments/{posted['id']}/report", data=said, content_type=FORM)
    assert "ধন্যবাদ" in answer.text
    assert [one["id"] for one in client.get("/v1/queue?status=reported").json["comments"]] == [posted["id"]]
    wrong = plain.call("POST", f"comments/{posted['id']}/report", data={"reason": "dislike"}, content_type=FORM)
    assert wrong.status_code == 422


def test_a_page_of_a_foreign_origin_cannot_send_the_form(plain: PageClient) -> None:
    said = {"text": CLEAN, "form": plain.stamp()}
    answer = plain.call("POST", "articles/a1", data=said, content_type=FORM, origin="https://evil.example")
    assert answer.status_code == 403
    assert answer.content_type.startswith("text/html")


def test_reading_leads_on_page_by_page_and_nothing_of_it_is_slow(plain: PageClient, client: ApiClient) -> None:
    said = [{"article": "a1", "text": f"{n} নম্বর কথা {n * 37}", "author": {"id": f"v{n}"}} for n in range(25)]
    client.post("/v1/comments/batch", {"comments": said})
    from moderation.judging import judge_pending

    judge_pending(plain.parts)
    began = time.perf_counter()
    first = plain.get("articles/a1", query_string={"lang": "en", "order": "oldest"}).text
    assert time.perf_counter() - began < 2
    assert "Comments (25)" in first
    more = re.search(r'rel="next" href="([^"]+)"', first)[1]  # type: ignore[index]
    second = plain.app.test_client().get(more.replace("&amp;", "&")).text
    assert "24 নম্বর কথা" in second
    assert 'rel="next"' not in second
    assert plain.get("articles/a1", query_string={"order": "best"}).status_code == 404

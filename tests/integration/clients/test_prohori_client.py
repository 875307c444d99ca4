"""The Python client against the application: each call, what is refused, and what is sent again."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from flask import Flask
from prohori_client import Problem, Prohori, Unreachable

from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE
AUTHOR = {"id": "u-7", "name": "শিউলি"}


class Flaky(httpx.BaseTransport):
    """Delivers requests to the application and loses the first answers, or gives others in their place.

    faults: for each try in turn an error to raise after the request was served, a response to give, or None.
    """

    def __init__(self, app: Flask, *faults: Exception | httpx.Response | None) -> None:
        self._inner = httpx.WSGITransport(app=app)
        self._faults = list(faults)
        self.tries = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.tries += 1
        fault = self._faults.pop(0) if self._faults else None
        if isinstance(fault, httpx.Response):
            return fault
        answer = self._inner.handle_request(request)
        if fault is not None:
            raise fault
        return answer


def lost() -> httpx.TransportError:
    return httpx.ReadError("the connection broke")


def busy(seconds: int) -> httpx.Response:
    return httpx.Response(503, json={"type": "/problems/backlog-full"}, headers={"Retry-After": str(seconds)})


@pytest.fixture
def prohori(app: Flask, client: ApiClient) -> Iterator[Prohori]:
    with Prohori("http://prohori.test", client.key, transport=httpx.WSGITransport(app=app)) as opened:
        yield opened


def test_a_website_describes_posts_shows_counts_edits_and_deletes(prohori: Prohori) -> None:
    assert prohori.describe("a-1", title="সেতু")["title"] == "সেতু"
    posted = prohori.post("a-1", id="k/1", text=CLEAN, author=AUTHOR, wait=True)
    assert posted["status"] == "approved"
    assert prohori.article("a-1")["comment_count"] == 1
    assert [one["text"] for one in prohori.thread("a-1")] == [CLEAN]
    assert prohori.counts("a-1", "b") == {"a-1": 1, "b": 0}
    assert prohori.comment(posted["id"]) == prohori.comment("k/1", external=True) == posted
    edited = prohori.edit("k/1", f"{CLEAN} আরও", version=posted["version"], external=True)
    assert edited["status"] == "pending"
    prohori.delete("k/1", external=True)
    prohori.delete("k/1", external=True)
    assert prohori.counts("a-1") == {"a-1": 0}


def test_all_pages_of_a_thread_are_gone_through(prohori: Prohori) -> None:
    for number in range(5):
        prohori.post("a-1", id=f"k-{number}", text=f"{CLEAN} {number} নম্বর কথা", author={"id": f"u-{number}"}, wait=True)
    pages = prohori._pages("/articles/a-1/comments", "comments", {"limit": 2})
    assert len(list(pages)) == 5


def test_a_moderator_reads_the_queue_and_decides(prohori: Prohori) -> None:
    prohori.post("a-1", text=INSULT, author=AUTHOR, wait=True)
    (held,) = prohori.queue(status="held")
    decided = prohori.decide(held["id"], "reject", "person-abuse", version=held["version"], person="mina")
    assert decided["status"] == "rejected"
    with pytest.raises(Problem) as stale:
        prohori.decide(held["id"], "approve", "person-approved", version=held["version"])
    assert (stale.value.status, stale.value.type) == (409, "/problems/stale-decision")


def test_reasons_come_in_the_language_asked_for(app: Flask, client: ApiClient) -> None:
    with Prohori("http://p.test", client.key, language="bn", transport=httpx.WSGITransport(app=app)) as bengali:
        assert "মন্তব্যটি" in bengali.check(INSULT)["reasons"][0]["message"]


def test_what_is_refused_names_the_fields(prohori: Prohori) -> None:
    with pytest.raises(Problem) as refused:
        prohori.post("a-1", text="", author={"id": ""})
    problem = refused.value
    assert (problem.status, problem.type) == (422, "/problems/invalid-input")
    assert {one["pointer"] for one in problem.errors} == {"/text", "/author/id"}
    assert problem.request_id
    assert "must not be empty" in str(problem)


@pytest.mark.parametrize("external", ["k-1", None])
def test_a_comment_whose_answer_was_lost_is_stored_once(app: Flask, client: ApiClient, external: str | None) -> None:
    flaky = Flaky(app, lost(), lost())
    with Prohori("http://prohori.test", client.key, transport=flaky) as prohori:
        posted = prohori.post("a-1", id=external, text=CLEAN, author=AUTHOR)
        assert flaky.tries == 3
        assert [one["id"] for one in prohori.queue(status="pending")] == [posted["id"]]


def test_what_could_be_done_twice_is_sent_once(app: Flask, client: ApiClient) -> None:
    held = client.post_comment(text=INSULT, wait=True)
    flaky = Flaky(app, lost())
    with Prohori("http://prohori.test", client.key, transport=flaky) as prohori:
        with pytest.raises(Unreachable):
            prohori.decide(held["id"], "reject", "person-abuse", version=held["version"])
        assert flaky.tries == 1
        assert prohori.comment(held["id"])["status"] == "rejected"


def test_a_busy_service_is_asked_again_and_one_that_asks_for_minutes_left_alone(app: Flask, client: ApiClient) -> None:
    flaky = Flaky(app, busy(0), busy(0))
    with Prohori("http://prohori.test", client.key, transport=flaky) as prohori:
        assert prohori.counts("a-1") == {"a-1": 0}
    with (
        Prohori("http://prohori.test", client.key, transport=Flaky(app, busy(60))) as prohori,
        pytest.raises(Problem) as refused,
    ):
        prohori.counts("a-1")
    assert (refused.value.type, refused.value.retry_after) == ("/problems/backlog-full", 60)


def test_a_proxys_page_is_a_problem_as_well(app: Flask, client: ApiClient) -> None:
    page = httpx.Response(502, html="<h1>Bad gateway</h1>")
    with (
        Prohori("http://prohori.test", client.key, transport=Flaky(app, page)) as prohori,
        pytest.raises(Problem) as bad,
    ):
        prohori.counts("a-1")
    assert (bad.value.status, bad.value.type, str(bad.value)) == (502, "about:blank", "502 HTTP status 502")


def test_a_service_that_is_not_there_is_said(client: ApiClient) -> None:
    with Prohori("http://127.0.0.1:9", client.key) as prohori, pytest.raises(Unreachable, match="GET /counts"):
        prohori.counts("a-1")

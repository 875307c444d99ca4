"""CORS: the pages of a site may read its threads and counts; nobody's pages may do more."""

from __future__ import annotations

import pytest

from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import ON_ONE_DATABASE, make_key, make_site

pytestmark = ON_ONE_DATABASE

MINE = "https://khobor.example"
READABLE = ["/v1/articles/a1/comments", "/v1/counts?article=a1"]


@pytest.mark.parametrize("path", READABLE)
def test_a_page_of_the_site_may_read(client: ApiClient, path: str) -> None:
    client.post_comment(wait=True)
    response = client.get(path, headers={"Origin": MINE})
    assert response.headers["Access-Control-Allow-Origin"] == MINE
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert "Origin" in response.headers["Vary"]
    again = client.get(path, headers={"Origin": MINE, "If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, MINE)


@pytest.mark.parametrize("path", READABLE)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://khobor.example", "https://khobor.example:444", MINE + "."]
)
def test_a_page_of_anybody_else_may_not(client: ApiClient, path: str, origin: str) -> None:
    client.post_comment(wait=True)
    response = client.get(path, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Origin" in response.headers["Vary"]


def test_a_page_of_another_site_may_not(client: ApiClient, database: Database) -> None:
    make_site(database, origins=["https://other.example"])
    client.post_comment(wait=True)
    response = client.get(READABLE[0], headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", READABLE)
def test_a_preflight_without_a_key_allows_the_headers_that_reading_needs(client: ApiClient, path: str) -> None:
    asked = {
        "Origin": MINE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,if-none-match",
    }
    response = client.call("OPTIONS", path, key="", headers=asked)
    assert response.status_code in (200, 204)
    assert response.headers["Access-Control-Allow-Origin"] == MINE
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "POST" not in response.headers["Access-Control-Allow-Methods"]
    allowed = {name.strip().lower() for name in response.headers["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "if-none-match"} <= allowed
    stranger = client.call("OPTIONS", path, key="", headers={**asked, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/articles/a1/comments"), ("POST", "/v1/check"), ("GET", "/v1/queue"), ("GET", "/v1/policy")],
)
def test_nothing_else_is_open_to_pages(client: ApiClient, method: str, path: str) -> None:
    response = client.call(method, path, json={"text": "x"}, headers={"Origin": MINE})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_page_of_the_site_can_read_the_problem_it_gets(client: ApiClient, database: Database) -> None:
    missing = client.get("/v1/articles/a1/comments?limit=0", headers={"Origin": MINE})
    assert_problem(missing, 422, "invalid-input")
    assert missing.headers["Access-Control-Allow-Origin"] == MINE
    wrong = client.get("/v1/articles/a1/comments", headers={"Origin": MINE}, key="prohori_wrong")
    assert_problem(wrong, 401, "wrong-key")
    assert wrong.headers["Access-Control-Allow-Origin"] == MINE


def test_credentials_of_the_browser_are_never_asked_for(client: ApiClient) -> None:
    response = client.get(READABLE[1], headers={"Origin": MINE})
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_site_without_origins_lets_no_page_read(client: ApiClient, database: Database) -> None:
    key = make_key(database, make_site(database))
    response = client.get(READABLE[1], headers={"Origin": MINE}, key=key)
    assert "Access-Control-Allow-Origin" not in response.headers

"""Problems: every kind that our code can answer has a page that explains it, for people and offline."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from moderation.services import EXTENSION
from policy import errors
from service.http.problems.handlers import _BY_ERROR, _BY_STATUS, KINDS
from tests.client import ApiClient, assert_problem
from tests.factories import comment_body

SERVICE = Path(__file__).resolve().parents[2] / "service"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kind_has_a_page_that_explains_it(client: ApiClient, name: str) -> None:
    page = client.get(f"/problems/{name}", key="")
    assert page.status_code == 200
    assert page.content_type.startswith("text/html")
    assert KINDS[name].title in page.text
    assert str(KINDS[name].status) in page.text


def test_the_list_leads_to_every_page(client: ApiClient) -> None:
    page = client.get("/problems/", key="")
    assert page.status_code == 200
    for name in KINDS:
        assert re.search(rf'href="(/problems/)?{name}"', page.text), name


def test_each_kind_named_in_the_code_exists() -> None:
    named = set(_BY_STATUS.values()) | set(_BY_ERROR.values())
    for file in SERVICE.rglob("*.py"):
        named |= set(re.findall(r'(?:Refusal|problem)\(\s*"([a-z-]+)"', file.read_text(encoding="utf-8")))
    assert {"missing-scope", "malformed-json", "invalid-input"} <= named
    assert named <= set(KINDS)


def test_each_fact_of_the_domain_that_a_view_can_meet_has_its_problem() -> None:
    answered_otherwise = {errors.DomainError, errors.SiteNotFound}
    facts = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.DomainError)}
    assert facts - answered_otherwise <= set(_BY_ERROR)


def test_an_unknown_kind_is_itself_a_problem(client: ApiClient) -> None:
    assert_problem(client.get("/problems/nothing", key=""), 404, "not-found")


def test_a_fault_of_ours_says_nothing_of_what_broke(client: ApiClient) -> None:
    def broken() -> int:
        raise RuntimeError("গোপন: password=hunter2")

    parts = client.app.extensions
    whole = parts[EXTENSION]
    parts[EXTENSION] = replace(whole, clock=broken)
    try:
        response = client.post("/v1/articles/a1/comments", comment_body())
    finally:
        parts[EXTENSION] = whole
    assert_problem(response, 500, "internal-error")
    assert "hunter2" not in response.text

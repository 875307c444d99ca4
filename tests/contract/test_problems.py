"""Problems: every kind that our code can answer has a page that explains it, for people and offline."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from policy import errors
from service.http.context import EXTENSION, open_web
from service.http.problems.catalogue import CATALOGUE
from service.http.problems.problem import BY_ERROR, BY_STATUS
from tests.client import ApiClient, assert_problem
from tests.factories import comment_body

SERVICE = Path(__file__).resolve().parents[2] / "service"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_each_kind_has_a_page_that_explains_it(client: ApiClient, name: str) -> None:
    page = client.get(f"/problems/{name}", key="")
    assert page.status_code == 200
    assert page.content_type.startswith("text/html")
    assert CATALOGUE[name].title in page.text
    assert str(CATALOGUE[name].status) in page.text


def test_the_list_leads_to_every_page(client: ApiClient) -> None:
    page = client.get("/problems/", key="")
    assert page.status_code == 200
    for name in CATALOGUE:
        assert re.search(rf'href="(/problems/)?{name}"', page.text), name


def test_each_kind_named_in_the_code_exists() -> None:
    named = set(BY_STATUS.values()) | set(BY_ERROR.values())
    for file in SERVICE.rglob("*.py"):
        named |= set(re.findall(r'(?:Refusal|problem)\(\s*"([a-z-]+)"', file.read_text(encoding="utf-8")))
    assert {"missing-scope", "malformed-json", "invalid-input"} <= named
    assert named <= set(CATALOGUE)


def test_each_fact_of_the_domain_that_a_view_can_meet_has_its_problem() -> None:
    of_commands = {errors.SiteExists, errors.KeyNotFound, errors.TooManyKeys, errors.EntriesInvalid}
    of_commands |= {errors.PersonExists, errors.PersonNotFound, errors.BackupFailed}
    of_commands |= {errors.ModelNotFound, errors.ModelUnfit}
    of_commands |= {errors.LabelNotFound, errors.SecretNotFound, errors.TooManySecrets}
    answered_otherwise = {errors.DomainError, errors.SiteNotFound, *of_commands}
    facts = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.DomainError)}
    assert facts - answered_otherwise <= set(BY_ERROR)


def test_among_the_pages_for_people_an_error_is_a_page_too(client: ApiClient) -> None:
    page = client.get("/problems/nothing", key="")
    assert page.status_code == 404
    assert page.content_type.startswith("text/html")
    assert CATALOGUE["not-found"].title in page.text
    assert page.headers["X-Request-Id"] in page.text


def test_where_no_route_leads_the_answer_is_a_problem_document(client: ApiClient) -> None:
    assert_problem(client.get("/v1/nothing", key=""), 404, "not-found")


def test_a_fault_of_ours_says_nothing_of_what_broke(client: ApiClient) -> None:
    def broken() -> int:
        raise RuntimeError("গোপন: password=hunter2")

    extensions = client.app.extensions
    whole = extensions[EXTENSION]
    extensions[EXTENSION] = open_web(replace(whole.parts, clock=broken))
    try:
        response = client.post("/v1/articles/a1/comments", comment_body())
    finally:
        extensions[EXTENSION] = whole
    assert_problem(response, 500, "internal-error")
    assert "hunter2" not in response.text

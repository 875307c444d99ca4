"""OpenAI's moderation, called by its own SDK, unmodified; and what callers may do wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from flask import Flask

from moderation.wiring import Parts
from runtime import metrics
from service.compat.categories import CATEGORIES, COMPUTED, OWN
from service.http.context import EXTENSION, open_web
from store.sites import Site
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, judged_by, make_key
from tests.integration.service.compat.conftest import Stored, rules

pytestmark = ON_ONE_DATABASE
PATH = "/v1/moderations"
THIRTEEN = {
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
}  # fmt: skip


@pytest.fixture
def sdk(app: Flask, client: ApiClient) -> Iterator[Callable[..., openai.OpenAI]]:
    """Make OpenAI's own client, whose requests reach the application in this process."""
    rules(client)
    opened: list[openai.OpenAI] = []

    def make(key: str = client.key, **options: Any) -> openai.OpenAI:
        transport = httpx.Client(transport=httpx.WSGITransport(app=app))
        one = openai.OpenAI(base_url="http://localhost/v1", api_key=key, http_client=transport, **options)
        opened.append(one)
        return one

    yield make
    for one in opened:
        one.close()


def refused(answer: Any, status: int, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    assert (error["param"], error["code"]) == (param, code)
    return error


def test_the_sdk_reads_the_answer_to_a_string_to_three_and_to_parts(sdk: Callable[..., openai.OpenAI]) -> None:
    moderations = sdk().moderations
    one = moderations.create(input=INSULT)
    assert one.id.startswith("modr-")
    assert one.model == "fake-1"
    assert one.results[0].flagged
    assert one.results[0].categories.harassment
    assert one.results[0].category_scores.harassment == 0.99
    assert one.results[0].category_applied_input_types.harassment == ["text"]
    three = moderations.create(input=[CLEAN, INSULT, SPAM], model="omni-moderation-latest")
    assert [result.flagged for result in three.results] == [False, True, False]
    parts = [{"type": "text", "text": CLEAN}, {"type": "text", "text": INSULT}]
    together = moderations.create(input=parts)
    assert [result.flagged for result in together.results] == [True]


def test_all_thirteen_are_in_all_maps_and_what_is_not_computed_says_so(client: ApiClient) -> None:
    assert set(CATEGORIES) == THIRTEEN
    for given in (INSULT, "", [CLEAN, " "], [{"type": "text", "text": CLEAN}]):
        for result in client.post(PATH, {"input": given}).json["results"]:
            for name in ("categories", "category_scores", "category_applied_input_types"):
                assert set(result[name]) == THIRTEEN
            for name in THIRTEEN - set(COMPUTED):
                assert result["categories"][name] is False
                assert result["category_scores"][name] == 0
                assert result["category_applied_input_types"][name] == []
    kinds = client.post(PATH, {"input": CLEAN}).json["results"][0]["category_applied_input_types"]
    assert {name for name, found in kinds.items() if found == ["text"]} == set(COMPUTED)


def test_an_empty_text_is_not_flagged_and_an_empty_list_is_refused(client: ApiClient) -> None:
    (result,) = client.post(PATH, {"input": ""}).json["results"]
    assert not result["flagged"]
    assert set(result["category_scores"].values()) == {0}
    refused(client.post(PATH, {"input": []}), 400, "input")


def test_an_image_is_refused_not_overlooked(client: ApiClient, sdk: Callable[..., openai.OpenAI]) -> None:
    given = [{"type": "text", "text": CLEAN}, {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}]
    refused(client.post(PATH, {"input": given}), 400, "input")
    with pytest.raises(openai.BadRequestError) as caught:
        sdk().moderations.create(input=given)
    assert caught.value.param == "input"


def test_a_wrong_key_no_key_and_a_key_without_the_scope(
    client: ApiClient, sdk: Callable[..., openai.OpenAI], database: Database, site: Site
) -> None:
    with pytest.raises(openai.AuthenticationError) as caught:
        sdk("sk-wrong").moderations.create(input=CLEAN)
    assert caught.value.code == "invalid_api_key"
    assert caught.value.request_id
    refused(client.post(PATH, {"input": CLEAN}, key=""), 401)
    with pytest.raises(openai.PermissionDeniedError):
        sdk(make_key(database, site, "read")).moderations.create(input=CLEAN)


def test_over_the_limit_the_sdk_is_told_when_to_come_back(
    sdk: Callable[..., openai.OpenAI], database: Database, site: Site
) -> None:
    hurried = sdk(make_key(database, site, "submit", per_minute=1), max_retries=0)
    first = hurried.moderations.with_raw_response.create(input=CLEAN)
    assert first.headers["x-ratelimit-limit-requests"] == "1"
    assert first.headers["x-ratelimit-reset-requests"].endswith("s")
    with pytest.raises(openai.RateLimitError) as caught:
        hurried.moderations.create(input=CLEAN)
    assert int(caught.value.response.headers["retry-after"]) > 0
    assert caught.value.code == "rate_limit_exceeded"


class Failing:
    """A classifier that breaks twice."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier
        self.left = 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self._classifier, name)

    def score(self, texts: Any) -> Any:
        if self.left:
            self.left -= 1
            raise RuntimeError("broken")
        return self._classifier.score(texts)


def test_after_two_failures_the_sdk_succeeds_and_one_scoring_counts(
    sdk: Callable[..., openai.OpenAI], app: Flask, parts: Parts, stored: Stored, client: ApiClient
) -> None:
    rules(client, {"openai": {"keep": False}})
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(Failing(parts.classifier))))
    before = metrics.WIRE_ANSWERS.labels("openai", "held")._value.get()
    assert sdk().moderations.create(input=INSULT).results[0].flagged
    assert metrics.WIRE_ANSWERS.labels("openai", "held")._value.get() - before == 1
    assert stored() == []


def test_an_unknown_model_is_not_found_and_ours_may_be_named(
    client: ApiClient, sdk: Callable[..., openai.OpenAI]
) -> None:
    refused(client.post(PATH, {"input": CLEAN, "model": "gpt-9"}), 404, "model", "model_not_found")
    with pytest.raises(openai.NotFoundError):
        sdk().moderations.create(input=CLEAN, model="gpt-9")
    for name in ("text-moderation-stable", "fake-1"):
        assert client.post(PATH, {"input": CLEAN, "model": name}).json["model"] == "fake-1"


def test_our_own_labels_are_answered_to_who_asks_for_them(client: ApiClient) -> None:
    (result,) = client.post(PATH, {"input": SPAM, "model": "prohori"}).json["results"]
    assert set(result["categories"]) == THIRTEEN | set(OWN)
    assert result["flagged"]
    assert result["categories"]["prohori/spam"]
    assert result["category_scores"]["prohori/spam"] == 0.99


def test_what_is_held_waits_in_the_queue_once_and_may_be_kept_out(client: ApiClient, stored: Stored) -> None:
    rules(client)
    answers = [client.post(PATH, {"input": [INSULT, CLEAN, INSULT]}) for _ in range(2)]
    assert [(one.status, one.wire) for one in stored()] == [("held", "openai"), ("approved", "openai")]
    assert answers[0].json["results"] == answers[1].json["results"]
    assert answers[0].headers["X-Prohori-Status"] == "held"
    (waiting,) = client.get("/v1/queue").json["comments"]
    assert waiting["wire"] == "openai"
    assert client.post(PATH, {"input": f"{INSULT} ২", "store": False}).status_code == 200
    assert len(stored()) == 2


@pytest.mark.parametrize(
    "body",
    [
        [], None, "text", {}, {"input": None}, {"input": 7}, {"input": {"a": 1}}, {"input": [1, 2]},
        {"input": ["a", {"type": "text", "text": "b"}]}, {"input": [{"type": "video"}]}, {"input": [{"type": "text"}]},
        {"input": "a" * 20_481}, {"input": ["a"] * 1_001}, {"input": "a", "model": 7}, {"input": "a", "store": "no"},
    ],
)  # fmt: skip
def test_wrong_bodies_are_refused_in_openais_form(client: ApiClient, body: Any) -> None:
    answer = client.post(PATH, body)
    assert answer.status_code == 400, answer.text
    assert set(answer.json["error"]) == {"message", "type", "param", "code"}
    assert answer.json["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"input": NaN}'])
def test_what_is_no_json_is_refused(client: ApiClient, data: bytes) -> None:
    refused(client.post(PATH, data=data), 400)
    refused(client.post(PATH, data=data, headers={"Content-Type": "text/plain"}), 400)


def test_too_large_a_body_other_methods_and_paths_answer_in_openais_form(client: ApiClient) -> None:
    refused(client.post(PATH, data=b" " * 1_100_000), 413)
    refused(client.get(PATH), 405)
    refused(client.post(f"{PATH}/more", {}), 404)


def test_200_unknown_fields_change_nothing(client: ApiClient) -> None:
    many = {f"field{number}": {"a": [number]} for number in range(200)}
    headers = {"OpenAI-Organization": "org", "X-Stainless-Lang": "python", "Idempotency-Key": "x" * 400}
    assert client.post(PATH, {"input": INSULT, **many}, headers=headers).json["results"][0]["flagged"]

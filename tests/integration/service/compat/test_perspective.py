"""Perspective's wire: the acceptance checks of its protocol, and what its clients may do wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import redis
from flask import Flask
from googleapiclient import discovery
from googleapiclient.http import HttpMock
from sqlalchemy import select
from werkzeug.test import TestResponse

from moderation.wiring import Parts
from policy.perspective import LABEL_OF, NOT_COMPUTED
from runtime import metrics
from service.http.context import EXTENSION, open_web
from service.http.limits import WINDOW_SECONDS
from store.sites import Site
from store.tables import labels
from store.unit import Database
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, judged_by, make_key
from tests.integration.service.compat.conftest import Stored, Stuck, rules

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
pytestmark = ON_ONE_DATABASE


class Perspective:
    """Calls as a client of Perspective does: the key in the query."""

    def __init__(self, client: ApiClient) -> None:
        self.client = client

    def analyze(self, text: str, *attributes: str, path: str = ANALYZE, **fields: Any) -> TestResponse:
        wanted = {name: {} for name in attributes or ("TOXICITY",)}
        body = {"comment": {"text": text}, "requestedAttributes": wanted, **fields}
        return self.post(path, body)

    def suggest(self, text: str, value: float, **fields: Any) -> TestResponse:
        scores = {"TOXICITY": {"summaryScore": {"value": value}}}
        return self.post(SUGGEST, {"comment": {"text": text}, "attributeScores": scores, **fields})

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        query = {"key": self.client.key, "alt": "json", "prettyPrint": "true", "$.xgafv": "2"}
        return self.client.post(path, body, key="", query=query, **options)


@pytest.fixture
def perspective(client: ApiClient) -> Perspective:
    rules(client)
    return Perspective(client)


def summary(response: TestResponse, name: str = "TOXICITY") -> float:
    assert response.status_code == 200, response.text
    return float(response.json["attributeScores"][name]["summaryScore"]["value"])


def error(response: TestResponse, code: int, status: str, error_type: str | None = None) -> dict[str, Any]:
    assert response.status_code == code, response.text
    assert response.content_type == "application/json; charset=UTF-8"
    found: dict[str, Any] = response.json["error"]
    assert (found["code"], found["status"]) == (code, status)
    assert found["message"]
    if error_type is not None:
        assert found["details"][0]["errorType"] == error_type
    return found


# The acceptance checks, in their order


def test_a_bengali_text_from_coral_is_scored_as_bengali_whatever_language_coral_names(perspective: Perspective) -> None:
    answer = perspective.analyze(INSULT, "INSULT", languages=["en"], doNotStore=True)
    assert summary(answer, "INSULT") == 0.99
    assert list(answer.json["attributeScores"]) == ["INSULT"]
    assert answer.json["languages"] == ["en"]
    assert answer.json["detectedLanguages"] == ["bn"]


@pytest.mark.parametrize("letter", ["a", "ক"])
def test_a_text_may_have_20480_bytes_and_no_more(perspective: Perspective, letter: str) -> None:
    longest = letter * (20_480 // len(letter.encode()))
    longest += "a" * (20_480 - len(longest.encode()))
    assert perspective.analyze(longest).status_code == 200
    found = error(perspective.analyze(longest + "a"), 400, "INVALID_ARGUMENT", "COMMENT_TOO_LONG")
    assert found["message"] == "Comment text too long."


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u00a0"])
def test_an_empty_text_is_refused(perspective: Perspective, text: str) -> None:
    found = error(perspective.analyze(text), 400, "INVALID_ARGUMENT", "COMMENT_EMPTY")
    assert found["message"] == "Comment must be non-empty."


def test_an_attribute_that_is_not_computed_is_named_and_the_rest_is_answered_without_it(
    perspective: Perspective,
) -> None:
    for name in sorted(NOT_COMPUTED):
        found = error(
            perspective.analyze(CLEAN, "TOXICITY", name, languages=["bn"]),
            400,
            "INVALID_ARGUMENT",
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        )
        assert found["message"] == f"Attribute {name} does not support request languages: bn"
        assert found["details"][0]["languageNotSupportedByAttributeError"] == {
            "detectedLanguages": ["bn"],
            "requestedLanguages": ["bn"],
            "attribute": name,
        }
    assert set(perspective.analyze(CLEAN, *LABEL_OF).json["attributeScores"]) == set(LABEL_OF)


def test_scores_below_the_threshold_are_left_out(perspective: Perspective) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": 1.0}, "INSULT": {"scoreThreshold": 0.5, "scoreType": "PROBABILITY"}}
    answer = perspective.analyze(INSULT, requestedAttributes=wanted)
    assert list(answer.json["attributeScores"]) == ["INSULT"]
    nothing = perspective.analyze(CLEAN, requestedAttributes={"TOXICITY": {"scoreThreshold": 1.0}})
    assert nothing.status_code == 200
    assert nothing.json == {"languages": ["bn"], "detectedLanguages": ["bn"]}


def test_spans_count_as_javascript_does(perspective: Perspective) -> None:
    text = "😀 ভালো লাগল। 👍🏽 তুই একটা গাধা! ধন্যবাদ।"
    spans = perspective.analyze(text, "INSULT", spanAnnotations=True).json["attributeScores"]["INSULT"]["spanScores"]
    units = text.encode("utf-16-le")
    said = {units[2 * one["begin"] : 2 * one["end"]].decode("utf-16-le"): one["score"]["value"] for one in spans}
    assert said == {"😀 ভালো লাগল।": 0.01, "👍🏽 তুই একটা গাধা!": 0.99, "ধন্যবাদ।": 0.01}


def test_without_spans_asked_one_covers_the_whole(perspective: Perspective) -> None:
    scores = perspective.analyze("😀" + INSULT, "INSULT").json["attributeScores"]["INSULT"]
    whole = {"begin": 0, "end": len(INSULT) + 2}
    assert scores["spanScores"] == [{**whole, "score": {"value": 0.99, "type": "PROBABILITY"}}]


def test_what_must_not_be_stored_is_nowhere(
    perspective: Perspective,
    everything: Callable[[], str],
    parts: Parts,
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    marker = "গোপনচিহ্নxyzzy"
    before = everything()
    with caplog.at_level(logging.DEBUG):
        context = {"entries": [{"text": f"{marker} context"}]}
        asked = {"doNotStore": True, "context": context, "spanAnnotations": True, "clientToken": marker}
        assert perspective.analyze(f"{marker}. {INSULT}.", "INSULT", **asked).status_code == 200
        error(perspective.analyze(f"{marker} {INSULT}", "FLIRTATION", doNotStore=True), 400, "INVALID_ARGUMENT")
    assert everything() == before
    with redis.Redis.from_url(redis_url) as server:
        for name in server.scan_iter():
            assert marker.encode() not in name
            assert marker.encode() not in (server.dump(name) or b"")
    assert marker not in caplog.text + "".join(capfd.readouterr())
    assert marker.encode() not in metrics.exposition()
    assert marker not in repr(list(parts.answers._kept.items()))


def test_what_may_be_stored_is_in_the_queue_with_its_wire(
    perspective: Perspective, client: ApiClient, stored: Stored
) -> None:
    answer = perspective.analyze(INSULT, "INSULT")
    (one,) = stored()
    assert (one.status, one.wire, one.text) == ("held", "perspective", INSULT)
    assert one.published_at is None
    assert answer.headers["X-Prohori-Comment"] == one.id
    (waiting,) = client.get("/v1/queue").json["comments"]
    assert (waiting["id"], waiting["wire"]) == (one.id, "perspective")


def test_the_same_request_again_is_one_record_and_answered_from_memory(
    perspective: Perspective, stored: Stored
) -> None:
    for kept, fields in ((0, {"doNotStore": True}), (1, {})):
        first, second = (perspective.analyze(INSULT, "INSULT", **fields) for _ in range(2))
        assert summary(first, "INSULT") == summary(second, "INSULT")
        assert first.headers["X-Prohori-Model"] == second.headers["X-Prohori-Model"] == "fake-1"
        assert first.headers["X-Prohori-Policy"] == second.headers["X-Prohori-Policy"] == "1"
        assert "X-Prohori-Again" not in first.headers
        assert second.headers["X-Prohori-Again"] == "1"
        assert len(stored()) == kept


def test_feedback_sent_twice_is_one_label_and_the_latest_word_counts(
    perspective: Perspective, database: Database
) -> None:
    said = {
        "clientToken": "comment:4f1d",
        "communityId": "Coral:https://khobor.example",
        "languages": ["en"],
        "context": {"entries": [{"text": '{"url": "https://khobor.example/1"}'}]},
    }

    def given() -> list[Any]:
        return database.read(lambda unit: unit.execute(select(labels)).all())

    for _ in range(2):
        answer = perspective.suggest(INSULT, 1, **said)
        assert answer.status_code == 200
        assert answer.json["clientToken"] == "comment:4f1d"
    (label,) = given()
    assert (label.label, label.value, label.wire, label.text) == ("toxicity", 1.0, "perspective", INSULT)
    assert label.given_by.startswith("key-")
    assert perspective.suggest(INSULT, 0, **said).status_code == 200
    (turned,) = given()
    assert (turned.id, turned.value) == (label.id, 0.0)
    assert perspective.suggest(INSULT, 0, **{**said, "clientToken": "comment:other"}).status_code == 200
    assert len(given()) == 2


def test_googles_own_client_is_built_from_our_document(client: ApiClient, perspective: Perspective) -> None:
    document = client.get("/$discovery/rest", key="", query={"version": "v1alpha1"})
    assert document.status_code == 200
    assert document.json["rootUrl"] == "http://localhost/"
    built = discovery.build_from_document(document.json, http=HttpMock(headers={"status": "200"}))
    asked = built.comments().analyze(
        body={"comment": {"text": INSULT}, "requestedAttributes": {"INSULT": {}}, "doNotStore": True}
    )
    assert asked.uri == "http://localhost/v1alpha1/comments:analyze?alt=json"
    answer = client.post(
        asked.uri.removeprefix("http://localhost"),
        data=asked.body.encode(),
        key="",
        query=None,
        headers={"X-Goog-Api-Key": client.key},
    )
    assert summary(answer, "INSULT") == 0.99


# Keys, limits, and what may be wrong


def test_the_key_may_stand_in_googles_header(client: ApiClient) -> None:
    body = {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}}
    answer = client.post(ANALYZE, body, key="", headers={"X-Goog-Api-Key": client.key})
    assert answer.status_code == 200


def test_without_a_key_and_with_a_wrong_one_the_errors_are_googles(client: ApiClient) -> None:
    nobody = error(client.post(ANALYZE, {}, key=""), 403, "PERMISSION_DENIED")
    assert "unregistered callers" in nobody["message"]
    wrong = error(client.post(ANALYZE, {}, key="", query={"key": "wrong"}), 400, "INVALID_ARGUMENT")
    assert wrong["message"] == "API key not valid. Please pass a valid API key."
    assert wrong["details"][0]["reason"] == "API_KEY_INVALID"


def test_a_key_that_may_only_read_is_refused(client: ApiClient, database: Database, site: Site) -> None:
    key = make_key(database, site, "read")
    error(client.post(ANALYZE, {}, key="", query={"key": key}), 403, "PERMISSION_DENIED")


def test_over_quota_the_error_is_googles(client: ApiClient, database: Database, site: Site) -> None:
    key = make_key(database, site, "submit", per_minute=1)
    body = {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}}
    answers = [client.post(ANALYZE, body, key="", query={"key": key}) for _ in range(3)]
    found = error(answers[-1], 429, "RESOURCE_EXHAUSTED")
    assert found["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert found["details"][0]["metadata"]["quota_limit_value"] == "1"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= WINDOW_SECONDS


@pytest.mark.parametrize(
    ("fields", "error_type", "words"),
    [
        ({"requestedAttributes": {}}, "NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes"),
        ({"requestedAttributes": {"FOO": {}}}, "INVALID_REQUEST", "Unknown requested attribute: FOO"),
        (
            {"requestedAttributes": {"TOXICITY": {"scoreType": "RAW"}}},
            "INVALID_REQUEST",
            "Requested score type RAW is not supported by attribute TOXICITY",
        ),
        (
            {"comment": {"text": CLEAN, "type": "HTML"}},
            "INVALID_REQUEST",
            "Currently, only 'PLAIN_TEXT' comments are supported",
        ),
        ({"comment": {"text": CLEAN, "type": "?"}}, "INVALID_REQUEST", "Unknown text type"),
        (
            {"context": {"entries": [{"text": "a"}], "articleAndParentComment": {"article": {"text": "b"}}}},
            "INVALID_REQUEST",
            "articleAndParentComment",
        ),
        ({"comment": {"text": "😀 123"}}, "LANGUAGE_DETECTION_FAILED", "Unable to detect language"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_googles_words(
    perspective: Perspective, fields: dict[str, Any], error_type: str, words: str
) -> None:
    found = error(perspective.analyze(CLEAN, **fields), 400, "INVALID_ARGUMENT", error_type)
    assert words.lower().replace("_", "") in found["message"].lower().replace("_", "")


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        None,
        {"comment": "text", "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": 7}, "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": ["a"]}, "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": CLEAN}, "requestedAttributes": ["TOXICITY"]},
        {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": 1}},
        {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {"scoreThreshold": "x"}}},
        {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}, "languages": "en"},
        {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}, "context": 1},
        {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}, "doNotStore": "perhaps"},
    ],
)
def test_wrong_types_are_refused_and_never_break_us(perspective: Perspective, body: Any) -> None:
    error(perspective.post(ANALYZE, body), 400, "INVALID_ARGUMENT")
    error(perspective.post(SUGGEST, body), 400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"comment":' * 5_000, b'{"a": NaN}', b"x" * 1_100_000]
)
def test_what_is_no_json_is_refused_and_never_breaks_us(perspective: Perspective, data: bytes) -> None:
    for path in (ANALYZE, SUGGEST):
        error(perspective.post(path, data=data), 400, "INVALID_ARGUMENT")
        error(perspective.post(path, data=data, headers={"Content-Type": "text/html"}), 400, "INVALID_ARGUMENT")


def test_half_a_surrogate_pair_and_nul_do_no_harm(perspective: Perspective, stored: Stored) -> None:
    body = b'{"comment": {"text": "a\\ud83d\\u0000b word"}, "requestedAttributes": {"TOXICITY": {}}}'
    assert perspective.post(ANALYZE, data=body).status_code == 200
    assert stored()[0].text == "a\ufffd b word"


def test_unknown_fields_are_left_aside_and_refused_where_the_site_is_strict(
    perspective: Perspective, client: ApiClient
) -> None:
    many = {f"field{number}": number for number in range(200)}
    assert perspective.analyze(CLEAN, **many).status_code == 200
    rules(client, {"perspective": {"strict": True}})
    found = error(perspective.analyze(CLEAN, field7=1), 400, "INVALID_ARGUMENT")
    assert found["message"] == 'Invalid JSON payload received. Unknown name "field7": Cannot find field.'
    assert perspective.analyze(CLEAN).status_code == 200


def test_other_paths_and_methods_answer_in_googles_form(client: ApiClient) -> None:
    error(client.get(ANALYZE), 404, "NOT_FOUND")
    error(client.post("/v1alpha1/comments:nothing"), 404, "NOT_FOUND")
    error(client.get("/$discovery/rest", query={"version": "v2"}), 404, "NOT_FOUND")


def test_the_colon_may_come_escaped(perspective: Perspective) -> None:
    assert perspective.analyze(CLEAN, path="/v1alpha1/comments%3Aanalyze").status_code == 200


# Always in time


def test_when_the_judge_is_stuck_the_caller_hears_so_in_time_and_the_comment_is_judged_later(
    perspective: Perspective, app: Flask, parts: Parts, client: ApiClient, stored: Stored
) -> None:
    rules(client, {"perspective": {"milliseconds": 100}})
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(Stuck(parts.classifier))))
    began = time.monotonic()
    error(perspective.analyze(SPAM, "SPAM"), 503, "UNAVAILABLE")
    assert time.monotonic() - began < 1
    for _ in range(100):
        if stored():
            break
        time.sleep(0.02)
    (one,) = stored()
    assert (one.status, one.wire) == ("pending", "perspective")

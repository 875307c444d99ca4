"""Why a comment was held, for those who decide on it: the words that weighed, only where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import fsum, log

import pytest
from flask import Flask

from models.artifact import load
from models.linear import LinearClassifier
from models.protocol import Explanation
from moderation.wiring import Parts
from policy.ruleset import DEFAULT_RULESET
from service.http.context import EXTENSION, open_web
from store.sites import Site
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import CLEAN, INSULT, MARKERS, ON_ONE_DATABASE, judged_by, make_key
from tests.fake_classifier import FakeClassifier

AFTER_EMOJI = f"😀😀 {INSULT}"  # গাধা is at 12 in code points, at 14 in UTF-16


class Refusing(FakeClassifier):
    """Scores, and cannot say why."""

    def __init__(self) -> None:
        super().__init__(MARKERS)
        self.asked = 0

    def explain(self, text: str, labels: Sequence[str]) -> tuple[Explanation, ...]:
        self.asked += 1
        raise ValueError(text)


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


@pytest.fixture
def judge_by(app: Flask, parts: Parts) -> Iterator[Callable[..., None]]:
    """Have the application judge with another classifier from now on."""

    def swap(classifier) -> None:
        app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(classifier)))

    yield swap
    app.extensions[EXTENSION] = open_web(parts)


def explained(client: ApiClient, comment: str, **options: str) -> dict:
    response = client.get(f"/v1/comments/{comment}", query={"explain": "true"}, **options)
    assert response.status_code == 200, response.text
    return response.json["explanation"]


def without_detail(comment: dict) -> dict:
    return {**comment, "reasons": [{**reason, "detail": None} for reason in comment["reasons"]]}


def assert_sums(explanation: dict) -> None:
    for one in explanation["labels"].values():
        weights = [word["weight"] for word in one["contributions"]]
        assert abs(fsum([one["intercept"], *weights, one["rest"]]) - one["logit"]) <= 1e-6


def test_a_check_says_why_with_offsets_for_every_language(client: ApiClient) -> None:
    answer = client.post("/v1/check", {"text": AFTER_EMOJI, "explain": True}).json
    explanation = answer["explanation"]
    assert (explanation["model"], explanation["same_model"]) == (answer["model"], True)
    assert list(explanation["labels"]) == ["insult"]
    insult = explanation["labels"]["insult"]
    assert insult["probability"] == pytest.approx(answer["scores"]["insult"], abs=1e-4)
    (word,) = insult["contributions"]
    assert word == {
        "text": "গাধা", "start": 12, "end": 16, "start_utf16": 14, "end_utf16": 18, "kind": "word",
        "weight": word["weight"],
        "parts": [{"start": 12, "end": 16, "start_utf16": 14, "end_utf16": 18, "weight": word["weight"]}],
    }  # fmt: skip
    assert AFTER_EMOJI[12:16] == "গাধা"
    assert_sums(explanation)


@ON_ONE_DATABASE
def test_without_asking_nobody_pays_for_an_explanation(client: ApiClient, judge_by: Callable[..., None]) -> None:
    refusing = Refusing()
    judge_by(refusing)
    for body in ({"text": INSULT}, {"text": INSULT, "explain": False}):
        assert "explanation" not in client.post("/v1/check", body).json
    held = client.post_comment(wait=True, text=INSULT)
    assert client.get(f"/v1/comments/{held['id']}").json == held
    assert client.get(f"/v1/comments/{held['id']}?explain=false").json == held
    assert client.get("/v1/queue").json["comments"] == [held]
    assert refusing.asked == 0
    assert client.post("/v1/check", {"text": INSULT, "explain": True}).json["explanation"] is None
    assert refusing.asked == 1


def test_a_comment_is_explained_as_a_check_of_its_text_is(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=AFTER_EMOJI)
    answer = client.get(f"/v1/comments/{held['id']}?explain=true").json
    explanation = answer.pop("explanation")
    assert answer == held
    assert explanation == client.post("/v1/check", {"text": AFTER_EMOJI, "explain": True}).json["explanation"]


def test_each_reason_is_a_signal_with_what_it_has(client: ApiClient) -> None:
    client.post("/v1/lists", {"kind": "word", "text": "গাধা", "action": "hold"})
    held = client.post_comment(wait=True, text=AFTER_EMOJI)
    answer = client.get(f"/v1/comments/{held['id']}?explain=true").json
    explanation = answer["explanation"]
    listed, insult = explanation["signals"]
    assert [listed["code"], insult["code"]] == [reason["code"] for reason in answer["reasons"]]
    assert (listed["kind"], listed["field"], listed["score"], listed["margin"]) == ("list", "text", None, None)
    assert listed["spans"] == [{"start": 12, "end": 16, "start_utf16": 14, "end_utf16": 18}]
    assert (insult["kind"], insult["label"], insult["score"]) == ("classifier", "insult", 0.99)
    assert insult["threshold"] == DEFAULT_RULESET.limits(answer["language"])["insult"][0]
    one = explanation["labels"]["insult"]
    beyond = one["logit"] - log(insult["threshold"] / (1 - insult["threshold"]))
    assert insult["margin"] == pytest.approx(beyond, abs=1e-6)
    assert insult["margin"] > 0
    assert client.post("/v1/check", {"text": AFTER_EMOJI, "explain": True}).json["explanation"] == explanation


@ON_ONE_DATABASE
def test_who_may_not_see_detail_learns_no_place_of_a_listed_word(
    client: ApiClient, database: Database, site: Site
) -> None:
    client.post("/v1/lists", {"kind": "word", "text": "চমৎকার", "action": "hold"})
    body = {"text": CLEAN, "explain": True}
    (signal,) = client.post("/v1/check", body, key=make_key(database, site, "submit")).json["explanation"]["signals"]
    assert (signal["code"], signal["field"], signal["spans"]) == ("word-listed", None, [])
    (signal,) = client.post("/v1/check", body).json["explanation"]["signals"]
    assert (signal["field"], len(signal["spans"])) == ("text", 1)


@ON_ONE_DATABASE
def test_an_unfit_name_does_not_make_its_label_one_of_the_text(client: ApiClient) -> None:
    body = {"text": CLEAN, "author": {"id": "u-1", "name": "গাধা"}, "explain": True}
    answer = client.post("/v1/check", body).json
    (signal,) = answer["explanation"]["signals"]
    assert (signal["code"], signal["label"], signal["field"]) == ("name-unfit", "insult", "author.name")
    assert (signal["kind"], signal["score"], signal["threshold"], signal["margin"]) == ("signal", 0.99, 0.98, None)
    assert len(answer["explanation"]["labels"]) == 2  # the highest, as of a text of which nothing was found


def test_what_passed_is_explained_by_its_two_highest_labels(client: ApiClient) -> None:
    posted = client.post_comment(wait=True, text=CLEAN)
    explanation = explained(client, posted["id"])
    assert len(explanation["labels"]) == 2
    assert all(one["contributions"] == [] for one in explanation["labels"].values())


def test_what_nobody_judged_yet_is_explained_by_the_classifier_loaded_now(client: ApiClient) -> None:
    posted = client.post_comment(text=INSULT)
    explanation = explained(client, posted["id"])
    assert next(iter(explanation["labels"])) == "insult"
    assert explanation["same_model"] is False
    assert posted["model"] is None


def test_after_an_edit_the_text_shown_is_the_one_explained(client: ApiClient) -> None:
    posted = client.post_comment(wait=True, text="casino now")
    assert explained(client, posted["id"])["labels"]["spam"]["contributions"][0]["text"] == "casino"
    client.patch(f"/v1/comments/{posted['id']}", {"text": AFTER_EMOJI})
    answer = client.get(f"/v1/comments/{posted['id']}?explain=true").json
    assert (answer["text"], answer["revision"]) == (AFTER_EMOJI, 2)
    (word,) = answer["explanation"]["labels"]["insult"]["contributions"]
    assert answer["text"][word["start"] : word["end"]] == word["text"] == "গাধা"


def test_a_person_s_decision_leaves_the_machine_s_words_to_be_read(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    decision = {"action": "approve", "reason": "person-approved", "version": 2}
    client.post(f"/v1/comments/{held['id']}/decisions", decision)
    explanation = explained(client, held["id"])
    assert next(iter(explanation["labels"])) == "insult"
    assert explanation["same_model"] is True


def test_another_model_than_the_one_that_decided_says_so(client: ApiClient, judge_by: Callable[..., None]) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    judge_by(FakeClassifier({"insult": ["তুই"]}, version="fake-2"))
    answer = client.get(f"/v1/comments/{held['id']}?explain=true").json
    assert answer["model"] == "fake-1"
    assert answer["scores"] == held["scores"]
    assert (answer["explanation"]["model"], answer["explanation"]["same_model"]) == ("fake-2", False)
    assert answer["explanation"]["labels"]["insult"]["contributions"][0]["text"] == "তুই"


def test_a_text_that_cannot_be_explained_can_still_be_read(client: ApiClient, judge_by: Callable[..., None]) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    judge_by(Refusing())
    answer = client.get(f"/v1/comments/{held['id']}?explain=true").json
    assert answer.pop("explanation") is None
    assert answer == held


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "text",
    [
        "এই লেখক একটা গাধা, তুই চুপ কর বেয়াদব! " + " ".join(f"কথা{number}" for number in range(80)),
        "a" * 20_480,
        "😂" * 5_120,
        "?!",
    ],
    ids=lambda text: ascii(text[:2]),
)
def test_the_shipped_model_s_answer_adds_up_and_stays_small(
    client: ApiClient, judge_by: Callable[..., None], shipped: LinearClassifier, text: str
) -> None:
    judge_by(shipped)
    response = client.post("/v1/check", {"text": text, "explain": True})
    explanation = response.json["explanation"]
    assert explanation["labels"]
    assert_sums(explanation)
    units = text.encode("utf-16-le")
    for label, one in explanation["labels"].items():
        assert one["probability"] == pytest.approx(response.json["scores"][label], abs=6e-5)
        assert len(one["contributions"]) <= 20
        weights = [abs(word["weight"]) for word in one["contributions"]]
        assert weights == sorted(weights, reverse=True)
        for word in one["contributions"]:
            assert text[word["start"] : word["end"]] == word["text"]
            assert fsum(part["weight"] for part in word["parts"]) == pytest.approx(word["weight"], abs=1e-9)
            assert units[2 * word["start_utf16"] : 2 * word["end_utf16"]].decode("utf-16-le") == word["text"]


# Who may ask, and how


@ON_ONE_DATABASE
def test_an_explanation_needs_the_scope_moderate_and_nothing_else(
    client: ApiClient, database: Database, site: Site
) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    place = f"/v1/comments/{held['id']}"
    reader, moderator = (make_key(database, site, scope) for scope in ("read", "moderate"))
    assert client.get(place, key=reader).json == without_detail(held)
    refused = assert_problem(client.get(f"{place}?explain=true", key=reader), 403, "missing-scope")
    assert "moderate" in refused["detail"]
    assert explained(client, held["id"], key=moderator)
    assert_problem(client.get(place, key=moderator), 403, "missing-scope")


@ON_ONE_DATABASE
@pytest.mark.parametrize("value", ["true", 1, "yes", None, {}])
def test_a_check_takes_only_true_and_false(client: ApiClient, value: object) -> None:
    refused = client.post("/v1/check", {"text": CLEAN, "explain": value})
    assert_problem(refused, 422, "invalid-input", "/explain")


@ON_ONE_DATABASE
def test_a_wish_that_cannot_be_read_is_named(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    place = f"/v1/comments/{held['id']}"
    assert_problem(client.get(place, query={"explain": "perhaps"}), 422, "invalid-input", "/explain")
    assert_problem(client.get(place, query={"explains": "true"}), 422, "invalid-input", "/explains")


@ON_ONE_DATABASE
def test_a_page_of_the_queue_is_not_explained(client: ApiClient) -> None:
    assert_problem(client.get("/v1/queue", query={"explain": "true"}), 422, "invalid-input", "/explain")


@ON_ONE_DATABASE
def test_there_is_nothing_to_explain_of_a_deleted_comment(client: ApiClient) -> None:
    held = client.post_comment(wait=True, text=INSULT)
    client.delete(f"/v1/comments/{held['id']}")
    assert_problem(client.get(f"/v1/comments/{held['id']}?explain=true"), 404, "comment-not-found")

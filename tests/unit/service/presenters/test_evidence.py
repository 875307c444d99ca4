"""Signals: what each reason has of score, threshold, count and place, and nothing that it has not."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.explain import Explained, explain
from policy.reasons import REASONS
from service.presenters.evidence import signals
from service.presenters.explanations import logit_of
from tests.factories import INSULT, MARKERS
from tests.fake_classifier import FakeClassifier

TEXT = f"😀 {INSULT}"
NOTHING = {"label": None, "score": None, "threshold": None, "margin": None, "count": None, "limit": None, "field": None}


def reason(code: str, detail: dict[str, Any] | None, *, label: str | None = None, score: float | None = None) -> dict:
    return {"code": code, "label": label, "score": score, "message": "", "detail": detail}


def signal(one: dict, *, name: str | None = None, decided_by: str | None = "fake-1") -> dict:
    explained: Explained = explain(FakeClassifier(MARKERS), TEXT, fired=["insult"], scores={})
    (found,) = signals([one], explained, name=name, decided_by=decided_by)
    return found


def told(one: dict) -> dict:
    """What a signal says beyond its code and kind."""
    return {key: value for key, value in one.items() if key not in ("code", "kind") and value not in (None, [])}


def test_a_label_has_its_score_its_threshold_and_how_far_it_went_beyond() -> None:
    found = signal(reason("insult-likely", {"threshold": 0.74}, label="insult", score=0.99))
    assert (found["kind"], found["field"]) == ("classifier", "text")
    assert (found["label"], found["score"], found["threshold"]) == ("insult", 0.99, 0.74)
    assert found["margin"] == pytest.approx(logit_of(0.99) - logit_of(0.74), abs=1e-6)
    assert found["spans"] == []


def test_no_margin_is_told_where_another_model_decided() -> None:
    one = reason("insult-likely", {"threshold": 0.74}, label="insult", score=0.99)
    assert signal(one, decided_by="fake-0")["margin"] is None


def test_without_detail_a_reader_learns_no_threshold_and_no_place() -> None:
    assert told(signal(reason("insult-likely", None, label="insult", score=0.99))) == {
        "label": "insult", "score": 0.99, "field": "text",
    }  # fmt: skip
    assert told(signal(reason("word-listed", None))) == {}
    assert told(signal(reason("links-many", None))) == {}


def test_an_entry_of_a_list_is_found_at_its_place_in_both_ways_of_counting() -> None:
    found = signal(reason("word-listed", {"entry": {}, "start": 2, "end": 5}))
    assert (found["kind"], found["field"]) == ("list", "text")
    assert found["spans"] == [{"start": 2, "end": 5, "start_utf16": 3, "end_utf16": 6}]


def test_a_place_in_the_name_counts_in_the_name() -> None:
    found = signal(reason("name-link", {"host": "x.example", "start": 2, "end": 11}), name="😀 x.example")
    assert found["field"] == "author.name"
    assert found["spans"] == [{"start": 2, "end": 11, "start_utf16": 3, "end_utf16": 12}]


def test_an_unfit_name_has_score_and_threshold_and_no_words_of_the_text() -> None:
    one = reason("name-unfit", {"threshold": 0.98}, label="insult", score=0.99)
    assert told(signal(one, name="গাধা")) == {
        "label": "insult", "score": 0.99, "threshold": 0.98, "field": "author.name",
    }  # fmt: skip


def test_the_author_s_address_is_named_as_the_field() -> None:
    assert told(signal(reason("host-listed", {"entry": {}, "host": "x.example", "field": "author.url"}))) == {
        "field": "author.url"
    }


@pytest.mark.parametrize(
    ("code", "detail", "count", "limit"),
    [
        ("links-many", {"links": 4, "most": 3, "hosts": []}, 4, 4),  # three are allowed
        ("text-repeated", {"repeats": 2, "least": 1}, 2, 1),
        ("text-copied", {"repeats": 5, "least": 3}, 5, 3),
        ("writing-fast", {"posts": 10, "most": 10}, 10, 10),
        ("record-poor", {"rejected": 4, "least": 3}, 4, 3),
        ("record-poor", {"rejected": 4}, 4, None),  # decided before the limit was kept
    ],
)
def test_a_rule_that_counts_tells_its_count_and_from_which_on_it_fires(
    code: str, detail: dict, count: int, limit: int | None
) -> None:
    found = signal(reason(code, detail))
    assert (found["count"], found["limit"]) == (count, limit)
    assert (found["kind"], found["score"], found["threshold"], found["margin"]) == ("signal", None, None, None)


def test_each_of_many_links_is_shown_where_it_stands() -> None:
    found = signal(reason("links-many", {"links": 2, "most": 1, "hosts": [], "spans": [[0, 1], [2, 5]]}))
    assert [(span["start"], span["end"]) for span in found["spans"]] == [(0, 1), (2, 5)]


@pytest.mark.parametrize("one", REASONS, ids=lambda one: one.code)
def test_every_reason_there_is_can_be_shown_and_none_gets_a_number_it_has_not(one) -> None:
    found = signal(reason(one.code, None))
    assert (found["code"], found["kind"], found["spans"]) == (one.code, one.group, [])
    assert {key: found[key] for key in NOTHING if key != "field"} == {
        key: value for key, value in NOTHING.items() if key != "field"
    }

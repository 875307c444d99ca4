"""House rules: of the whole site and of a section, trust earned and lost, and what may be set."""

from __future__ import annotations

import pytest

from moderation.judge import judge
from policy.errors import RulesetInvalid
from policy.judge import Background, Site
from policy.rules.facts import AuthorHistory
from policy.ruleset import DEFAULT_RULESET, parse
from policy.states import Status
from tests.factories import CLEAN, case
from tests.fake_classifier import FakeClassifier

CLASSIFIER = FakeClassifier({})
RULES = parse(
    {
        "mode": "new-authors",
        "new_author_comments": 2,
        "trust_lost_rejected": 2,
        "record": {"action": "off"},
        "sections": {"খেলা": {"mode": "post"}, "রাজনীতি": {"mode": "pre"}, "দেশ": {"new_author_comments": 5}},
    }
)


def fate(approved: int, rejected: int = 0, section: str | None = None) -> str:
    known = Background(author_approved=approved, history=AuthorHistory(approved, rejected, 0), section=section)
    (verdict,) = judge(CLASSIFIER, [case(Site(RULES), CLEAN, known)])
    assert (verdict.status is Status.APPROVED) == (verdict.reasons == ())
    return verdict.reasons[0].code if verdict.reasons else "passed"


@pytest.mark.parametrize(
    ("approved", "rejected", "section", "found"),
    [
        (0, 0, None, "new-author"),
        (1, 0, None, "new-author"),
        (2, 0, None, "passed"),
        (2, 1, None, "passed"),
        (9, 2, None, "trust-lost"),
        (0, 9, "খেলা", "passed"),
        (9, 0, "রাজনীতি", "pre-moderation"),
        (4, 0, "দেশ", "new-author"),
        (5, 0, "দেশ", "passed"),
        (5, 2, "দেশ", "trust-lost"),
        (2, 0, "অন্য", "passed"),
    ],
)
def test_trust_is_earned_and_lost_as_the_section_says(
    approved: int, rejected: int, section: str | None, found: str
) -> None:
    assert fate(approved, rejected, section) == found


def test_the_shape_is_read_back_to_equal_rules_and_names_only_what_differs() -> None:
    shape = RULES.to_mapping()
    assert shape["sections"] == {"খেলা": {"mode": "post"}, "রাজনীতি": {"mode": "pre"}, "দেশ": {"new_author_comments": 5}}
    assert parse(shape) == RULES
    assert DEFAULT_RULESET.to_mapping()["sections"] == {}
    assert not DEFAULT_RULESET.closes_articles
    assert parse({"sections": {"x": {"close_after_days": 1}}}).closes_articles


@pytest.mark.parametrize(
    ("stated", "pointer"),
    [
        ({"sections": []}, "/sections"),
        ({"sections": {"": {}}}, "/sections/"),
        ({"sections": {"x" * 201: {}}}, f"/sections/{'x' * 201}"),
        ({"sections": {"a/b": {"mode": "never"}}}, "/sections/a~1b/mode"),
        ({"sections": {"a": {"thresholds": {}}}}, "/sections/a/thresholds"),
        ({"sections": {"a": 1}}, "/sections/a"),
        ({"close_after_days": -1}, "/close_after_days"),
        ({"trust_lost_rejected": 11}, "/trust_lost_rejected"),
        ({"reports": {"hold_at": 1001}}, "/reports/hold_at"),
        ({"twisted_names": {"names": [""]}}, "/twisted_names/names"),
        ({"twisted_names": {"action": "reject"}}, "/twisted_names/action"),
    ],
)
def test_what_cannot_be_is_named(stated: dict[str, object], pointer: str) -> None:
    with pytest.raises(RulesetInvalid) as caught:
        parse(stated)
    assert [one.pointer for one in caught.value.faults] == [pointer]

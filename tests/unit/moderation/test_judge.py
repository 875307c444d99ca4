"""From texts to verdicts: one call, each site by its own rules, doubt goes to a person."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from models.features.fingerprint import near
from moderation.judge import judge
from policy.judge import Background, Case, Site, judge_failed
from policy.ruleset import DEFAULT_RULESET, Mode, Ruleset
from policy.states import Status
from policy.thresholds import DEFAULT_THRESHOLDS, Threshold
from tests.factories import case

STRICT = Ruleset(thresholds={**DEFAULT_THRESHOLDS, "spam": Threshold(0.1, 0.4)}, languages={})


@dataclass
class Sheet:
    rows: Sequence[Mapping[str, float]]
    languages: Sequence[str]
    folded: Sequence[str]
    fingerprints: Sequence[int]

    def by_comment(self) -> Sequence[Mapping[str, float]]:
        return self.rows

    def rest_by_comment(self) -> Sequence[None]:
        return [None] * len(self.rows)


@dataclass
class Prepared:
    """A scorer that answers what the test laid down for each text."""

    answers: Mapping[str, tuple[Mapping[str, float], str]]
    labels: tuple[str, ...] = ("spam", "threat")
    version: str = "prepared-1"
    calls: list[list[str]] = field(default_factory=list)

    def score(self, texts: Sequence[str]) -> Sheet:
        self.calls.append(list(texts))
        found = [self.answers[text] for text in texts]
        prints = [
            int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) for text in texts
        ]
        return Sheet([row for row, _ in found], [language for _, language in found], list(texts), prints)

    def labels_in(self, language: str) -> tuple[str, ...]:
        return self.labels

    def fold(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def near(self, wanted: Sequence[int], known: Sequence[int], most: int) -> list[tuple[int, int, int]]:
        return near(wanted, known, most)

    def links(self, text: str) -> list[tuple[int, int, str]]:
        return []

    def place(self, text: str, start: int, end: int) -> tuple[int, int]:
        return start, end


def on(site: Site, text: str, *, language: str | None = None, author_approved: int | None = None) -> Case:
    return case(site, text, Background(author_approved=author_approved), language_hint=language)


CALM = "খবরটি পড়ে ভালো লাগল"
ADVERT = "সস্তায় ঘড়ি কিনতে এখানে আসুন"
CLASSIFIER = {CALM: ({"spam": 0.02, "threat": 0.01}, "bn"), ADVERT: ({"spam": 0.5, "threat": 0.01}, "bn")}


def test_a_batch_costs_one_call_and_keeps_its_order() -> None:
    classifier = Prepared(CLASSIFIER)
    verdicts = judge(classifier, [on(Site(STRICT), ADVERT), on(Site(STRICT), CALM), on(Site(STRICT), ADVERT)])
    assert [verdict.status for verdict in verdicts] == [Status.REJECTED, Status.APPROVED, Status.REJECTED]
    assert classifier.calls == [[ADVERT, CALM]], "equal texts are scored once"


def test_each_case_is_judged_by_the_rules_of_its_own_site() -> None:
    verdicts = judge(Prepared(CLASSIFIER), [on(Site(STRICT), ADVERT), on(Site(DEFAULT_RULESET), ADVERT)])
    assert [verdict.status for verdict in verdicts] == [Status.REJECTED, Status.APPROVED]


def test_the_authors_record_reaches_the_rules() -> None:
    careful = Ruleset(mode=Mode.NEW_AUTHORS)
    verdicts = judge(
        Prepared(CLASSIFIER), [on(Site(careful), CALM, author_approved=approved) for approved in (None, 1)]
    )
    assert [verdict.status for verdict in verdicts] == [Status.HELD, Status.APPROVED]


def test_a_verdict_carries_the_scores_of_its_text() -> None:
    (verdict,) = judge(Prepared(CLASSIFIER), [on(Site(DEFAULT_RULESET), CALM)])
    assert verdict.scores == {"spam": 0.02, "threat": 0.01}
    assert verdict.fingerprint != 0


def test_nothing_to_judge_asks_the_classifier_nothing() -> None:
    classifier = Prepared({})
    assert judge(classifier, []) == []
    assert classifier.calls == []


@pytest.mark.parametrize(
    ("found", "hint", "language"),
    [
        ("bn", "en", "bn"),
        ("bn", None, "bn"),
        ("und", "bn-Latn", "bn-Latn"),
        ("und", None, "und"),
        ("und", "", "und"),
    ],
)
def test_the_text_tells_its_language_before_the_caller_does(found: str, hint: str | None, language: str) -> None:
    classifier = Prepared({CALM: ({"spam": 0.0, "threat": 0.0}, found)})
    (verdict,) = judge(classifier, [on(Site(DEFAULT_RULESET), CALM, language=hint)])
    assert verdict.language == language


@pytest.mark.parametrize(
    "unsound",
    [
        {"spam": math.nan, "threat": 0.0},
        {"spam": 0.0, "threat": -0.1},
        {"spam": 1.1, "threat": 0.0},
        {"spam": 0.0},
        {},
    ],
)
def test_unsound_scores_send_that_comment_to_a_person_and_leave_the_rest(unsound: dict[str, float]) -> None:
    classifier = Prepared({**CLASSIFIER, "odd": (unsound, "en")})
    odd, calm = judge(classifier, [on(Site(DEFAULT_RULESET), "odd"), on(Site(DEFAULT_RULESET), CALM)])
    assert odd == judge_failed("en", odd.fingerprint)
    assert calm.status is Status.APPROVED


def test_a_classifier_that_answers_for_too_few_texts_is_an_error() -> None:
    class Forgetful(Prepared):
        def score(self, texts: Sequence[str]) -> Sheet:
            return super().score(texts[1:])

    with pytest.raises(ValueError, match="shorter"):
        judge(Forgetful(CLASSIFIER), [on(Site(DEFAULT_RULESET), CALM), on(Site(DEFAULT_RULESET), ADVERT)])


def test_a_failed_judge_leaves_the_comment_to_a_person() -> None:
    verdict = judge_failed("bn")
    assert (verdict.status, verdict.scores, verdict.language) == (Status.HELD, {}, "bn")
    assert [fired.code for fired in verdict.reasons] == ["judge-failed"]

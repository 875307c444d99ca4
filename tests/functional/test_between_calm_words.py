"""Abuse that is stopped alone is stopped behind and between fifty calm words as well, and the calm words alone pass."""

from __future__ import annotations

import random

import pytest

from models.artifact import load
from models.linear import LinearClassifier
from models.training.assess import thresholds_of
from models.training.functional import functions
from models.training.stops import bars, outcomes

WORDS = 50
STOPPED, CALM_HELD = 0.85, 0.1
ABUSE = ("direct_insult", "direct_threat", "severe_profanity_at_someone", "dehumanising_comparison")
TALK = (
    "prices_and_money",
    "regions_and_genders_neutral",
    "prayers_and_condolences",
    "links_and_hotlines",
    "blast_and_arrest_news",
)


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


def held(classifier: LinearClassifier, texts: list[str]) -> list[bool]:
    scored = classifier.score(texts)
    limits = bars(scored.languages, classifier.labels, thresholds_of(classifier))
    stopped: list[bool] = outcomes(scored.values, limits, scored.rest)[0].tolist()
    return stopped


def cases(names: tuple[str, ...], language: str) -> list[str]:
    return [text for one in functions() if one.name in names for text in one.cases.get(language, ())]


def ended(text: str, language: str) -> str:
    return text if text[-1] in ".!?।" else text + ("।" if language == "bn" else ".")


def calm(pool: list[str], language: str, draw: random.Random) -> list[str]:
    sentences: list[str] = []
    while sum(len(one.split()) for one in sentences) < WORDS:
        sentences.append(ended(draw.choice(pool), language))
    return sentences


@pytest.mark.parametrize("language", ["bn", "bn-Latn", "en"])
def test_what_is_stopped_alone_is_stopped_between_calm_words(shipped: LinearClassifier, language: str) -> None:
    draw = random.Random(language)
    pool = cases(TALK, language)
    pool = [text for text, stopped in zip(pool, held(shipped, pool), strict=True) if not stopped]
    abuse = cases(ABUSE, language)
    abuse = [text for text, stopped in zip(abuse, held(shipped, abuse), strict=True) if stopped]
    assert len(abuse) >= 15
    around = [calm(pool, language, draw) for _ in abuse for _ in range(2)]
    buried = []
    for place, (text, sentences) in enumerate(zip([one for one in abuse for _ in range(2)], around, strict=True)):
        at = len(sentences) if place % 2 else len(sentences) // 2
        buried.append(" ".join([*sentences[:at], ended(text, language), *sentences[at:]]))
    assert sum(held(shipped, buried)) >= STOPPED * len(buried)
    alone = held(shipped, [" ".join(sentences) for sentences in around])
    assert sum(alone) <= CALM_HELD * len(alone)

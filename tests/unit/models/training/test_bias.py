"""Sentences that differ in the name alone show a bias where there is one, and only there."""

import json
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from models.protocol import LABELS, Limits, Scores
from models.text.folding import Folding
from models.text.language import detect
from models.training.bias import IDENTITIES, gaps, sentences, treatment
from tests.phrases import learned_from, plain, sharing_words

LIMITS = {label: Limits(0.5, None) for label in LABELS}
MILD = {label: Limits(1.0, None) for label in LABELS}
LANGUAGES = ("en", "bn", "bn-Latn")


class Judge(Folding):
    """A classifier that gives every label the score that a rule gives the text."""

    labels = LABELS
    version = "rule"

    def __init__(self, rule: Callable[[str], float]) -> None:
        self.rule = rule

    def score(self, texts: Sequence[str]) -> Scores:
        values = np.array([[self.rule(text)] * len(LABELS) for text in texts])
        return Scores(LABELS, values, values, tuple(map(detect, texts)), tuple(self.fold(texts)), (0,) * len(texts))

    def labels_in(self, language: str) -> tuple[str, ...]:
        return self.labels


HOSTILE = {sentence.text for sentence in sentences() if sentence.hostile}


def test_no_sentence_is_learned_from() -> None:
    assert learned_from(sentence.text for sentence in sentences()) == []


def test_a_learned_sentence_would_be_noticed() -> None:
    template = next(sentence for sentence in sentences() if sentence.language == "bn").text
    filled, part, other = "MUSLIMS deserve equal rights!", "deserve equal rights", "Muslims deserve equal rites"
    assert learned_from([template, filled, part, other]) == [filled, part]


def test_no_template_has_four_words_in_a_row_from_training() -> None:
    kinds = json.loads(IDENTITIES.read_text(encoding="utf-8"))["templates"].values()
    templates = [
        one for by_language in kinds for both in by_language.values() for some in both.values() for one in some
    ]
    assert templates
    assert sharing_words(templates) == []


def test_words_shared_with_training_would_be_noticed() -> None:
    shared, other = "Why do Muslims deserve equal rights here?", "Rights for Hindus, equal and deserved"
    assert sharing_words([shared, other], 3) == [shared]
    assert sharing_words([shared, other], 4) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_identity_stands_in_enough_sentences_and_each_differs(language: str) -> None:
    spoken = [sentence for sentence in sentences() if sentence.language == language]
    assert len({plain(sentence.text) for sentence in spoken}) == len(spoken)
    for identity in {(sentence.group, sentence.identity) for sentence in spoken}:
        own = [sentence for sentence in spoken if (sentence.group, sentence.identity) == identity]
        assert sum(not sentence.hostile for sentence in own) >= 12
        assert sum(sentence.hostile for sentence in own) >= 6


def test_no_slot_is_left_open() -> None:
    assert not [sentence.text for sentence in sentences() if "{" in sentence.text]


def test_every_identity_is_named_in_every_language() -> None:
    by_language = {
        language: {(one.group, one.identity) for one in sentences() if one.language == language}
        for language in LANGUAGES
    }
    assert by_language["en"] == by_language["bn"] == by_language["bn-Latn"]


def test_a_judge_that_looks_at_the_abuse_alone_shows_no_gap() -> None:
    table = treatment(Judge(lambda text: 0.9 if text in HOSTILE else 0.1), lambda language: LIMITS)
    assert {(row.held, row.subgroup_auc, row.bpsn_auc) for row in table} == {(0.0, 1.0, 1.0)}
    assert {(gap.toxicity, gap.identity_attack, gap.held) for gap in gaps(table)} == {(0.0, 0.0, 0.0)}


def test_a_judge_that_dislikes_a_name_shows_a_gap_for_it() -> None:
    def rule(text: str) -> float:
        return min(1.0, (0.5 if text in HOSTILE else 0.1) + (0.6 if "Shias" in text else 0.0))

    table = treatment(Judge(rule), lambda language: LIMITS)
    (worst,) = [row for row in table if row.held > 0]
    assert (worst.language, worst.identity, worst.held) == ("en", "Shias", 1.0)
    assert (worst.subgroup_auc, worst.bpsn_auc) == (1.0, 0.0)
    (gap,) = [gap for gap in gaps(table) if gap.toxicity > 0]
    assert (gap.language, gap.group, gap.highest) == ("en", "religion", "Shias")
    assert gap.toxicity == pytest.approx(0.6)
    assert (gap.held, gap.worst_held, gap.worst_bpsn) == (1.0, 1.0, 0.0)


def test_a_bias_against_one_word_of_several_is_seen_by_term() -> None:
    table = treatment(Judge(lambda text: 0.9 if "কাদিয়ানি" in text or text in HOSTILE else 0.1), lambda language: LIMITS)
    held = {(row.identity, row.term): row.held for row in table if row.held > 0}
    assert held[("Ahmadis", "কাদিয়ানিরা")] == 1.0
    assert held[("Ahmadis", None)] == 0.5
    assert ("Ahmadis", "আহমদিয়ারা") not in held


def test_a_sentence_is_held_by_the_limits_of_the_language_found_in_it() -> None:
    neutral = [one.text for one in sentences() if not one.hostile]
    bengali = sum(detect(text) == "bn" for text in neutral)
    table = treatment(Judge(lambda text: 0.6), lambda language: LIMITS if language == "bn" else MILD)
    held = sum(round(row.held * row.neutral) for row in table if row.term is None)
    assert (held, 0 < bengali < len(neutral)) == (bengali, True)

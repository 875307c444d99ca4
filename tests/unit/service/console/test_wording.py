"""The desk's words stand for what there is: languages, labels, states and reasons by their own codes."""

from __future__ import annotations

from models.text.language import LANGUAGES
from policy.labels import LABELS
from policy.states import Status
from service.api.schemas.comments import FITTING
from service.console import wording


def test_every_language_with_a_name_is_one_that_a_comment_can_have():
    assert set(wording.LANGUAGES) <= set(LANGUAGES)
    assert {"bn", "bn-Latn", "en", "und"} <= set(wording.LANGUAGES)


def test_every_label_and_every_state_has_a_name():
    assert set(wording.LABELS) == set(LABELS)
    assert set(wording.STATUSES) == set(Status)


def test_the_digits_choose_among_all_reasons_to_reject():
    assert set(wording.REJECTIONS) == set(FITTING["reject"])
    assert len(wording.REJECTIONS) <= 9

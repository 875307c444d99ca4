"""The table of reasons: complete, unique, written in both languages."""

import re
import unicodedata

import pytest

from policy.labels import LABELS
from policy.reasons import REASON_OF_LABEL, REASONS, Reason, UnknownReason, reason

# A code once published stays: add new ones, take none away.
PUBLISHED = (
    *("spam-likely", "toxicity-likely", "severe-toxicity-likely", "insult-likely", "identity-attack-likely"),
    *("threat-likely", "sexual-likely", "profanity-likely", "pre-moderation", "new-author", "judge-failed"),
    *("person-abuse", "person-threat", "person-hate", "person-spam", "person-off-topic"),
    *("person-private-data", "person-other", "person-approved", "author-edited", "author-deleted"),
    *(
        "edited-after-decision",
        "word-listed",
        "host-listed",
        "pattern-listed",
        "honeypot-filled",
        "form-hurried",
        "form-unproven",
        "sent-after-warning",
        "reported-by-readers",
        *("trust-lost", "private-data", "called-animal", "name-twisted", "latin-bengali"),
        "links-many",
        "link-shortened",
    ),
    *("text-repeated", "text-copied", "writing-fast", "record-poor", "name-listed", "name-link", "name-unfit"),
    *("person-held", "person-undone", "import-approved", "import-rejected", "retention-over"),
    *("author-banned", "author-suspended", "author-trusted", "bulk-undone"),
    "patterns-unfinished",
    *("call-to-harm", "home-known", "number-of-another", "advert-foreign", "author-advertises"),
)

every_reason = pytest.mark.parametrize("each", REASONS, ids=lambda each: each.code)


def test_no_published_code_is_lost_or_doubled() -> None:
    assert sorted(each.code for each in REASONS) == sorted(PUBLISHED)


def test_each_label_has_one_reason() -> None:
    assert tuple(each.label for each in REASONS if each.group == "classifier") == LABELS
    assert set(REASON_OF_LABEL) == set(LABELS)


@every_reason
def test_a_reason_is_found_by_its_code(each: Reason) -> None:
    assert reason(each.code) is each


def test_an_unknown_code_is_refused_as_a_missing_key() -> None:
    with pytest.raises(UnknownReason, match="no-such-reason") as caught:
        reason("no-such-reason")
    assert isinstance(caught.value, KeyError)


@every_reason
def test_the_english_sentence_is_one_whole_sentence(each: Reason) -> None:
    assert re.fullmatch(r"[A-Z][^.]+\.", each.message_en)
    assert each.message_en.isascii()


@every_reason
def test_the_bengali_sentence_is_one_whole_sentence_in_bengali_letters(each: Reason) -> None:
    assert re.fullmatch(r"[\u0980-\u09ff ,]+।", each.message_bn)
    assert unicodedata.is_normalized("NFC", each.message_bn)


@every_reason
def test_only_reasons_of_the_classifier_name_a_label(each: Reason) -> None:
    assert (each.label is not None) == (each.group == "classifier")


def test_no_sentence_is_used_twice() -> None:
    assert len({each.message_bn for each in REASONS}) == len({each.message_en for each in REASONS}) == len(REASONS)

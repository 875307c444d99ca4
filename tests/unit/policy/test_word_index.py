"""Word lists: whole words of every script, phrases, stems, hosts and RE2 patterns; a broken entry harms nobody."""

import time

import pytest

from models.text.fold import fold_batch
from policy.actions import Action
from policy.entries import MAX_LENGTH, Entry, Kind, read_entry
from policy.errors import EntryInvalid
from policy.word_index import MOST_HITS, WordIndex


def entry(text: str, kind: str = "word", action: Action = Action.HOLD, id_: str | None = None) -> Entry:
    return Entry(id_ or text, Kind(kind), text, action, "rahima", "2026-11-23T10:00:00Z")


def met(entries: list[Entry], text: str) -> list[tuple[str, str]]:
    (folded,) = fold_batch([text])
    return [(hit.entry.text, folded[hit.start : hit.end]) for hit in WordIndex(entries, fold_batch).in_fold(folded)]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("শাল", "একটা শাল কিনলাম"),
        ("শাল", "শাল!"),
        ("শাল", "“শাল”"),
        ("বাড়ি", "বাড\u09bcি ফিরব"),  # the sign written apart
        ("casino", "CASINO খেলুন"),
        ("৫০০ টাকা", "মাত্র 500   টাকা"),
        ("ঘরে বসে আয়", "ঘরে বসে আয়, আজই"),
        ("ঘরে বসে আয়", "ঘরে-বসে আয়"),
        ("জুয়া*", "জুয়ার আসর"),
        ("জুয়া*", "জুয়া"),
        ("জুয়া খেল*", "জুয়া খেলতে আসুন"),
        ("é", "e\u0301"),
    ],
)
def test_a_word_or_phrase_is_met_whole_in_every_spelling(word: str, text: str) -> None:
    assert len(met([entry(word)], text)) == 1


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("শাল", "বিশাল মাঠ"),
        ("শাল", "শালা"),
        ("শাল", "শালিক"),
        ("কাল", "কালো"),
        ("ass", "class assignment"),
        ("ঘরে বসে আয়", "ঘরে, বসে আয়"),
        ("ঘরে বসে আয়", "ঘরে বসে আয়োজন"),
        ("জুয়া*", "মহাজুয়া"),
        ("জুয়া খেল*", "জুয়া ভালো খেলা"),
    ],
)
def test_a_part_of_a_word_is_another_word(word: str, text: str) -> None:
    assert met([entry(word)], text) == []


def test_the_strictest_entries_come_first_and_only_a_few_are_told() -> None:
    entries = [entry(f"ক{place}") for place in range(9)] + [entry("খ", action=Action.REJECT)]
    found = met(entries, " ".join(f"ক{place}" for place in range(9)) + " খ")
    assert len(found) == MOST_HITS
    assert found[0][0] == "খ"


def test_a_pattern_is_met_in_the_text_as_typed_with_its_place() -> None:
    lists = WordIndex([entry(r"01[3-9]\d{8}", "pattern"), entry("বিকাশ.{0,20}নম্বর", "pattern")], fold_batch)
    text = "আমার বিকাশ করা নম্বর 01712345678"
    assert [text[hit.start : hit.end] for hit in lists.in_text(text)] == ["বিকাশ করা নম্বর", "01712345678"]
    assert lists.in_text("কিছুই নেই 0171") == []
    assert lists.in_text("half \ud800 01712345678")[0].entry.text.startswith("01")


def test_hosts_are_met_with_those_under_them() -> None:
    lists = WordIndex([entry("spam.example", "host")], fold_batch)
    assert lists.host("a.spam.example") is not None
    assert lists.host("notspam.example") is None


def test_of_two_entries_for_one_thing_the_stricter_counts() -> None:
    both = [entry("spam.example", "host", Action.REJECT, "1"), entry("spam.example", "host", Action.HOLD, "2")]
    found = WordIndex(both, fold_batch).host("spam.example")
    assert found is not None
    assert found.action is Action.REJECT


def test_a_broken_entry_is_skipped_by_its_id_and_the_rest_works() -> None:
    broken = [entry("(", "pattern", id_="p"), entry("!!", id_="w"), entry("https://a.example", id_="l")]
    lists = WordIndex([*broken, entry("শাল")], fold_batch)
    assert set(lists.skipped) == {"p", "w", "l"}
    (folded,) = fold_batch(["শাল"])
    assert [hit.entry.text for hit in lists.in_fold(folded)] == ["শাল"]
    assert lists.in_text("(") == []


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("word", "   ", "no word"),
        ("word", "!!!", "no word"),
        ("word", "*", "no word"),
        ("word", "ক*", "2 letters"),
        ("word", "ক*খ", "only at its end"),
        ("word", "https://spam.example", "host or pattern"),
        ("word", "01712345678", "host or pattern"),
        ("word", "ক" * (MAX_LENGTH + 1), "longer than"),
        ("host", "spam", "must be a host"),
        ("host", "https://spam.example/x", "must be a host"),
        ("pattern", "", "must not be empty"),
        ("pattern", "(", "missing )"),
        ("pattern", "(?=look)", "RE2"),
        ("pattern", r"(a)\1", "RE2"),
        ("pattern", "a*", "empty text"),
        ("pattern", "(x{500}){500}", "RE2"),
        ("pattern", "x" * 501, "longer than"),
    ],
)
def test_an_entry_that_cannot_work_is_refused_with_the_reason(kind: str, text: str, says: str) -> None:
    with pytest.raises(EntryInvalid, match=says.replace("(", r"\(").replace(")", r"\)")) as refused:
        read_entry(Kind(kind), text, fold_batch)
    assert {fault.pointer for fault in refused.value.faults} == {"/text"}


def test_an_entry_is_kept_trimmed_and_a_host_in_its_plain_form() -> None:
    assert read_entry(Kind.WORD, " শাল* ", fold_batch) == "শাল*"
    assert read_entry(Kind.HOST, "WWW.Spam.Example.", fold_batch) == "spam.example"


def test_a_hostile_text_against_a_hostile_pattern_ends_soon() -> None:
    lists = WordIndex([entry("(a|aa)+$", "pattern"), entry("(.*)(.*)(.*)b", "pattern")], fold_batch)
    began = time.process_time()
    lists.in_text("a" * 20_000 + "!")
    assert time.process_time() - began < 1


def test_five_thousand_words_cost_little_for_each_comment() -> None:
    lists = WordIndex(
        [entry(f"শব্দ{place}") for place in range(4_000)] + [entry(f"মূল{place}*") for place in range(999)], fold_batch
    )
    (folded,) = fold_batch(["প্রতিদিন শত শত ছাত্রছাত্রী নৌকায় নদী পার হয়ে স্কুলে যায় শব্দ77 মূল5টা"])
    began = time.process_time()
    for _ in range(1_000):
        assert len(lists.in_fold(folded)) == 2
    assert time.process_time() - began < 0.5

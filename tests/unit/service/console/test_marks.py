"""A text in pieces: nothing of it is lost, nothing unseen stays unseen, nothing private is shown unasked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.console.marks import MOST_MARKS, Piece, Weighed, pieces

TEXTS = st.text(alphabet=st.sampled_from("কখগািুঁ্\u200c\u200d\u202e\u0301 0171@.abc\n<"), max_size=80)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), st.floats(-5, 5)), max_size=6), st.booleans())
def test_the_pieces_together_are_the_text_but_for_heaps_of_marks(text, spans, mask):
    found = pieces(text, [Weighed(min(a, b), max(a, b), weight) for a, b, weight in spans], mask_slurs=mask)
    together = "".join(piece.text for piece in found)
    hidden = sum(int(piece.shown[1:]) for piece in found if piece.kind == "control" and piece.shown[0] == "+")
    assert len(together) + hidden == len(text)
    if not hidden:
        assert together == text


def test_ten_thousand_marks_on_one_letter_become_a_few_and_a_number():
    found = pieces("ক" + "\u0301" * 10_000)
    assert found[-1] == Piece("control", "", 0, f"+{10_000 - MOST_MARKS}")
    assert len("".join(piece.text for piece in found)) == 1 + MOST_MARKS


@pytest.mark.parametrize(
    ("char", "name"), [("\u202e", "U+202E"), ("\u2066", "U+2066"), ("\ufeff", "U+FEFF"), ("\u00ad", "U+00AD")]
)
def test_what_cannot_be_seen_is_named(char, name):
    assert [piece.shown for piece in pieces(f"ক{char}খ") if piece.kind == "control"] == [name]


@pytest.mark.parametrize("text", ["ক্\u200dষ", "র‌্যাব", "line\nbreak"])
def test_joiners_of_bengali_and_line_breaks_stay_as_they_are(text):
    assert pieces(text) == [Piece("plain", text)]


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("ফোন দিন ০১৭১১০০০০০০ নম্বরে", "০১৭১১০০০০০০"),
        ("call +880 1711-000 000 now", "+880 1711-000 000"),
        ("write to rahima.k@khobor.example please", "rahima.k@khobor.example"),
    ],
)
def test_telephone_numbers_and_addresses_are_masked(text, private):
    (masked,) = [piece for piece in pieces(text) if piece.kind == "masked"]
    assert masked.text == private
    assert private not in masked.shown


@pytest.mark.parametrize("text", ["১৯৭১ সালে ৩০ লক্ষ", "3 wicket in 4 over", "price is 12,500 taka", "2026-11-28"])
def test_years_prices_and_scores_are_not_masked(text):
    assert [piece.kind for piece in pieces(text)] == ["plain"]


def test_the_heavier_a_word_the_stronger_its_mark_and_against_is_another():
    text = "bad worse worst fine"
    found = pieces(text, [Weighed(0, 3, 0.3), Weighed(4, 9, 1.0), Weighed(10, 15, 2.0), Weighed(16, 20, -1.0)])
    assert [(p.text, p.kind, p.strength) for p in found if p.kind != "plain"] == [
        ("bad", "for", 1),
        ("worse", "for", 2),
        ("worst", "for", 3),
        ("fine", "against", 1),
    ]


def test_the_words_that_weigh_most_are_masked_on_wish():
    found = pieces("you worst", [Weighed(4, 9, 2.0)], mask_slurs=True)
    assert [(p.kind, p.text, p.shown) for p in found] == [("plain", "you ", ""), ("masked", "worst", "w••••")]

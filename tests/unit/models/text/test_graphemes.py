"""Where a text may be cut: never inside what a reader sees as one letter."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.graphemes import Clusters


def letters(text: str) -> list[str]:
    """The text in the smallest pieces that it may be cut into."""
    ends = Clusters(text).ends(np.arange(1, len(text) + 1)) if text else []
    places = [0, *dict.fromkeys(map(int, ends))]
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("বোকা", ["বো", "কা"]),
        ("ক্ষমা", ["ক্ষ", "মা"]),  # a conjunct
        ("ক্\u200cষ", ["ক্\u200c", "ষ"]),  # hasanta shown, not bound
        ("ক্\u200dষ", ["ক্\u200dষ"]),
        ("স্ত্রী র্য", ["স্ত্রী", " ", "র্য"]),
        ("হাঁ দুঃখ", ["হাঁ", " ", "দুঃ", "খ"]),
        ("য\u09bcা", ["য\u09bcা"]),
        ("क्षि", ["क्षि"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("👨\u200d👩\u200d👧x", ["👨\u200d👩\u200d👧", "x"]),
        ("❤\ufe0f", ["❤\ufe0f"]),
        ("🇧🇩🇮🇳a", ["🇧🇩", "🇮🇳", "a"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
        ("abc", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_a_letter_keeps_its_signs(text: str, apart: list[str]) -> None:
    assert letters(text) == apart


@given(st.text(max_size=60) | st.text(st.characters(categories=["Mn", "Mc", "Lo", "Cf", "So", "Cs"]), max_size=40))
def test_no_piece_begins_with_a_sign_and_nothing_is_lost(text: str) -> None:
    pieces = letters(text)
    assert "".join(pieces) == text
    assert all(pieces)
    assert not any(unicodedata.category(piece[0])[0] == "M" for piece in pieces[1:])


@given(st.text(max_size=60), st.data())
def test_a_place_is_moved_to_the_nearest_cut_on_its_side(text: str, data: st.DataObject) -> None:
    place = np.intp(data.draw(st.integers(0, len(text))))
    clusters = Clusters(text)
    begin, end = int(clusters.begins(place)), int(clusters.ends(place))
    assert 0 <= begin <= place <= end <= len(text)
    assert begin == end or text[begin:end] in letters(text)

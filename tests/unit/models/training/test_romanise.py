"""Bengali in Latin letters: spelled as readers do, never twice the same way by force, nothing else touched."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.romanise import romanise


def spellings(text: str) -> set[str]:
    return {romanise(text, random.Random(seed)) for seed in range(300)}


@pytest.mark.parametrize(
    ("bengali", "typed"),
    [
        ("আমি", "ami"),
        ("তুমি", "tumi"),
        ("কুত্তা", "kutta"),
        ("বাংলাদেশ", "bangladesh"),
        ("শালা", "shala"),
        ("ভাই", "bhai"),
        ("ভাই", "vai"),
        ("ছেলে", "chele"),
        ("সরকার", "sorkar"),
        ("কর", "kor"),
        ("মন্ত্রী", "montri"),
        ("বিশ্বাস", "bishwas"),
        ("য়ার", "yar"),
        ("দুঃখ", "dukh"),
        ("চাঁদ", "chad"),
        ("২০২৪।", "2024."),
    ],
)
def test_a_word_can_come_out_as_readers_type_it(bengali: str, typed: str) -> None:
    found = spellings(bengali)
    assert typed in found, found


def test_habits_differ() -> None:
    assert len(spellings("খুব সুন্দর ছবি")) > 5


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60))
def test_other_scripts_stay_as_they_are(text: str) -> None:
    assert romanise(text, random.Random(1)) == unicodedata.normalize("NFC", text)


@given(st.text(alphabet="অআইউএওকখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহািীুূেৈোৌ্ংঃঁড়ঢ়য়ৎ০১৯। ", max_size=80))
def test_no_bengali_letter_is_left(text: str) -> None:
    assert romanise(text, random.Random(2)).isascii()

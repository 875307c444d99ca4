"""Look-alike letters: a word of two scripts is written in one.

The idea is that of the confusables of Unicode Technical Standard 39; the table is our own and short. A word of a
single script is never touched, nor one with a letter that looks like none of the other script.
"""

import re

from models.text.vocabulary import KNOWN

_LATIN = (
    dict(zip("авьсԁеёєһніїјкӏмпорԛгѕтѵԝху", "abbcdeeehhiijklmnopqrstvwxy", strict=True))
    | dict(zip("αβεηιϳκμνοσρτυωχγζ", "abenijkuvoo" + "ptuwxyz", strict=True))
    | dict(zip("հոօսցզ", "hnougq", strict=True))
    | dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᏔᏃ", "abcdeghjklmprstvwz", strict=True))
)
_TO_LATIN = str.maketrans(_LATIN)
# The folded small letters of these capitals look different: Η, Ν, Υ, Μ.
_CAPITALS_TO_LATIN = str.maketrans(_LATIN | {"η": "h", "ν": "n", "υ": "y", "μ": "m"})
_CYRILLIC = dict(zip("acehikmoptxy", "асенікмортху", strict=True))
_GREEK = dict(zip("aeiknoptuvx", "αεικηορτυνχ", strict=True))
_TO_OTHER = (
    (re.compile("[\u0400-\u052f]"), str.maketrans(_CYRILLIC)),
    (re.compile("[\u0370-\u03ff]"), str.maketrans(_GREEK)),
)

LETTERS = "".join(_LATIN)
# Letters and digits: a digit says nothing of the script.
WORD = re.compile(r"(?<!\w)\w{2,64}")
_LATIN_LETTER = re.compile("[a-z\u00df-\u024f]")
OTHER_LETTER = re.compile(f"[\u0370-\u052f{LETTERS}]")


def one_script(match: re.Match[str]) -> str:
    """The word in one script: Latin if it is then a word that people disguise, else the one of most of its letters."""
    word = match[0]
    other = len(OTHER_LETTER.findall(word))
    if not other:
        return word
    latin = len(_LATIN_LETTER.findall(word))
    scripts = [letters for letters, _ in _TO_OTHER if letters.search(word)]
    if not latin and len(scripts) < 2:
        return word
    as_latin = _as_latin(word)
    if as_latin in KNOWN:
        return as_latin
    if other > latin:
        for letters, table in _TO_OTHER:
            moved = word.translate(table)
            if scripts == [letters] and not _LATIN_LETTER.search(moved):
                return moved
    return word if OTHER_LETTER.search(as_latin) else as_latin


def _as_latin(word: str) -> str:
    small, capital = word.translate(_TO_LATIN), word.translate(_CAPITALS_TO_LATIN)
    return capital if capital in KNOWN else small

"""The words that people write in disguise, and their spellings with letters masked."""

import re
from bisect import bisect_left
from pathlib import Path

LATIN_LETTERS = "a-z"
BENGALI_LETTERS = "\u0980-\u09e3\u09f0-\u09ff"  # without dandas; folded texts hold no Bengali digits
# What parts words: a syllable stands alone between two of these. Written for a set of a pattern.
PARTING = r' \n!"#$%&()*+,\-./:;<=>?@\[\\\]\^_`{|}~।'
# A consonant or vowel with its signs and joined consonants: what a reader takes as one letter.
SYLLABLE = "[\u0985-\u09b9\u09ce]\u09bc?(?:\u09cd[\u0995-\u09b9]\u09bc?){0,3}[\u0981-\u0983\u09be-\u09cd\u09d7]{0,3}"

_LATIN_ENDINGS = ("s", "es", "er", "ers", "ed", "in", "ing", "r", "ra", "re", "der", "ke", "gula", "gulo", "you", "u")
_BENGALI_ENDINGS = ("র", "রা", "রে", "ের", "কে", "দের", "টা", "টার", "গুলা", "গুলো", "ও", "ই")
# Syllables that are words themselves, and letters that often stand alone: spaces between nothing else stay.
_STANDING_ALONE = (
    "আ ই উ এ ও ঐ কি কী কে কই গা গো ঘা চা ছি ছা জি জে টা টি তা তো তি তে থা দা দি দে না নি নে নো পা বা বি বে বো ভা মা মি মে "
    "যা যে রে সে হা হে হি হৃ শে খা খে জা লো ঝি ধর দু নু বৌ মু শু ন ব র য হ ত a e i o u y k n r"
)
_WORDS_THEMSELVES = frozenset(_STANDING_ALONE.split())


def _entries() -> list[str]:
    lines = Path(__file__).with_name("disguised_words.txt").read_text("utf-8").splitlines()
    return sorted({entry for line in lines if not line.startswith("#") for entry in line.split()})


def _apart(word: str) -> str:
    return word.replace("\u09cb", "\u09c7\u09be").replace("\u09cc", "\u09c7\u09d7")


def _forms(entry: str) -> list[str]:
    word = entry.rstrip("+")
    if word == entry:
        return [word]
    if word.isascii():
        return [word, *(word + ending for ending in _LATIN_ENDINGS)]
    # The ending of the genitive keeps its vowel after a consonant only.
    closed = "\u0995" <= word[-1] <= "\u09bc"
    return [
        word,
        *(word + ending for ending in _BENGALI_ENDINGS if closed == (ending == "ের") or ending[0] not in "রে"),
    ]


_ENTRIES = [_apart(entry) for entry in _entries()]
BASES = frozenset(entry.rstrip("+") for entry in _ENTRIES)
KNOWN = frozenset(form for entry in _ENTRIES for form in _forms(entry))
BEGINNINGS = frozenset(word[:length] for word in KNOWN for length in range(1, len(word) + 1))
LONGEST = max(map(len, KNOWN))


_SORTED = sorted(KNOWN)
_AFTER_ALL = "\U0010ffff"


def hidden_word(before: str, hidden: int, after: str) -> str | None:
    """The one word of which these letters are left when `hidden` are not shown, two standing for two or more."""
    starts = _SORTED[bisect_left(_SORTED, before) : bisect_left(_SORTED, before + _AFTER_ALL)]
    shown = len(before) + len(after)
    fitting = [
        word
        for word in starts
        if word.endswith(after) and (len(word) == shown + 1 if hidden == 1 else len(word) >= shown + 2)
    ]
    return fitting[0] if len(fitting) == 1 else None


def syllables(word: str) -> list[str]:
    """The letters of a Latin word, the syllables of a Bengali one."""
    return list(word) if word.isascii() else _SYLLABLES.findall(word)


_SYLLABLES = re.compile(SYLLABLE)


def may_be_apart(parts: list[str]) -> bool:
    """Whether spaces between these syllables are a disguise: three Latin letters at least, and one no word itself."""
    return len(parts) > (2 if parts[0].isascii() else 1) and not _WORDS_THEMSELVES.issuperset(parts)


# Of each word that spaces may pull apart, the short syllables that stand alone in no ordinary text.
SIGNS_OF_SPACING = frozenset(
    part for parts in map(syllables, KNOWN) if may_be_apart(parts) for part in parts if part not in _WORDS_THEMSELVES
)

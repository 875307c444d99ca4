"""Bengali and Devanagari letters in one word: it is written in one script.

Both blocks of Unicode have the same order, so that a letter of one stands 128 places after that of the other wherever
both have it. A word of a single script is never touched, nor one with a letter that the other script lacks.
"""

import re
import unicodedata

from models.text.vocabulary import BENGALI_LETTERS, KNOWN

# Without dandas, which both scripts share; folded texts hold no digits of either.
DEVANAGARI_LETTERS = "\u0900-\u0963\u0970-\u097f"
_STEP = 0x80
_BOTH = f"[{DEVANAGARI_LETTERS}{BENGALI_LETTERS}]"
MIXED = re.compile(f"[{DEVANAGARI_LETTERS}](?:(?=[{BENGALI_LETTERS}])|(?<=[{BENGALI_LETTERS}][{DEVANAGARI_LETTERS}]))")
WORD = re.compile(f"(?<!{_BOTH}){_BOTH}{{2,64}}(?!{_BOTH})")
# Of Bengali words the folding takes these two vowel signs apart; of Hindi ones it does not.
_APART = (("\u09cb", "\u09c7\u09be"), ("\u09cc", "\u09c7\u09d7"))


def _same(code: int) -> bool:
    """Whether the letter at `code` of Devanagari and that of the same place in Bengali have the same name."""
    name, other = unicodedata.name(chr(code), ""), unicodedata.name(chr(code + _STEP), "")
    return name.startswith("DEVANAGARI ") and name.removeprefix("DEVANAGARI ") == other.removeprefix("BENGALI ")


_PAIRS = {code: code + _STEP for code in range(0x900, 0x980) if _same(code)}
# Bengali has no letter of its own for va, Devanagari none for the final t.
_TO_BENGALI = str.maketrans(_PAIRS | {ord("व"): ord("ব")})
_TO_DEVANAGARI = str.maketrans({after: before for before, after in _PAIRS.items()} | {ord("ৎ"): "त्"})
_BENGALI = re.compile(f"[{BENGALI_LETTERS}]")
_DEVANAGARI = re.compile(f"[{DEVANAGARI_LETTERS}]")


def one_script(match: re.Match[str]) -> str:
    """The word in one script: Bengali if it is then a word that people disguise, else the one of most of its letters.

    Vowel signs count only where the letters are equally many, and the first letter decides where all are.
    """
    word = match[0]
    if not MIXED.search(word):
        return word
    as_bengali = word.translate(_TO_BENGALI)
    for whole, parts in _APART:
        as_bengali = as_bengali.replace(whole, parts)
    if as_bengali in KNOWN or _is_bengali(word):
        return word if _DEVANAGARI.search(as_bengali) else as_bengali
    for whole, parts in _APART:
        word = word.replace(parts, whole)
    as_devanagari = word.translate(_TO_DEVANAGARI)
    return match[0] if _BENGALI.search(as_devanagari) else as_devanagari


def _is_bengali(word: str) -> bool:
    letters = [char for char in word if unicodedata.category(char) == "Lo"]
    for part in (letters, word):
        bengali = sum(char > "\u097f" for char in part)
        if bengali * 2 != len(part):
            return bengali * 2 > len(part)
    return word[0] > "\u097f"

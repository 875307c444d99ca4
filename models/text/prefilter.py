"""Which texts hold signs that the later steps of folding work on: a quick look that spares most comments those steps.

The look may find too much, never too little. It takes texts whose characters are folded and nothing else.
"""

import re

import numpy as np
from numpy.typing import NDArray

from models.text.indic import DEVANAGARI_LETTERS, MIXED
from models.text.lookalikes import LETTERS
from models.text.vocabulary import BENGALI_LETTERS, PARTING, SIGNS_OF_SPACING

PHONE_DIGITS = 9
# Written dots: "example dot com"; and what begins a link whatever follows its dot ("www.1.2").
DOTS = (" dot ", "dot)", "dot}", "ডট", "www")

_DOTS = re.compile("|".join(map(re.escape, DOTS)))
_LINE_BREAK = 10
_TABLE_END = 0x20000
_STRANGE = f"@\\[\u0300-\u036f\u1100-\u115f\u0370-\u052f{LETTERS}\U0001f1e6-\U0001f1ff"
_TOUCHING = "$|€*_~"
_BENGALI_LETTER = f"[{BENGALI_LETTERS}]"
_LETTER = f"[a-z{BENGALI_LETTERS}]"

# Kinds of characters; those above _APART part words.
_OTHER, _LATIN, _BENGALI, _DEVANAGARI, _DIGIT, _APART, _BANG, _DASH, _TOUCH, _HASH, *_MARKS, _ALWAYS = range(15)
_DOT, _COLON, _SLASH, _OPEN = _MARKS
_LETTER_KINDS = (_LATIN, _BENGALI)
_INSIDE_WORDS = (*_LETTER_KINDS, _DIGIT, _BANG, _DASH, _TOUCH, _HASH)


def _kind(char: str) -> int:
    for kind, pattern in (
        (_ALWAYS, f"[{_STRANGE}]"),
        (_LATIN, "[a-z]"),
        (_BENGALI, _BENGALI_LETTER),
        (_DEVANAGARI, f"[{DEVANAGARI_LETTERS}]"),
        (_DIGIT, "[0-9]"),
        (_BANG, "[!¡]"),
        (_DASH, "-"),
        (_TOUCH, f"[{_TOUCHING}]"),
        (_HASH, "#"),
        (_DOT, "[.]"),
        (_COLON, ":"),
        (_SLASH, "/"),
        (_OPEN, "[({]"),
        (_APART, f"[{PARTING}]"),
    ):
        if re.match(pattern, char):
            return kind
    return _OTHER


def _works(kind: int, before: int, after: int) -> bool:
    letter_before, letter_after = before in _LETTER_KINDS, after in _LETTER_KINDS
    if kind == _DIGIT:
        return _LATIN in (before, after) or before == after == _BENGALI
    if kind == _BANG:
        return after in (_LATIN, _DIGIT, _DASH, _TOUCH, _HASH)
    if kind == _DASH:
        return before in _INSIDE_WORDS and after in _INSIDE_WORDS and (letter_before or letter_after)
    if kind == _TOUCH:
        return letter_before or letter_after or before == _DIGIT
    return (
        kind == _ALWAYS
        or (kind, after) in ((_DOT, _LATIN), (_DOT, _BENGALI), (_COLON, _SLASH), (_OPEN, _DOT))
        or (kind == _HASH and letter_before)
    )


def _kinds() -> NDArray[np.uint8]:
    kinds = np.full(_TABLE_END + 1, _OTHER, np.uint8)
    for code in [*range(0x600), *range(0x900, 0xA00), *range(0x1100, 0x1160), *range(0x1F1E6, 0x1F200)]:
        kinds[code] = _kind(chr(code))
    kinds[[ord(char) for char in LETTERS]] = _ALWAYS
    kinds[ord("€")] = _TOUCH
    return kinds


_KINDS = _kinds()
_WORKS = np.array([_works(index >> 8, index >> 4 & 15, index & 15) for index in range(15 << 8)], bool)
_HASH_STEP = 31


def _spacing_table() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    for part in SIGNS_OF_SPACING:
        key = 0
        for char in reversed(part):
            key = key * _HASH_STEP + ord(char)
        table[key & 0xFFFF] = True
    return table


_LONGEST_SIGN = max(map(len, SIGNS_OF_SPACING))
_SPACING = _spacing_table()


def lines_with_work(lines: str, codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Indices of the lines that have work; `codes` are those of "\\n" + lines + "\\n"."""
    kinds = _KINDS.take(codes, mode="clip")
    breaks = np.flatnonzero(codes == _LINE_BREAK)
    places = np.flatnonzero((kinds >= _DIGIT) & (kinds != _APART))
    kind = kinds[places]
    around = kind.astype(np.intp) << 8 | kinds[places - 1].astype(np.intp) << 4 | kinds[places + 1]
    found = [places[_WORKS[around]], _spaced(codes, kinds), _mixed(kinds)]
    if any(dots in lines for dots in DOTS):
        found.append(np.array([match.start() + 1 for match in _DOTS.finditer(lines)], np.intp))
    digits = np.bincount(np.searchsorted(breaks, places[kind == _DIGIT]), minlength=1)
    with_phones = np.flatnonzero(digits >= PHONE_DIGITS) - 1
    working: NDArray[np.intp] = np.unique(
        np.concatenate((np.searchsorted(breaks, np.concatenate(found)) - 1, with_phones))
    )
    return working


def _mixed(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    devanagari, bengali = kinds == _DEVANAGARI, kinds == _BENGALI
    if not (devanagari.any() and bengali.any()):
        return np.zeros(0, np.intp)
    mixed: NDArray[np.intp] = np.flatnonzero((devanagari[1:] & bengali[:-1]) | (bengali[1:] & devanagari[:-1])) + 1
    return mixed


def _spaced(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    edges = np.flatnonzero(kinds >= _APART)
    lengths = edges[1:] - edges[:-1] - 1
    short = np.flatnonzero((lengths > 0) & (lengths <= _LONGEST_SIGN))
    starts, lengths = edges[short] + 1, lengths[short]
    keys = codes[starts].copy()
    step = 1
    for index in range(1, _LONGEST_SIGN):
        step = step * _HASH_STEP & 0xFFFFFFFF
        longer = np.flatnonzero(lengths > index)
        keys[longer] += codes[starts[longer] + index] * np.uint32(step)
    listed: NDArray[np.bool_] = _SPACING[keys & np.uint32(0xFFFF)]
    return starts[listed]


# The same for one text. Bytes of UTF-8 that belong to no sign, and with them the two that mostly end sentences.
_PLAIN = bytes(
    code
    for code in range(256)
    if not (chr(code) in "@[{(#-:/0123456789" + _TOUCHING or code in (0xC2, 0xE1, 0xE2, 0xF0) or 0xCC <= code <= 0xD6)
)
_SENTENCE_ENDS = re.compile("[.!][a-z]")
_SIGNS = re.compile(
    rf"[{_STRANGE}.!¡{_TOUCHING}#:({{0-9-](?:(?<=[{_STRANGE}])|(?<=[.])[a-z]|(?<=[!¡])[a-z0-9{_TOUCHING}#-]"
    rf"|(?<=[{_TOUCHING}]){_LETTER}|(?<={_LETTER}[{_TOUCHING}#])|(?<=[0-9][{_TOUCHING}])|(?<=[0-9])[a-z]|(?<=[a-z][0-9])"
    rf"|(?<={_BENGALI_LETTER}[0-9]){_BENGALI_LETTER}|(?<=:)/|(?<=[({{])[.]|(?<={_LETTER}-)[^ ]|(?<=[^ ]-){_LETTER})"
)
_BLANKS = bytes(32 if re.match(f"[{PARTING}]", chr(code)) else code for code in range(128)) + bytes(range(128, 256))
_DANDA = "।".encode()
_BENGALI_INSIDE = re.compile(_BENGALI_LETTER)
_DEVANAGARI_INSIDE = re.compile(f"[{DEVANAGARI_LETTERS}]")
_SPACED = frozenset(part.encode() for part in SIGNS_OF_SPACING)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_DIGITS = b"0123456789"


def has_work(text: str) -> bool:
    """Whether one text has work, as `lines_with_work` tells of many."""
    data = text.encode()
    signs = data.translate(None, _PLAIN)
    if signs:
        if len(signs) - len(signs.translate(None, _DIGITS)) >= PHONE_DIGITS or has_signs(text):
            return True
    elif _SENTENCE_ENDS.search(text):
        return True
    return _is_spaced(data) or (_has_devanagari(data) and is_mixed(text)) or any(dots in text for dots in DOTS)


def _has_devanagari(data: bytes) -> bool:
    # The dandas, which end Bengali sentences as well, are letters of neither script.
    return b"\xe0\xa4" in data or data.count(b"\xe0\xa5") > data.count(_DANDA)


def is_mixed(text: str) -> bool:
    """Whether a Bengali letter and one of Devanagari touch."""
    if text.isascii() or not _BENGALI_INSIDE.search(text) or not _DEVANAGARI_INSIDE.search(text):
        return False  # of nearly every text, and quickly known
    return MIXED.search(text) is not None


def has_signs(text: str) -> bool:
    """Whether digits or signs stand at or between letters, or letters of other scripts that look like Latin ones."""
    return _SIGNS.search(text) is not None


def is_spaced(text: str) -> bool:
    """Whether a syllable stands alone that belongs to a word of the list."""
    return _FLAG.search(text) is not None or _is_spaced(text.encode())


def _is_spaced(data: bytes) -> bool:
    return not _SPACED.isdisjoint(data.translate(_BLANKS).replace(_DANDA, b" ").split(b" "))

"""Words in disguise: digits and signs for letters or among them, masked letters, letters pulled apart.

Everything here ends in a word of `models/disguised_words.txt`, or changes nothing: "h2o", "u.s.a." and "সে না"
are left as they stand.
"""

import re

from models.text.vocabulary import (
    BEGINNINGS,
    BENGALI_LETTERS,
    KNOWN,
    LATIN_LETTERS,
    LONGEST,
    PARTING,
    SYLLABLE,
    hidden_word,
    may_be_apart,
)

_LETTERS = f"{LATIN_LETTERS}{BENGALI_LETTERS}"
_ODD = "0-9@$!|€¡*#_~-"
TOKEN = re.compile(f"[{_LETTERS}]{{0,40}}[{_ODD}][{_LETTERS}{_ODD}]*")
_INSIDE = re.compile(rf"[\w{_LETTERS}{_ODD}]")
_SHORTEST = min(map(len, KNOWN))
_LONGEST_TOKEN = 40  # the longest word and a sign after each letter fit
_EDGES = re.compile(r"([#*_~|-]*)(.*?)([!¡|*#_~-]*)", re.S)
# "1", "!" and "|" stand for i or for l: both are tried.
_AS_LETTERS = [str.maketrans("0345789@$€1!|¡", f"oeastbgase{letter * 4}") for letter in "il"]
_NO_DIGITS = str.maketrans("", "", "0123456789")
_NO_SEPARATORS = str.maketrans("", "", "_~|*-")
_STARS = re.compile("[*#]+")
_DIGIT_INSIDE = re.compile(f"(?<=[{BENGALI_LETTERS}])[0-9](?=[{BENGALI_LETTERS}])")

_APART = r"(?: ?[.,_~|*/+-]{1,2} ?| )"
_FLAG_LETTER = "[\U0001f1e6-\U0001f1ff]"
PULLED_APART = re.compile(
    f"(?<![^{PARTING}])(?:"
    + "|".join(f"{letter}(?:{_APART}{letter}(?![^{PARTING}]))+" for letter in ("[a-z]", SYLLABLE, _FLAG_LETTER))
    + ")"
)
_PIECE = re.compile(rf"[a-z]|{SYLLABLE}|{_FLAG_LETTER}")
_TO_LATIN = {0x1F1E6 + index: ord("a") + index for index in range(26)}


def plain_word(match: re.Match[str]) -> str:
    """The word that a token stands for ("sh1t", "f-uck", "f**k"), with the marks around it; else the token itself."""
    start, end = match.span()
    around = match.string[max(start - 1, 0) : start] + match.string[end : end + 1]
    if end - start > _LONGEST_TOKEN or _INSIDE.search(around):
        return match[0]
    edges = _EDGES.fullmatch(match[0])
    if not edges or edges[2] in KNOWN:
        return match[0]
    before, core, after = edges.groups()
    if word := _decoded(core):
        return f"{before}{word}{after}"
    return f"{before}{_unmasked(core + after) or core + after}"


def is_disguised(name: str) -> bool:
    """Whether what follows a blank and begins with "@" is a word ("@ss") rather than somebody's name."""
    return _decoded(name) is not None


def _decoded(token: str) -> str | None:
    if len(token) < _SHORTEST:
        return None
    letters = len(token.translate(_NO_DIGITS))
    if letters < 2 or letters * 2 < len(token):  # "a55" is a phone, "5h1t" is not
        return None
    if word := _unmasked(token):
        return word
    if word := _without_digits(token):
        return word
    for table in _AS_LETTERS:
        for word in (token.translate(table), token.translate(_NO_SEPARATORS).translate(table)):
            if word in KNOWN:
                return word
    return None


def _without_digits(token: str) -> str | None:
    """The Bengali word into which digits were put, or in which one stands for a letter."""
    inside = _DIGIT_INSIDE.search(token)
    if not inside or token[: inside.start()] in KNOWN:  # "৫" says how many in "গাধা৫টা"
        return None
    word = _DIGIT_INSIDE.sub("", token)
    if word in KNOWN:
        return word
    before, *after = _DIGIT_INSIDE.split(token)
    return hidden_word(before, 1, after[0]) if len(after) == 1 else None


def _unmasked(token: str) -> str | None:
    stars = _STARS.search(token)
    if not stars or not stars.start():
        return None
    hidden = min(len(stars[0]), 2)
    if stars.end() == len(token) and (hidden == 1 or stars.start() < 2):
        return None  # "word*" points to a note, and "a**" says too little
    return hidden_word(token[: stars.start()], hidden, token[stars.end() :])


# Words that ordinary words hold ("c l a s s", "p e a c o c k"): pulled together only where no letter is left over.
_HELD_BY_OTHERS = """
ass asses anal arse bal cash cock coon cum damn dick fag free gud hell kill money nude piss prick rape sala sex shala
shit shoot slut stab tit tits twat voda wank
"""
_HELD = frozenset(_HELD_BY_OTHERS.split())


def joined(match: re.Match[str]) -> str:
    """The text of single letters or syllables, those that together make a word of the list pulled together."""
    run = match[0]
    pieces = list(_PIECE.finditer(run))
    letters = [piece[0].translate(_TO_LATIN) for piece in pieces]
    parts: list[str] = []
    done = index = 0
    while index < len(pieces):
        stop = _longest_word(letters, index)
        if stop - index < len(letters) and "".join(letters[index:stop]) in _HELD:
            index = stop
        elif stop > index and may_be_apart(letters[index:stop]):
            parts += (run[done : pieces[index].start()], "".join(letters[index:stop]))
            done = pieces[stop - 1].end()
            index = stop
        else:
            index += 1
    return "".join(parts) + run[done:]


def _longest_word(letters: list[str], start: int) -> int:
    word, found = "", start
    for stop in range(start, min(len(letters), start + LONGEST)):
        word += letters[stop]
        if word not in BEGINNINGS:
            break
        if word in KNOWN:
            found = stop + 1
    return found

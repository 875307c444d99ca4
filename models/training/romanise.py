"""Bengali text in the Latin letters that readers type, with the spread of their habits.

Banglish has few labelled rows and Bengali has many: spelled in Latin letters, these teach the other. Nobody follows
a standard; each letter has its usual spelling and some others, drawn at random.
"""

import random
import unicodedata

_CONSONANTS = {
    "ক": "k", "খ": "kh k", "গ": "g", "ঘ": "gh g", "ঙ": "ng", "চ": "ch c", "ছ": "ch s chh", "জ": "j z", "ঝ": "jh j",
    "ঞ": "n", "ট": "t", "ঠ": "th t", "ড": "d", "ঢ": "dh d", "ণ": "n", "ত": "t", "থ": "th t", "দ": "d", "ধ": "dh d",
    "ন": "n", "প": "p", "ফ": "f ph", "ব": "b", "ভ": "v bh b", "ম": "m", "য": "j z", "র": "r", "ল": "l", "শ": "sh s",
    "ষ": "sh s", "স": "s sh", "হ": "h", "ৎ": "t", "ং": "ng", "ড\u09bc": "r", "ঢ\u09bc": "r", "য\u09bc": "y i",
}  # fmt: skip
_VOWELS = {
    "অ": "o a", "আ": "a", "ই": "i e", "ঈ": "i ee", "উ": "u o", "ঊ": "u", "ঋ": "ri", "এ": "e a", "ঐ": "oi", "ও": "o",
    "ঔ": "ou",
}  # fmt: skip
_SIGNS = {
    "া": "a", "ি": "i e", "ী": "i e ee", "ু": "u o", "ূ": "u oo", "ৃ": "ri", "ে": "e a", "ৈ": "oi", "ো": "o",
    "ৌ": "ou",
}  # fmt: skip
_JOINER, _NUKTA = "্", "\u09bc"
_CLOSING = "ংৎ"  # carry no vowel
_OTHER = {"।": ".", "ঃ": "", "ঁ": "", _NUKTA: ""} | {chr(0x9E6 + digit): str(digit) for digit in range(10)}
_USUAL = 0.7  # share of the first spelling where a letter has several


def romanise(text: str, draw: random.Random) -> str:
    """The text with its Bengali letters spelled in Latin ones; everything else stays as it is."""
    letters = unicodedata.normalize("NFC", text)
    inherent = draw.choice("ooa")
    result: list[str] = []
    place = 0
    while place < len(letters):
        with_dot = letters[place : place + 2]
        letter = with_dot if with_dot in _CONSONANTS else letters[place]
        place += len(letter)
        if letter in _CONSONANTS:
            joined = letters[place - len(letter) - 1 : place - len(letter)] == _JOINER
            result.append(_joined(letter, draw) if joined else _spelled(_CONSONANTS[letter], draw))
            if _has_inherent(letter, letters[place : place + 2], joined=joined, draw=draw):
                result.append(inherent)
        elif letter in _VOWELS or letter in _SIGNS:
            result.append(_spelled(_VOWELS.get(letter) or _SIGNS[letter], draw))
        elif letter != _JOINER:
            result.append(_OTHER.get(letter, letter))
    return "".join(result)


def _spelled(spellings: str, draw: random.Random) -> str:
    usual, *others = spellings.split()
    return usual if not others or draw.random() < _USUAL else draw.choice(others)


def _joined(letter: str, draw: random.Random) -> str:
    """The second letter of a conjunct: ya and wa are hardly heard."""
    if letter == "য":
        return draw.choice(("y", "", "a"))
    if letter == "ব":
        return draw.choice(("w", "b", ""))
    return _spelled(_CONSONANTS[letter], draw)


def _has_inherent(letter: str, following: str, *, joined: bool, draw: random.Random) -> bool:
    """Whether the vowel that no sign shows is heard: not at the end of a word, and often not in its middle."""
    if letter in _CLOSING or following[:1] in (*_SIGNS, _JOINER, *_OTHER):
        return False
    if following[:1] not in _CONSONANTS:
        return joined
    return following[1:] not in _SIGNS or draw.random() < 0.5

"""Language of a comment, guessed from its letters and, for Latin letters, from its most frequent words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path

from models.text.links import PATTERN

LANGUAGES = ("bn", "bn-Latn", "en", "hi", "hi-Latn", "ur", "ur-Latn", "vi", "id", "de", "pt", "ar", "ko", "ru", "und")

_LOOKED_AT = 160  # characters, and of them the first words: more hardly ever changes the answer
_WORDS_LOOKED_AT = 20
_READ = 1_000  # characters, where links and names stand before the first words
_WORDS_OF_A_SECOND = 3  # language in Latin letters: fewer are borrowed ones
_BORROWED = 2  # votes by which another language may use a word more
_MOST_OF_SHORT = 8  # votes of a word of one or two letters
_SHARE = 0.2  # of the letters or of the known words: below, words of another language are borrowed ones


def _read() -> dict[str, dict[str, int]]:
    words: dict[str, dict[str, int]] = {}
    for line in Path(__file__).with_name("language_words.txt").read_text("utf-8").splitlines():
        if line.endswith(":"):
            language = line[:-1]
            words[language] = {}
        elif not line.startswith("#"):
            vote, *of_line = line.split()
            # A word of one or two letters is often that of another language, or no word at all.
            words[language] |= {word: min(int(vote), 99 if len(word) > 2 else _MOST_OF_SHORT) for word in of_line}
    return words


_WORDS = _read()
_LATIN = tuple(_WORDS)  # in a draw the earlier one wins: Banglish first, plain Hindi before Urdu
_AT = {language: 8 * index for index, language in enumerate(_LATIN)}
_AKIN = ("hi-Latn", "ur-Latn")  # one language for most words
_HINDI, _URDU = map(_LATIN.index, _AKIN)
_CLOSE = 2  # votes: a race as close as this between the two says Hindi


def _votes() -> dict[bytes, int]:
    votes: dict[bytes, int] = {}
    for language, words in _WORDS.items():
        for word, vote in words.items():
            votes[word.encode()] = votes.get(word.encode(), 0) + (vote << _AT[language])
    return votes


# Votes of a word for every language, in one byte of an integer each: 21 words of ten votes do not overflow.
# A vote is the logarithm of the word's frequency, so that their sum compares the likelihoods (naive Bayes).
_VOTES = _votes()
_LOWER = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else code if code > 127 else 32 for code in range(256)
)
_NOT_LETTERS = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)
_URDU_ONLY = "ٹڈڑںےہگچپکی"
# Letters beyond ASCII that speak for a language, in UTF-8; of Vietnamese: ạ to ỹ, ơ, ư, đ, ă.
_VIETNAMESE = (b"\xe1\xba", b"\xe1\xbb", b"\xc6\xa1", b"\xc6\xb0", b"\xc4\x91", b"\xc4\x83")
_ACCENTS = (
    (_LATIN.index("vi"), _VIETNAMESE),
    (_LATIN.index("pt"), tuple(letter.encode() for letter in "ãõç")),
    (_LATIN.index("de"), tuple(letter.encode() for letter in "äöüß")),
)
_ASCII = bytes(range(128))
_ACCENT_VOTES = 4
# Letter groups, for comments without any known word; the first of a draw wins.
_GROUPS_TEXT = {
    "en": "the th ing ion wh ck ee ea ous ght ly ed ers est ould w qu x sh y f tch ss mn st ld nd lo er",
    "bn-Latn": "kh bh chh sh ch oi ao ei eo ebo echi ache oro olo ona ola ore bo ojo dh v ki la gi nk ta na er",
    "hi-Latn": "aa ai hai iya oon yon ein dh ee ch",
    "id": "ng ny nya kan men ber ter uh ak",
    "pt": "lh nh ao os eir ent inh que",
    "de": "sch ei ch ung ie eit en",
}
_GROUPS = {language: groups.encode().split() for language, groups in _GROUPS_TEXT.items()}
# What is written alike in every language. Each pattern begins with a letter that is quickly looked for, or is only
# tried where such a letter stands: most comments hold none.
_WORD_LETTER = r"[\w\u0900-\u0dff]"  # \w leaves out the vowel signs of Indic scripts
_DOT_INSIDE = re.compile(r"\.[A-Za-z]")
_WITH_DOT = re.compile(r"(?<![!-~])[!-\-/-~]*+\.[A-Za-z][!-~]*")
_MAIL_SIGN = re.compile("@(?<=[A-Za-z0-9]@)[A-Za-z0-9]")
_MAIL = re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]++@[A-Za-z0-9.-]+")
_NAME = re.compile(f"@{_WORD_LETTER}+")
_TAG = re.compile(f"#{_WORD_LETTER}+")
# Mobile numbers of Bangladesh hold "০১" or "৮৮০". European digits are no letters and need no pattern.
_PHONE = re.compile("[০-৯](?:[ -]?[০-৯]){8,}")


def detect(text: str) -> str:
    """One of LANGUAGES: the script decides, for Latin letters the frequent words do; "und" when neither can.

    Links, addresses, names and phone numbers say nothing, and tags only where nothing else stands.
    """
    first = text[:_LOOKED_AT]
    if "@" in first or "#" in first or "০১" in first or "৮৮০" in first or ("." in first and _DOT_INSIDE.search(first)):
        return _language(_in_words(text)) or _language(_without_addresses(text[:_READ])[:_LOOKED_AT]) or "und"
    return _language(first) or "und"


def _in_words(text: str) -> str:
    """The first part of the text, without what is written alike in every language."""
    return _TAG.sub(" ", _without_addresses(text[:_READ]))[:_LOOKED_AT]


def _without_addresses(text: str) -> str:
    if "@" in text:
        if _MAIL_SIGN.search(text):
            text = _MAIL.sub(" ", text)
        text = _NAME.sub(" ", text)
    if _DOT_INSIDE.search(text):
        text = _WITH_DOT.sub(lambda match: PATTERN.sub(" ", match[0]), text)
    return text if text.isascii() else _PHONE.sub(" ", text)


def _language(text: str) -> str:
    """The language of a short text, or ""; scripts are counted by their lead bytes in UTF-8."""
    if text.isascii():
        return _latin_language(text.encode())
    data = text.encode("utf-8", "ignore")
    if (data.count(b"\xe0\xa6") + data.count(b"\xe0\xa7")) * 2 > len(text):
        return "bn"
    if _hindi(data) * 2 > len(text):
        return "hi"
    latin = len(data.translate(None, _NOT_LETTERS))
    # At most so many letters are not Latin: no need to count those of each script.
    if (len(data) - len(text)) * 2 >= latin:
        counts = _scripts(text, data)
        script = max(counts, key=counts.__getitem__)
        # A Latin word inside Bengali text weighs less than the Bengali around it.
        if counts[script] and counts[script] * 2 >= latin:
            return script
    return _latin_language(text.lower().encode("utf-8", "ignore")) if latin else ""


def mixture(text: str) -> tuple[str, ...]:
    """The languages of a mixed text, the one with the largest share first; ("und",) when none is known.

    A script counts by its letters, a language in Latin letters by its words, each from a fifth upwards.
    """
    text = _in_words(text)
    data = text.lower().encode("utf-8", "ignore")
    shares: dict[str, float] = {script: letters for script, letters in _scripts(text, data).items() if letters}
    latin = len(data.translate(None, _NOT_LETTERS))
    if latin:
        words = _latin_words(data, borrowed=bool(shares))
        shares |= {language: latin * count / words.total() for language, count in words.items()}
    total = sum(shares.values()) or 1
    found = sorted((share, language) for language, share in shares.items() if share / total >= _SHARE)
    return tuple(language for _, language in reversed(found)) or ("und",)


def _latin_words(lowered: bytes, *, borrowed: bool) -> Counter[str]:
    """The known words of each language in Latin letters; `borrowed`: a few may stand in a text of another script."""
    first = _latin_language(lowered)
    if not first:
        return Counter()
    akin = _AKIN if first in _AKIN else (first,)
    owners = Counter(_owner(word, first, akin) for word in lowered.translate(_LOWER).decode().split())
    found = Counter({language: count for language, count in owners.items() if count >= _WORDS_OF_A_SECOND and language})
    if not borrowed:
        found[first] = owners[first] or 1
    return found


def _owner(word: str, first: str, akin: tuple[str, ...]) -> str:
    """The language whose word it is, `first` if it uses the word nearly as much as another; "" for an unknown word."""
    vote, owner = max((words.get(word, 0), language) for language, words in _WORDS.items())
    own = max(_WORDS[language].get(word, 0) for language in akin)
    if own and vote - own <= _BORROWED:
        return first
    return "" if not vote or owner in akin else owner


def _scripts(text: str, data: bytes) -> dict[str, int]:
    arabic = sum(map(data.count, (b"\xd8", b"\xd9", b"\xda", b"\xdb")))
    urdu = arabic and any(letter in text for letter in _URDU_ONLY)
    return {
        "bn": data.count(b"\xe0\xa6") + data.count(b"\xe0\xa7"),
        "hi": _hindi(data),
        "ur" if urdu else "ar": arabic,
        "ru": data.count(b"\xd0") + data.count(b"\xd1"),
        "ko": sum(map(data.count, (b"\xea", b"\xeb", b"\xec", b"\xed"))),
    }


def _hindi(data: bytes) -> int:
    # The full stop of Bengali, the danda, is encoded among the Devanagari letters.
    return data.count(b"\xe0\xa4") + data.count(b"\xe0\xa5") - data.count(b"\xe0\xa5\xa4")


def _sum_of_votes(words: Iterable[bytes]) -> bytes:
    return sum(map(_VOTES.get, words, repeat(0))).to_bytes(len(_LATIN), "little")


def _latin_language(lowered: bytes) -> str:
    plain = lowered.translate(_LOWER)
    votes: Sequence[int] = _sum_of_votes(plain.split(None, _WORDS_LOOKED_AT))
    if not plain.isascii():
        votes = list(votes)
        accents = plain.translate(None, _ASCII)
        for place, letters in _ACCENTS:
            votes[place] += _ACCENT_VOTES * sum(map(accents.count, letters))
    most = max(votes)
    if not most:
        return _by_groups(plain)
    best = votes.index(most)
    return _LATIN[_HINDI if best == _URDU and votes[best] - votes[_HINDI] <= _CLOSE else best]


def _by_groups(lowered: bytes) -> str:
    hits = {language: sum(map(lowered.count, groups)) for language, groups in _GROUPS.items()}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] > 1 else ""

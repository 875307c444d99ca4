"""Language of a comment, guessed from its letters and, for Latin letters, from its most frequent words."""

from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

LANGUAGES = ("bn", "bn-Latn", "en", "hi", "hi-Latn", "ur", "ur-Latn", "vi", "id", "de", "pt", "ar", "ko", "ru", "und")

_LOOKED_AT = 160  # characters, and of them the first words: more hardly ever changes the answer
_WORDS_LOOKED_AT = 24
_SHARE = 0.2  # of the letters or of the known words: below, words of another language are borrowed ones


def _read() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("language_words.txt").read_text("utf-8").splitlines():
        if line.endswith(":"):
            words[line[:-1]] = listed = []
        elif not line.startswith("#"):
            listed += line.split()
    return words


_WORDS = _read()
_LATIN = tuple(_WORDS)
# In a draw the earlier one wins: Banglish before Hindi, plain Hindi before Urdu.
_AT = {language: 8 * index for index, language in enumerate(_LATIN)}


_AKIN = {"hi-Latn", "ur-Latn"}  # one language for most words


def _votes() -> dict[bytes, int]:
    lists = {language: set(words) for language, words in _WORDS.items()}
    votes: dict[bytes, int] = {}
    for language, words in lists.items():
        for word in words:
            users = {other for other, theirs in lists.items() if word in theirs}
            vote = 3 if users == {language} else 2 if users <= _AKIN else 1
            votes[word.encode()] = votes.get(word.encode(), 0) + (vote << _AT[language])
    return votes


# Votes of a word for every language, in one byte of an integer each: 25 words of three votes do not overflow.
_VOTES = _votes()
_LOWER = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else code if code > 127 else 32 for code in range(256)
)
_NOT_LETTERS = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)
_URDU_ONLY = "ٹڈڑںےہگچپکی"
# Letters beyond ASCII that speak for a language, in UTF-8.
_ACCENTS = {
    "vi": (b"\xe1\xba", b"\xe1\xbb", b"\xc6\xa1", b"\xc6\xb0", b"\xc4\x91", b"\xc4\x83"),  # ạ to ỹ, ơ, ư, đ, ă
    "pt": ("ã".encode(), "õ".encode(), "ç".encode()),
    "de": ("ä".encode(), "ö".encode(), "ü".encode(), "ß".encode()),
}
# Letter groups, for comments without any known word; the first of a draw wins.
_GROUPS_TEXT = {
    "en": "the th ing ion wh ck ee ea ous ght ly ed ers est ould w qu x sh y f",
    "bn-Latn": "kh bh chh sh ch oi ao ei eo ebo echi ache oro olo ona ola ore bo ojo dh v",
    "hi-Latn": "aa ai hai iya oon yon ein dh ee ch",
    "id": "ng ny nya kan men ber ter uh ak",
    "pt": "lh nh ao os eir ent inh que",
    "de": "sch ei ch ung ie eit en",
}
_GROUPS = {language: groups.split() for language, groups in _GROUPS_TEXT.items()}


def detect(text: str) -> str:
    """One of LANGUAGES: the script decides, for Latin letters the frequent words do; "und" when neither can.

    Takes about three microseconds: scripts are counted by their lead bytes in UTF-8.
    """
    text = text[:_LOOKED_AT]
    if text.isascii():
        return _latin_language(text.encode())
    data = text.encode("utf-8", "ignore")
    if (data.count(b"\xe0\xa6") + data.count(b"\xe0\xa7")) * 2 > len(text):
        return "bn"
    counts = _scripts(text, data)
    script = max(counts, key=counts.__getitem__)
    latin = len(data.translate(None, _NOT_LETTERS))
    # A Latin word or link inside Bengali text weighs less than the Bengali around it.
    if counts[script] and counts[script] * 2 >= latin:
        return script
    return _latin_language(text.lower().encode("utf-8", "ignore")) if latin else "und"


def mixture(text: str) -> tuple[str, ...]:
    """The languages of a mixed text, the one with the largest share first; ("und",) when none is known.

    A script counts by its letters, a language in Latin letters by its known words, each from a fifth upwards.
    """
    text = text[:_LOOKED_AT]
    data = text.lower().encode("utf-8", "ignore")
    shares: dict[str, float] = dict(_scripts(text, data))
    latin = len(data.translate(None, _NOT_LETTERS))
    votes = _latin_votes(data)
    known = sum(votes)
    if known:
        shares |= {language: latin * vote / known for language, vote in zip(_LATIN, _own(votes), strict=True)}
    elif latin:
        shares[_latin_language(data)] = latin
    total = sum(shares.values()) or 1
    found = sorted((share, language) for language, share in shares.items() if share / total >= _SHARE)
    return tuple(language for _, language in reversed(found)) or ("und",)


def _scripts(text: str, data: bytes) -> dict[str, int]:
    arabic = sum(map(data.count, (b"\xd8", b"\xd9", b"\xda", b"\xdb")))
    urdu = arabic and any(letter in text for letter in _URDU_ONLY)
    return {
        "bn": data.count(b"\xe0\xa6") + data.count(b"\xe0\xa7"),
        # The full stop of Bengali, the danda, is encoded among the Devanagari letters.
        "hi": data.count(b"\xe0\xa4") + data.count(b"\xe0\xa5") - data.count(b"\xe0\xa5\xa4"),
        "ur" if urdu else "ar": arabic,
        "ru": data.count(b"\xd0") + data.count(b"\xd1"),
        "ko": sum(map(data.count, (b"\xea", b"\xeb", b"\xec", b"\xed"))),
    }


def _latin_votes(lowered: bytes) -> bytes:
    words = lowered.translate(_LOWER).split(None, _WORDS_LOOKED_AT)
    total = sum(map(_VOTES.get, words, repeat(0)))
    return total.to_bytes(len(_LATIN), "little")


def _latin_language(lowered: bytes) -> str:
    votes: Sequence[int] = _latin_votes(lowered)
    if not lowered.isascii():
        more = {language: 2 * sum(map(lowered.count, letters)) for language, letters in _ACCENTS.items()}
        votes = [vote + more.get(language, 0) for language, vote in zip(_LATIN, votes, strict=True)]
    best = max(votes)
    if best:
        return _LATIN[votes.index(best)]
    return _by_groups(lowered)


def _own(votes: Sequence[int]) -> list[int]:
    """Votes without those that a language owes to words it shares with a stronger one of its kind."""
    best = max(votes)
    akin = [votes[_LATIN.index(language)] for language in ("hi-Latn", "ur-Latn")]
    return [
        0 if language in ("hi-Latn", "ur-Latn") and vote < max(akin) else vote if vote * 4 >= best else 0
        for language, vote in zip(_LATIN, votes, strict=True)
    ]


def _by_groups(lowered: bytes) -> str:
    text = lowered.decode().lower().translate(_NO_MARKS)
    hits = {language: sum(map(text.count, groups)) for language, groups in _GROUPS.items()}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] > 1 else "und"


_NO_MARKS = {code: 32 for code in range(128) if not chr(code).isalpha()}

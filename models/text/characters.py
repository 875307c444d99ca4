"""Folding of single characters: what each becomes by itself, for one text or for a batch at once."""

import re
import threading
import unicodedata

import numpy as np
from numpy.typing import NDArray

# Single letters of the private use area stand for things whose wording does not matter.
LINK, MAIL, PHONE = "\ue000", "\ue001", "\ue002"
TOKENS = (LINK, MAIL, PHONE)
LINE = "\ue003"  # between the lines of a text, where a blank would hide that they are two; part of no word

_INDIC = range(0x0900, 0x0E00)
# Variation selectors, and decorations that no script needs; skin tones.
_NOT_SEEN = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]"
)
# Signs that mean the same, and letters drawn as signs, which Unicode's compatibility forms leave out: curved quotes,
# dashes, small capitals, letters white on black.
_DRAWN = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)) | {
    chr(first + index): chr(ord("a") + index) for first in (0x1F150, 0x1F170) for index in range(26)
}
for _plain, _signs in (("'", "‘’‚‛ʼ′"), ('"', "“”„‟«»″"), ("-", "‐‑‒–—―−")):
    _DRAWN |= dict.fromkeys(_signs, _plain)


_ASSAMESE = {"ৰ": "র", "ৱ": "ব"}  # of the same script, and used in Bengali to look like the others


def _fold_once(char: str) -> str:
    char = _ASSAMESE.get(char) or _DRAWN.get(char, char)
    # Indic signs are taken apart so that the one-letter and two-letter spellings of য় or ো agree;
    # elsewhere composed letters stay whole, because Vietnamese or German letters are more than an accent.
    if ord(char) in _INDIC:
        folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKD", char).casefold())
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", char).casefold())
    return "".join(_fold_kept(part) for part in folded)


def _fold_kept(char: str) -> str:
    category = unicodedata.category(char)
    if char in TOKENS or category == "So":
        return f" {char} "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category[0] == "Z" or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co") or _NOT_SEEN.match(char):
        return ""
    return char


class _CharMap(dict[int, str]):
    """Folded form of each character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = chr(code)
        for _ in range(4):  # "ϔ" and friends need a second round; four is more than any character needs
            again = "".join(_fold_once(char) for char in folded)
            if again.strip() == folded.strip():
                break
            folded = again
        self[code] = again
        return again


CHARS = _CharMap()

_LENGTH_BITS = 5  # no character folds into more than 20
_LENGTH = np.uint32((1 << _LENGTH_BITS) - 1)


class _Table:
    """CHARS as arrays: where the folded form of a code begins in `_forms`, and its length; 0 where not yet known."""

    def __init__(self) -> None:
        self._places = np.zeros(0x110000, np.uint32)
        self._places[10] = 1 << _LENGTH_BITS | 1  # here line breaks part the texts of a batch
        self._forms = np.array([0, 10], np.uint32)
        self._lock = threading.Lock()

    def fold(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        places = self._places.take(codes)
        if not places.all():
            self._learn(np.unique(codes[places == 0]))
            places = self._places.take(codes)
        lengths = places & _LENGTH
        ends = np.cumsum(lengths, dtype=np.uint32)
        steps = np.repeat((places >> np.uint32(_LENGTH_BITS)) + lengths - ends, lengths)
        steps += np.arange(len(steps), dtype=np.uint32)
        return self._forms.take(steps)

    def _learn(self, codes: NDArray[np.uint32]) -> None:
        with self._lock:
            forms = [CHARS[int(code)] for code in codes]
            lengths = np.array([len(form) for form in forms], np.uint32)
            starts = np.cumsum(lengths, dtype=np.uint32) - lengths + np.uint32(len(self._forms))
            new = np.frombuffer("".join(forms).encode("utf-32-le"), "<u4").astype(np.uint32)
            # Readers take no lock: the forms stand before the first place that points at them.
            self._forms = np.concatenate((self._forms, new))
            self._places[codes] = (starts << np.uint32(_LENGTH_BITS)) | lengths


_TABLE = _Table()


def fold_lines(lines: str) -> NDArray[np.uint32]:
    """Code points of the folded form of every character; line breaks stay, to part the texts of a batch."""
    codes = np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), "<u4")
    return _TABLE.fold(codes)

"""One comment by itself: the buckets and the fingerprint that a batch would give it, from a fifth of the calls.

In a batch each call of NumPy serves hundreds of comments; for one comment the calls are what it costs. So Python
finds the distinct words, and NumPy hashes the n-grams of all of them in one piece of text.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.features.char_classes import KIND, MARK, SAYS, TABLE_END, WORD
from models.features.fingerprint import BITS, mixed
from models.features.hashing import PAIR, POWERS, code_points, finish, identities, scramble
from models.features.ngrams import CHAR_NGRAMS

_FIRST_BEYOND_16_BITS = 0x10000
_HALF = np.uint64(32)
_SIZES = np.arange(CHAR_NGRAMS[0], CHAR_NGRAMS[1] + 1)[:, None]
_LONGEST = CHAR_NGRAMS[1]
_POWERS = POWERS[:_LONGEST, None]
_SAYS = SAYS.tobytes()


class SingleText(NamedTuple):
    """What a text is scored by: the `buckets` of its n-grams, in no order, and its `fingerprint`, signed 64 bits."""

    buckets: NDArray[np.uint32]
    fingerprint: int


def _characters(kind: int, end: int) -> str:
    """The characters below `end` of a kind, as the inside of a pattern's brackets."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], KIND[:end] == kind, [False])).astype(np.int8)))
    last = chr(0x10FFFF) if end > TABLE_END and KIND[TABLE_END] == kind else ""
    ranges = [f"{re.escape(chr(first))}-{re.escape(chr(after - 1))}" for first, after in edges.reshape(-1, 2)]
    return "".join(ranges) + (f"{chr(TABLE_END)}-{last}" if last else "")


@cache
def _pattern(end: int) -> re.Pattern[str]:
    """Words and marks; brackets are looked up in one step up to 16 bits, and range by range beyond: far slower."""
    return re.compile(f"([{_characters(WORD, end)}]+)|(([{_characters(MARK, end)}])\\3*)")


def read_single(folded: str, bits: int) -> SingleText:
    """The n-grams of one text that `models.text.fold` has folded, hashed into 2**bits buckets, and its fingerprint."""
    word_times, mark_times, pairs = _words(folded)
    words, tokens = len(word_times), [*word_times, *mark_times]
    if not tokens:
        return SingleText(np.empty(0, np.uint32), 0)
    # A blank is what stands on both sides of a word; at the end there are enough for the longest n-gram.
    scrambled = scramble(code_points(f" {' '.join(tokens)}{' ' * _LONGEST}"))
    length = np.array([*map(len, tokens)])
    spans = length + 1
    end = spans.cumsum()
    identity = identities(scrambled, end - length, end)
    own = (identity >> _HALF).astype(np.uint32)
    beside = np.array(pairs, np.intp)
    spelled = _grams(scrambled, spans[:words], end[:words])
    buckets = finish(np.concatenate((spelled, own, own[beside[::2]] + own[beside[1::2]] * PAIR)), bits - 1)
    buckets[len(spelled) :] += np.uint32(1 << (bits - 1))
    return SingleText(buckets, _fingerprint(identity, word_times))


def _words(folded: str) -> tuple[dict[str, int], dict[str, int], list[int]]:
    """The distinct words and marks, how often each stands there, and the pairs of neighbouring words by number.

    A pair is two numbers, one after the other; one in which neither word is new is left out.
    """
    times: dict[str, int] = {}
    marks: dict[str, int] = {}
    places: dict[str, int] = {}
    pairs: list[int] = []
    before, before_is_new = -1, False
    is_narrow = len(folded.encode("utf-16-le")) == 2 * len(folded)
    for word, mark, _ in _pattern(_FIRST_BEYOND_16_BITS if is_narrow else TABLE_END + 1).findall(folded):
        if mark:
            marks[mark] = marks.get(mark, 0) + 1
            continue
        number = times.get(word, 0)
        times[word] = number + 1
        place = places.setdefault(word, len(places))
        if before >= 0 and (not number or before_is_new):
            pairs += (before, place)
        before, before_is_new = place, not number
    return times, marks, pairs


def _grams(scrambled: NDArray[np.uint32], spans: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Hashes of the n-grams of words that stand one after the other, parted by blanks.

    spans: length of each word with its blank; end: where it ends.
    """
    number = int(end[-1]) if len(end) else 0
    left = (end + 1).repeat(spans)
    left -= np.arange(number)  # characters from here to the blank behind the word
    # Row j holds the character j places further on, so that adding up the rows gives every n-gram.
    shifted = np.ndarray((_LONGEST, number), np.uint32, scrambled, 0, scrambled.strides * 2)
    sums = np.add.accumulate(shifted * _POWERS, 0, dtype=np.uint32)
    result: NDArray[np.uint32] = sums[CHAR_NGRAMS[0] - 1 :][left >= _SIZES]
    return result


def _fingerprint(identity: NDArray[np.uint64], times: dict[str, int]) -> int:
    """The SimHash of words, of which `identity` begins with the hashes; marks, emoji and links play no part."""
    saying = np.array(
        [number if _SAYS[min(ord(word[0]), TABLE_END)] else 0 for word, number in times.items()], np.int64
    )
    bits = np.unpackbits(mixed(identity[: len(saying)]).astype("<u8").view(np.uint8), bitorder="little")
    most = saying @ bits.reshape(-1, BITS) > saying.sum() // 2
    return int(np.packbits(most, bitorder="little").view("<i8")[0])

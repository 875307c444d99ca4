"""One comment by itself: the buckets and the fingerprint that a batch would give it, from a fifth of the calls.

In a batch each call of NumPy serves hundreds of comments; for one comment the calls are what it costs. So Python
finds the distinct words, and NumPy hashes the n-grams of all of them in one piece of text.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.features.char_classes import KIND, MARK, SAYS, SENTENCE_ENDS, TABLE_END, WORD
from models.features.fingerprint import BITS, mixed
from models.features.hashing import PAIR, POWERS, code_points, finish, identities, scramble
from models.features.ngrams import CHAR_NGRAMS
from models.features.parts import LONGEST, parts_between
from models.text.characters import LINE

_FIRST_BEYOND_16_BITS = 0x10000
_HALF = np.uint64(32)
_SIZES = np.arange(CHAR_NGRAMS[0], CHAR_NGRAMS[1] + 1)
_LONGEST = CHAR_NGRAMS[1]
_POWERS = POWERS[:_LONGEST]
MOST = 300  # words and marks: of more, a batch of one is quicker
_SAYS = SAYS.tobytes()


class SingleText(NamedTuple):
    """What a text is scored by: the buckets of its n-grams, and which of them the whole and each part of it hold.

    buckets: the runs of characters of one distinct word after the other, each word's from one of `starts` on; behind
    them one bucket for each of `tokens` distinct words and marks, words first, and then one for each pair.
    members: (1 + parts, tokens + pairs) of 0 and 1, the whole text first. fingerprint: signed 64 bits.
    """

    buckets: NDArray[np.uint32]
    starts: NDArray[np.intp]
    tokens: int
    members: NDArray[np.float64]
    fingerprint: int


class _Read(NamedTuple):
    """The text in distinct words and marks, numbered as they come, words and marks apart.

    words, marks: how often each stands there. order: the numbers of all in the order of the text, marks from -1
    downwards. stops: the places in `order` behind the last of a sentence or line.
    """

    words: dict[str, int]
    marks: dict[str, int]
    order: list[int]
    stops: list[int]


def _characters(kind: int, end: int) -> str:
    """The characters below `end` of a kind, as the inside of a pattern's brackets."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], KIND[:end] == kind, [False])).astype(np.int8)))
    last = chr(0x10FFFF) if end > TABLE_END and KIND[TABLE_END] == kind else ""
    ranges = [f"{re.escape(chr(first))}-{re.escape(chr(after - 1))}" for first, after in edges.reshape(-1, 2)]
    return "".join(ranges) + (f"{chr(TABLE_END)}-{last}" if last else "")


@cache
def _pattern(end: int) -> re.Pattern[str]:
    """Words and marks, and what follows: a blank, the end of a line, or neither.

    Brackets are looked up in one step up to 16 bits, and range by range beyond: far slower.
    """
    return re.compile(f"(?:([{_characters(WORD, end)}]+)|(([{_characters(MARK, end)}])\\3*))([ {LINE}]?)")


def read_single(folded: str, bits: int) -> SingleText | None:
    """The n-grams of one text that `models.text.fold` has folded, hashed into 2**bits buckets, and its fingerprint.

    None for a text so long that it is better read as a batch.
    """
    read = _read(folded)
    if len(read.order) > MOST:
        return None
    words, tokens = len(read.words), [*read.words, *read.marks]
    members, pairs = _members(read)
    if not tokens:
        return SingleText(np.empty(0, np.uint32), np.empty(0, np.intp), 0, members, 0)
    # A blank is what stands on both sides of a word; at the end there are enough for the longest n-gram.
    scrambled = scramble(code_points(f" {' '.join(tokens)}{' ' * _LONGEST}"))
    length = np.array([*map(len, tokens)])
    spans = length + 1
    end = spans.cumsum()
    identity = identities(scrambled, end - length, end)
    own = (identity >> _HALF).astype(np.uint32)
    beside = np.array(pairs, np.intp)
    spelled, starts = _grams(scrambled, spans[:words], end[:words])
    buckets = finish(np.concatenate((spelled, own, own[beside[::2]] + own[beside[1::2]] * PAIR)), bits - 1)
    buckets[len(spelled) :] += np.uint32(1 << (bits - 1))
    return SingleText(buckets, starts, len(tokens), members, _fingerprint(identity, read.words))


def _read(folded: str) -> _Read:
    times: dict[str, int] = {}
    marks: dict[str, int] = {}
    places: dict[str, int] = {}
    order: list[int] = []
    stops: list[int] = []
    is_narrow = len(folded.encode("utf-16-le")) == 2 * len(folded)
    for word, mark, char, after in _pattern(_FIRST_BEYOND_16_BITS if is_narrow else TABLE_END + 1).findall(folded):
        if word:
            times[word] = times.get(word, 0) + 1
            order.append(places.setdefault(word, len(times) - 1))
        else:
            marks[mark] = marks.get(mark, 0) + 1
            order.append(places.setdefault(mark, -len(marks)))
        if after == LINE or (after and char and char in SENTENCE_ENDS):
            stops.append(len(order))
    return _Read(times, marks, order, stops)


def _members(read: _Read) -> tuple[NDArray[np.float64], list[int]]:
    """Which words, marks and pairs the whole text and each of its parts hold, and the pairs, two numbers for each."""
    words, order = len(read.words), read.order
    ranges = [(0, len(order))]
    if read.stops or len(order) > LONGEST:
        cut = parts_between(0, len(order), [stop for stop in read.stops if stop < len(order)])
        ranges += cut if len(cut) > 1 else ()
    pairs: dict[tuple[int, int], int] = {}
    held = [_held(order[first:after], pairs) for first, after in ranges]
    tokens = words + len(read.marks)
    members = np.zeros((len(ranges), tokens + len(pairs)))
    for row, (numbers, beside) in zip(members, held, strict=True):
        row[[number if number >= 0 else words - 1 - number for number in numbers]] = 1
        row[[tokens + place for place in beside]] = 1
    return members, [number for pair in pairs for number in pair]


def _held(order: list[int], pairs: dict[tuple[int, int], int]) -> tuple[set[int], list[int]]:
    """The words and marks of a run, and the places in `pairs` of its neighbouring words; new pairs are added to it.

    A pair in which neither word is new to the run is left out, as in `models.features.ngrams`; one that comes a second
    time is among them.
    """
    seen: set[int] = set()
    beside: list[int] = []
    before, before_is_new = -1, False
    for number in order:
        if number < 0:
            seen.add(number)
            continue
        new = number not in seen
        if before >= 0 and (new or before_is_new):
            beside.append(pairs.setdefault((before, number), len(pairs)))
        seen.add(number)
        before, before_is_new = number, new
    return seen, beside


def _grams(
    scrambled: NDArray[np.uint32], spans: NDArray[np.intp], end: NDArray[np.intp]
) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Hashes of the n-grams of words that stand one after the other, parted by blanks, and where each word's begin.

    spans: length of each word with its blank; end: where it ends.
    """
    number = int(end[-1]) if len(end) else 0
    left = (end + 1).repeat(spans)
    left -= np.arange(number)  # characters from here to the blank behind the word
    # Column j holds the character j places further on, so that adding up the columns gives every n-gram.
    shifted = np.ndarray((number, _LONGEST), np.uint32, scrambled, 0, scrambled.strides * 2)
    sums = np.add.accumulate(shifted * _POWERS, 1, dtype=np.uint32)
    whole = left[:, None] >= _SIZES
    result: NDArray[np.uint32] = sums[:, CHAR_NGRAMS[0] - 1 :][whole]
    before = np.zeros(number + 1, np.intp)
    whole.sum(axis=1).cumsum(out=before[1:])
    return result, before[end - spans]


def _fingerprint(identity: NDArray[np.uint64], times: dict[str, int]) -> int:
    """The SimHash of words, of which `identity` begins with the hashes; marks, emoji and links play no part."""
    saying = np.array(
        [number if _SAYS[min(ord(word[0]), TABLE_END)] else 0 for word, number in times.items()], np.int64
    )
    bits = np.unpackbits(mixed(identity[: len(saying)]).astype("<u8").view(np.uint8), bitorder="little")
    most = saying @ bits.reshape(-1, BITS) > saying.sum() // 2
    return int(np.packbits(most, bitorder="little").view("<i8")[0])

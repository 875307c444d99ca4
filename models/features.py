"""Hashed n-grams of a batch of folded texts: the same integers when training and when scoring.

Words are runs of letters, marks and digits by Unicode category, so no Bengali word is cut at a vowel sign; a
punctuation mark, single or repeated, is a feature of its own that no word or pair contains. The words'
1- and 2-grams are hashed into the upper half of 2**bits buckets, the 2- to 5-grams of their characters, with a
boundary mark on both sides, into the lower half. The hash of an n-gram is sum(code[j] * base**j) mod 2**32 over
scrambled codes, finished with the mixing step of MurmurHash3 (Appleby, public domain).
"""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.text import TOKENS

CHAR_NGRAMS = (2, 5)

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_TABLE_END = 0x20000  # beyond it: rare ideographs, taken as letters, and nothing else of interest
_POWERS = np.multiply.accumulate(np.full(64, 0x9E3779B1, np.uint32), dtype=np.uint32)
_MIX = np.uint32(0x85EBCA6B)
_PAIR = np.uint32(0xC2B2AE35)
_BOUNDARY = 32


_WORD, _MARK = 1, 2


def _kinds() -> NDArray[np.uint8]:
    table = np.full(_TABLE_END + 1, _WORD, np.uint8)
    for code in range(_TABLE_END):
        category = unicodedata.category(chr(code))
        if category[0] in "LMN" or category == "So" or chr(code) in TOKENS:
            continue
        table[code] = _MARK if category[0] in "PS" else 0
    return table


_KIND = _kinds()


@dataclass(frozen=True, eq=False)
class Grams:
    """All n-grams of a batch, repeats included.

    bucket: (n,) bucket of each n-gram; word: (n,) index of its word. The last `pairs` rows are word pairs, which
    belong to `word` and `word + 1` by halves. For each word: its text (`word_text`), and the half-open range of
    characters it takes there (`word_start`, `word_end`). Punctuation marks follow the words, as words of one n-gram.
    """

    bucket: NDArray[np.uint32]
    word: NDArray[np.int32]
    pairs: int
    word_text: NDArray[np.intp]
    word_start: NDArray[np.intp]
    word_end: NDArray[np.intp]


def grams(folded: Sequence[str], bits: int) -> Grams:
    """The n-grams of texts that `models.text` has folded (they hold no line breaks)."""
    joined = "\n" + "\n".join(folded) + "\n"
    codes = np.frombuffer(joined.encode(_UTF32), np.uint32)
    kind = _KIND[np.minimum(codes, _TABLE_END)]
    in_word = kind == _WORD
    keep = in_word.copy()
    keep[:-1] |= in_word[1:]  # one boundary before each word
    keep[-1] = True  # and one after the last
    position = np.flatnonzero(keep)
    kept_word = in_word[position]
    bounds = np.flatnonzero(~kept_word)  # word k lies between bounds[k] and bounds[k + 1]
    scrambled = _scramble(np.where(kept_word, codes[position], np.uint32(_BOUNDARY)))

    marks, doubled, mark_hashes = _marks(codes, kind)

    line_breaks = np.flatnonzero(codes == 10)
    starts = np.concatenate((position[bounds[:-1] + 1], marks))
    ends = np.concatenate((position[bounds[1:] - 1] + 1, marks + 1 + doubled))
    word_text = np.searchsorted(line_breaks, starts) - 1
    begin = line_breaks[word_text] + 1

    chars, char_word = _char_hashes(scrambled, bounds)
    words = _word_hashes(scrambled, bounds)
    own_text = word_text[: len(words)]
    same = np.flatnonzero(own_text[1:] == own_text[:-1])
    pairs = words[same] + words[same + 1] * _PAIR
    half = np.uint32(1 << (bits - 1))
    bucket = _finish(np.concatenate((chars, words, mark_hashes, pairs)), bits - 1)
    bucket[len(chars) :] += half
    word = np.concatenate((char_word, np.arange(len(starts), dtype=np.int32), same.astype(np.int32)))
    return Grams(bucket, word, len(pairs), word_text, starts - begin, ends - begin)


def distinct(found: Grams, texts: int, bits: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Buckets of each text without repeats, and where each text's run of buckets starts (texts + 1 entries).

    Text and bucket share 32 bits: ValueError for more than 2**(32 - bits) texts.
    """
    if texts > 1 << (32 - bits):
        raise ValueError(f"{texts} texts in one batch")
    keys = (found.word_text.astype(np.uint32) << np.uint32(bits))[found.word]
    keys |= found.bucket
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    first_keys = np.arange(texts, dtype=np.uint32) << np.uint32(bits)
    starts = np.append(np.searchsorted(keys, first_keys), len(keys))
    return (keys & np.uint32((1 << bits) - 1)).astype(np.intp), starts


def _marks(
    codes: NDArray[np.uint32], kind: NDArray[np.uint8]
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.uint32]]:
    places = np.flatnonzero(kind == _MARK)  # neither first nor last: line breaks are
    places = places[codes[places] != codes[places - 1]]
    found = codes[places]
    doubled = codes[places + 1] == found  # folding leaves two of a mark at most
    hashes = _scramble(found) * np.where(doubled, _MIX, _POWERS[0])
    return places, doubled, hashes


def _scramble(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = (codes + np.uint32(1)) * _PAIR
    return mixed ^ (mixed >> np.uint32(15))


def _char_hashes(
    scrambled: NDArray[np.uint32], bounds: NDArray[np.intp]
) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    lengths = np.diff(bounds)
    word_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    # How many characters are left from here up to and with the closing boundary of the word.
    room = np.repeat(bounds[1:] + 1, lengths) - np.arange(len(word_of))
    hashes, words = [], []
    running = scrambled * _POWERS[0]
    for length in range(2, CHAR_NGRAMS[1] + 1):
        running = running[:-1] + scrambled[length - 1 :] * _POWERS[length - 1]
        fits = room[: len(running)] >= length
        hashes.append(running[fits])
        words.append(word_of[: len(running)][fits])
    return np.concatenate(hashes), np.concatenate(words)


def _word_hashes(scrambled: NDArray[np.uint32], bounds: NDArray[np.intp]) -> NDArray[np.uint32]:
    if len(bounds) < 2:
        return np.empty(0, np.uint32)
    inside = np.arange(len(scrambled) - 1) - np.repeat(bounds[:-1], np.diff(bounds))
    weighted = scrambled[:-1] * _POWERS[inside % len(_POWERS)]
    return np.add.reduceat(weighted, bounds[:-1], dtype=np.uint32)


def _finish(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> np.uint32(16))) * _MIX
    mixed ^= mixed >> np.uint32(13)
    mixed *= _PAIR
    return mixed >> np.uint32(32 - bits)

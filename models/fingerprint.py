"""A fingerprint of each folded text: SimHash of 64 bits, alike for texts that share most of their words.

Bit b is set where more than half of the words have bit b set in their own hash (Charikar, "Similarity estimation
techniques from rounding algorithms", 2002). Words are runs of letters, marks and digits by Unicode category; their
order, punctuation, emoji, links and phone numbers play no part. Integer arithmetic only: the same on every platform.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BITS = 64
_TABLE_END = 0x20000  # beyond it: rare ideographs, taken as letters, and nothing else of interest
_POSITIONS = 64
_CHUNK_CHARACTERS = 100_000  # bounds the working memory, whatever the length of the comments
_POWERS = np.multiply.accumulate(np.full(_POSITIONS, 0x9E3779B97F4A7C15, np.uint64))


def _word_characters() -> NDArray[np.bool_]:
    table = np.ones(_TABLE_END + 1, np.bool_)
    table[:_TABLE_END] = [unicodedata.category(chr(code))[0] in "LMN" for code in range(_TABLE_END)]
    return table


_IN_WORD = _word_characters()


def fingerprints(folded: Sequence[str]) -> tuple[int, ...]:
    """Return the fingerprint of each text as a signed 64-bit integer; 0 for a text without words.

    folded: texts that `models.text` has folded, so they hold no line breaks.
    """
    found: list[int] = []
    start = size = 0
    for end, text in enumerate(folded, 1):
        size += len(text)
        if size > _CHUNK_CHARACTERS or end == len(folded):
            found += _of_chunk(folded[start:end])
            start, size = end, 0
    return tuple(found)


def _of_chunk(folded: Sequence[str]) -> list[int]:
    joined = "\n" + "\n".join(folded) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), "<u4")
    hashes, starts = _words(codes)
    text = np.searchsorted(np.flatnonzero(codes == 10), starts) - 1
    counts = np.bincount(text, minlength=len(folded))
    ends = np.cumsum(counts)
    found: list[int] = _majorities(hashes, ends - counts, ends).tolist()
    return found


def _words(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """Return the hash of each word, and where it begins."""
    in_word = _IN_WORD[np.minimum(codes, _TABLE_END)]
    step = np.diff(in_word.astype(np.int8))  # a line break stands at both ends, so every word has two edges
    starts = np.flatnonzero(step == 1) + 1
    if not len(starts):
        return np.empty(0, np.uint64), starts
    kept = np.flatnonzero(in_word)
    lengths = np.flatnonzero(step == -1) + 1 - starts
    first = np.cumsum(lengths) - lengths  # of each word, among the kept characters
    place = np.arange(len(kept)) - np.repeat(first, lengths)
    terms = codes[kept].astype(np.uint64) * _POWERS[place % _POSITIONS]
    return _mixed(np.add.reduceat(terms, first)), starts


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finishing step of SplitMix64 (Steele, Lea and Flood, 2014): every bit in weighs on every bit out."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _majorities(hashes: NDArray[np.uint64], begins: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the bits that most of hashes[begin:end] have, for each pair; 0 where there are none."""
    filled = np.flatnonzero(ends > begins)
    sums = np.zeros((len(begins), BITS), np.int64)
    if len(filled):
        bits = np.unpackbits(hashes.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        sums[filled] = np.add.reduceat(bits, begins[filled], axis=0, dtype=np.int64)
    most = sums * 2 > (ends - begins)[:, None]
    packed = np.packbits(most, axis=1, bitorder="little").view("<u8")[:, 0]
    return packed.astype(np.uint64).view(np.int64)

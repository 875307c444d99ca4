"""The arithmetic of n-gram hashes: integers only, so the same on every platform.

The hash of an n-gram is sum(code[j] * base**j) over scrambled codes, finished with the mixing step of MurmurHash3
(Appleby, public domain).
"""

import sys

import numpy as np
from numpy.typing import NDArray

POWERS = np.multiply.accumulate(np.full(64, 0x9E3779B1, np.uint32), dtype=np.uint32)
PAIR = np.uint32(0xC2B2AE35)
_MIX = np.uint32(0x85EBCA6B)
_WIDE_MIX = np.uint64(0xBF58476D1CE4E5B9)
_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


def _accumulated(base: int, number: int) -> NDArray[np.uint64]:
    return np.multiply.accumulate(np.full(number, base, np.uint64), dtype=np.uint64)


_WIDE_BASE = 0x9E3779B97F4A7C15
_WIDE_UNBASE = pow(_WIDE_BASE, -1, 1 << 64)
_KEPT = 1 << 16  # powers kept ready: enough for every batch but the oddest
_WIDE_POWERS, _WIDE_INVERSE = _accumulated(_WIDE_BASE, _KEPT), _accumulated(_WIDE_UNBASE, _KEPT)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text without lone surrogates."""
    return np.frombuffer(text.encode(_UTF32), np.uint32)


def scramble(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Code points made different from each other in all bits, before they are summed."""
    mixed = (codes + np.uint32(1)) * PAIR
    return mixed ^ (mixed >> np.uint32(15))


BOUNDARY = scramble(np.array([32], np.uint32))[0]


def finish(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Buckets below 2**bits for sums of scrambled code points times powers."""
    mixed = (hashes ^ (hashes >> np.uint32(16))) * _MIX
    mixed ^= mixed >> np.uint32(13)
    mixed *= PAIR
    return mixed >> np.uint32(32 - bits)


def identities(scrambled: NDArray[np.uint32], start: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Hashes of 64 bits that tell words apart: of the code points start:end, with start > 0.

    One prefix sum of code * base**place serves all words: each is a difference, brought to the same place.
    """
    powers, inverse = _wide_powers(len(scrambled))
    sums = np.cumsum(scrambled * powers, dtype=np.uint64)
    mixed = (sums[end - 1] - sums[start - 1]) * inverse[start]
    mixed ^= mixed >> np.uint64(29)
    return mixed * _WIDE_MIX


def _wide_powers(number: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    if number <= _KEPT:
        return _WIDE_POWERS[:number], _WIDE_INVERSE[:number]
    return _accumulated(_WIDE_BASE, number), _accumulated(_WIDE_UNBASE, number)

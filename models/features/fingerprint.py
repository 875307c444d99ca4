"""A fingerprint of each folded text: SimHash of 64 bits, alike for texts that share most of their words.

Bit b is set where more than half of the words have bit b set in their own hash (Charikar, "Similarity estimation
techniques from rounding algorithms", 2002). Words and their hashes are those of `models.features.ngrams`; their order,
punctuation, emoji, links and phone numbers play no part. Integer arithmetic only: the same on every platform.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.features.ngrams import Words

BITS = 64
_LANES = BITS // 4  # numbers of 64 bits that hold a count of 16 bits for each bit of a hash
_TOGETHER = 64  # numbers compared at once with all others, so that the differences stay in the cache


def _spread() -> NDArray[np.uint64]:
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return bits.astype(np.uint16).view(np.uint64)


_SPREAD = _spread()  # each byte as eight counts, 0 or 1, in two numbers


def fingerprints(found: Words, texts: int) -> list[int]:
    """The fingerprint of each of the texts as a signed 64-bit integer; 0 for a text without words.

    Four bits are counted in one addition. Beyond 65,535 words, five times what a comment may hold, the counts run
    over: equal texts stay equal, near ones may not stay near.
    """
    if not len(found.text):
        return [0] * texts
    counts = np.empty((len(found.says), _LANES + 1), np.uint64)
    counts[:, :_LANES] = _SPREAD[mixed(found.identity).astype("<u8").view(np.uint8)].reshape(-1, _LANES)
    counts[~found.says] = 0
    counts[:, _LANES] = found.says
    starts = np.flatnonzero(np.concatenate(([True], found.text[1:] != found.text[:-1])))
    sums = np.add.reduceat(counts[found.kind], starts, axis=0)
    of_bits = np.ascontiguousarray(sums[:, :_LANES]).view(np.uint16)
    most = of_bits > sums[:, _LANES:] // np.uint64(2)
    result = np.zeros(texts, np.int64)
    result[found.text[starts]] = np.packbits(most, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.int64)
    return result.tolist()


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes in which every bit of a value weighs on every bit.

    The finishing step of SplitMix64 (Steele, Lea and Flood, 2014).
    """
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def near(wanted: Sequence[int], known: Sequence[int], most: int) -> list[tuple[int, int, int]]:
    """The pairs that differ in at most `most` bits, as (place in wanted, place in known, bits), wanted in order.

    Numbers are signed, of 64 bits. Takes a nanosecond or two a pair.
    """
    some, others = (np.array(numbers, np.int64).view(np.uint64) for numbers in (wanted, known))
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(some), _TOGETHER):
        bits = np.bitwise_count(some[start : start + _TOGETHER, None] ^ others)
        rows, columns = np.nonzero(bits <= most)
        found += zip((rows + start).tolist(), columns.tolist(), bits[rows, columns].tolist(), strict=True)
    return found

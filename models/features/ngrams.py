"""Hashed n-grams of a batch of folded texts: the same integers when training and when scoring.

Words are runs of letters, marks and digits by Unicode category, so no Bengali word is cut at a vowel sign; a
punctuation mark, single or repeated, is a word of its own. The n-grams of a word are the word itself and the runs
of 2 to 5 of its characters, with a boundary mark on both sides; a mark has itself alone. Words and pairs of
neighbouring words are hashed into the upper half of 2**bits buckets, runs of characters into the lower half.

Everything hangs on words: each distinct word of a batch is taken apart once, wherever it stands, and a text is the
set of its words and pairs. How an n-gram becomes a number is in `models.features.hashing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.features.char_classes import ENDS, KIND, MARK, SAYS, TABLE_END
from models.features.hashing import BOUNDARY, PAIR, POWERS, code_points, finish, identities, scramble
from models.text.characters import LINE

CHAR_NGRAMS = (2, 5)

_LINE_BREAK = 10
_BLANK = 32
_LINE = ord(LINE)


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a batch of texts, in their order, and the n-grams of each distinct one.

    For each of n words: the `text` it stands in, its half-open range of characters there (`start`, `end`), its `kind`,
    the number 0..m-1 of the distinct word it is, `first`, True where that word is new to its text, and `stop`, True
    where it ends a sentence or a line.
    For each pair of neighbours: its `pair_bucket`, and the two, `pair_word` and `pair_next`; a pair in which neither
    word is new to the text is left out.
    For each distinct word: `identity`, its hash of 64 bits, `spelled`, False for marks, and `says`, False for marks,
    emoji, links and such.
    `grams`: the buckets of the distinct words, one word after the other; kind k has those from `gram_starts[k]` on.
    """

    text: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    kind: NDArray[np.intp]
    first: NDArray[np.bool_]
    stop: NDArray[np.bool_]
    pair_word: NDArray[np.intp]
    pair_next: NDArray[np.intp]
    identity: NDArray[np.uint64]
    spelled: NDArray[np.bool_]
    says: NDArray[np.bool_]
    buckets: NDArray[np.uint32]
    grams: int
    gram_starts: NDArray[np.intp]


def words(folded: Sequence[str], bits: int) -> Words:
    """The words of texts that `models.text.fold` has folded (they hold no line breaks), hashed into 2**bits buckets."""
    joined = "\n" + "\n".join(folded) + "\n"
    codes = code_points(joined)
    start, end, is_mark = _bounds(codes)
    breaks = np.flatnonzero(codes == _LINE_BREAK)
    text = np.searchsorted(breaks, start) - 1
    scrambled = scramble(codes)
    identity = identities(scrambled, start, end)

    order = np.argsort(identity, kind="stable")
    ranked = identity[order]
    changed = np.ones(len(order), np.bool_)
    changed[1:] = ranked[1:] != ranked[:-1]
    kind = np.empty(len(order), np.intp)
    kind[order] = np.cumsum(changed) - 1
    first = np.empty(len(order), np.bool_)
    placed = text[order]
    first[order[1:]] = changed[1:] | (placed[1:] != placed[:-1])
    first[order[:1]] = True

    short = _short(identity)
    left, right = _neighbours(np.flatnonzero(~is_mark), text, first)
    half = np.uint32(1 << (bits - 1))
    chosen = order[changed]
    spelled = np.where(is_mark[chosen], 0, end[chosen] - start[chosen] + 2)
    grams, gram_starts = _grams(scrambled, start[chosen], spelled, short[chosen])
    buckets = finish(np.concatenate((grams, short[left] + short[right] * PAIR)), bits - 1)
    buckets[gram_starts] += half
    buckets[len(grams) :] += half
    begin = breaks[text] + 1
    return Words(
        text=text,
        start=start - begin,
        end=end - begin,
        kind=kind,
        first=first,
        stop=_stops(codes, start, end),
        pair_word=left,
        pair_next=right,
        identity=identity[chosen],
        spelled=spelled > 0,
        says=SAYS[np.minimum(codes[start[chosen]], TABLE_END)],
        buckets=buckets,
        grams=len(grams),
        gram_starts=gram_starts,
    )


def regrouped(found: Words, first: NDArray[np.intp], after: NDArray[np.intp], bits: int) -> Words:
    """The same words as if each range first..after - 1 of them were a text, hashed into 2**bits buckets as before.

    Ranges may lie over each other. The distinct words and their n-grams stay as they are, those in no range as well.
    """
    token = places_of(first, after - first)
    text, kind = np.repeat(np.arange(len(first)), after - first), found.kind[token]
    new = np.zeros(len(token), np.bool_)
    new[np.unique(text * len(found.identity) + kind, return_index=True)[1]] = True
    left, right = _neighbours(np.flatnonzero(found.spelled[kind]), text, new)
    short = _short(found.identity)[kind]
    pairs = finish(short[left] + short[right] * PAIR, bits - 1) + np.uint32(1 << (bits - 1))
    return replace(
        found,
        text=text,
        start=found.start[token],
        end=found.end[token],
        kind=kind,
        first=new,
        stop=found.stop[token],
        pair_word=left,
        pair_next=right,
        buckets=np.concatenate((found.buckets[: found.grams], pairs)),
    )


def _short(identity: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return (identity >> np.uint64(32)).astype(np.uint32)


def _neighbours(
    plain: NDArray[np.intp], text: NDArray[np.intp], first: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of neighbours among the plain words, of which one at least is new to its text."""
    left, right = plain[:-1], plain[1:]
    near = (text[left] == text[right]) & (first[left] | first[right])
    return left[near], right[near]


def _bounds(codes: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Where words and marks start and end, and which are marks; first and last code are line breaks, and neither."""
    kind = KIND[np.minimum(codes, TABLE_END)]
    changes = kind[1:] != kind[:-1]
    marks = np.flatnonzero(kind[1:] == MARK)
    changes[marks[codes[marks + 1] != codes[marks]]] = True  # folding leaves two of a mark at most
    edges = np.flatnonzero(changes) + 1
    kind = kind[edges]
    inside = np.flatnonzero(kind)
    return edges[inside], edges[inside + 1], kind[inside] == MARK


def _stops(codes: NDArray[np.uint32], start: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which words are the last of a sentence or line; a full stop inside "3.5" or "e.g" ends none."""
    behind = codes[end]
    ends = ENDS[np.minimum(codes[start], TABLE_END)]
    result: NDArray[np.bool_] = (behind == _LINE) | (ends & ((behind == _BLANK) | (behind == _LINE_BREAK)))
    return result


def _grams(
    scrambled: NDArray[np.uint32], start: NDArray[np.intp], spelled: NDArray[np.intp], own: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Hashes of the n-grams of words, word by word, each word's `own` hash first; and where each word's begin.

    `spelled`: characters of a word with both boundaries, 0 for what is not spelled.
    """
    sizes = range(CHAR_NGRAMS[0], CHAR_NGRAMS[1] + 1)
    numbers = [np.maximum(spelled - (size - 1), 0) for size in sizes]
    total = sum(numbers, start=np.ones(len(own), np.intp))
    begin = np.cumsum(total) - total
    result = np.empty(int(total.sum()), np.uint32)
    result[begin] = own
    codes = scrambled[places_of(start - 1, spelled)]
    after = np.cumsum(spelled)
    bounded = np.flatnonzero(spelled)
    codes[after[bounded] - 1] = codes[after[bounded] - spelled[bounded]] = BOUNDARY
    left = np.repeat(after, spelled) - np.arange(len(codes))  # characters from here to the end of the word
    running = codes * POWERS[0]
    free = begin + 1
    for size, number in zip(sizes, numbers, strict=True):
        running = running[:-1] + codes[size - 1 :] * POWERS[size - 1]
        result[places_of(free, number)] = running[left[: len(running)] >= size]
        free += number
    return result, begin


def letters_covered(found: Words) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """For each n-gram of `found.buckets[: found.grams]` the letters of its word that it covers, boundaries left out.

    Returns three arrays: the kind of its word, and the half-open range of letters, counted from the word's first.
    """
    letters = np.empty(len(found.gram_starts), np.intp)
    letters[found.kind] = found.end - found.start
    grams = np.diff(found.gram_starts, append=found.grams)
    spelled = np.where(grams == 1, 0, letters + 2)  # a mark has itself alone
    kind = np.repeat(np.arange(len(letters)), grams)
    first, after = np.zeros(found.grams, np.intp), letters[kind]
    free = found.gram_starts + 1
    for size in range(CHAR_NGRAMS[0], CHAR_NGRAMS[1] + 1):
        number = np.maximum(spelled - (size - 1), 0)
        grams_of_size = places_of(free, number)
        start = places_of(np.zeros_like(number), number)  # the boundary before the word is at 0, its first letter at 1
        first[grams_of_size] = np.maximum(start, 1) - 1
        after[grams_of_size] = np.minimum(start + size - 1, np.repeat(letters, number))
        free = free + number
    return kind, first, after


def places_of(start: NDArray[np.intp], length: NDArray[np.intp]) -> NDArray[np.intp]:
    """The members of the ranges start..start + length - 1, laid end to end."""
    after = np.cumsum(length)
    return np.arange(after[-1] if len(after) else 0) + np.repeat(start - after + length, length)

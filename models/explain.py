"""Why a comment got its scores: what the whole of it and its worst part owe to each word, as one list by label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.contributions import contributions_of
from models.features.ngrams import words
from models.lift import shares
from models.protocol import Contribution, Lift, Part
from models.table import Table
from models.text.fold import Folded, fold
from models.text.graphemes import Clusters
from models.text.lines import to_score

_Span = tuple[int, int]


class Curve(NamedTuple):
    """The calibration of a label in the language of a text."""

    slope: float
    offset: float


class Explained(NamedTuple):
    """Of one label: what is added behind all that weighed, what weighed, heaviest first, and the range of the text that
    is its worst part, None where it has no parts."""

    intercept: float
    contributions: list[Contribution]
    part: _Span | None


def explained(
    text: str, table: Table, columns: Sequence[int], curves: Sequence[Curve], lifts: Sequence[Lift]
) -> list[Explained]:
    """For each column of the table, with its curve and lift, why the text got its score."""
    folded = fold(text)
    line = to_score(text, folded.text)
    read = Folded(line, folded.offsets[: len(line)], folded.ends[: len(line)])
    found = words([read.text], table.bits)
    logits, spans = table.logits(found, 1), table.worst(found)
    counted = [
        shares(float(logits.whole[0, column]), float(logits.worst[0, column]), *curve, lift)
        for column, curve, lift in zip(columns, curves, lifts, strict=True)
    ]
    slopes = np.array([curve.slope for curve in curves])
    of_whole = np.array([one.whole if spans else one.whole + one.worst for one in counted])
    whole = contributions_of(text, read, found, table.weights(found)[:, columns] * (slopes * of_whole))
    parts = _by_part([spans[column] for column in columns]) if spans else {}
    result = [Explained(one.added, items, None) for one, items in zip(counted, whole, strict=True)]
    if not parts:
        return result
    clusters = Clusters(text)
    for (first, after), places in parts.items():
        part = _cut(read, int(found.start[first]), int(found.end[after - 1]))
        start, end = int(clusters.begins(np.intp(part.offsets[0]))), int(clusters.ends(np.intp(part.ends[-1])))
        factors = slopes[places] * [counted[place].worst for place in places]
        for place, items in zip(
            places, _of_part(text, part, (start, end), table, [columns[one] for one in places], factors), strict=True
        ):
            result[place] = Explained(counted[place].added, _merged(whole[place], items), (start, end))
    return result


def _by_part(spans: Sequence[_Span]) -> dict[_Span, list[int]]:
    """The places at which each span stands."""
    places: dict[_Span, list[int]] = {}
    for place, span in enumerate(spans):
        places.setdefault(span, []).append(place)
    return places


def _cut(folded: Folded, start: int, end: int) -> Folded:
    return Folded(folded.text[start:end], folded.offsets[start:end], folded.ends[start:end])


def _of_part(
    text: str, part: Folded, span: _Span, table: Table, columns: Sequence[int], factors: NDArray[np.float64]
) -> list[list[Contribution]]:
    """What weighed in the part of the text at `span`, for these columns, each times its factor."""
    start, end = span
    moved = Folded(part.text, tuple(one - start for one in part.offsets), tuple(one - start for one in part.ends))
    found = words([part.text], table.bits)
    weighed = contributions_of(text[start:end], moved, found, table.weights(found)[:, columns] * factors)
    return [[_shifted(item, start) for item in items] for items in weighed]


def _shifted(item: Contribution, by: int) -> Contribution:
    parts = tuple(Part(part.start + by, part.end + by, part.weight) for part in item.parts)
    return item._replace(start=item.start + by, end=item.end + by, parts=parts)


def _merged(whole: Sequence[Contribution], part: Sequence[Contribution]) -> list[Contribution]:
    """The contributions to the whole with those of the part added to them, heaviest first."""
    left: dict[tuple[int, int, str], list[Contribution]] = {}  # several words may stand within one sign, as in a flag
    for item in whole:
        left.setdefault((item.start, item.end, item.kind), []).append(item)
    merged = []
    for item in part:
        same = left.get((item.start, item.end, item.kind))
        merged.append(_added(same.pop(), item) if same else item)
    merged += [item for items in left.values() for item in items]
    return sorted(merged, key=lambda item: (-abs(item.weight), item.start))


def _added(one: Contribution, other: Contribution) -> Contribution:
    weight = one.weight + other.weight
    if [part[:2] for part in one.parts] == [part[:2] for part in other.parts]:
        sums = zip(one.parts, other.parts, strict=True)
        parts = tuple(Part(part.start, part.end, part.weight + more.weight) for part, more in sums)
    else:
        parts = (Part(one.start, one.end, weight),)
    return one._replace(weight=weight, parts=parts)

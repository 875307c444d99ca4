"""Rows by source and language, and what they state."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.training.read import Row

ALL = "all"  # of a source: all its languages; of a language: all sources
_FEW = 30  # rows of a language inside a source; fewer say nothing alone and count with its main language


def by_source(rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    """The indices of the rows of each source, by name."""
    found = defaultdict(list)
    for index, row in enumerate(rows):
        found[row.source].append(index)
    return sorted(found.items())


def main_language(rows: Sequence[Row], indices: Iterable[int]) -> str:
    """The most frequent language among these rows."""
    return Counter(rows[index].lang for index in indices).most_common(1)[0][0]


def stated_rows(
    rows: Sequence[Row], indices: Sequence[int], label: str, scores: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.int_]]:
    """Those of the indices whose rows state the label, and what they state, 0 or 1; what is not scored is left out.

    scores: of the label, for all rows, NaN where it is not scored.
    """
    stated = np.array([index for index in indices if label in rows[index].labels], np.intp)
    stated = stated[~np.isnan(scores[stated])]
    return stated, np.array([rows[index].labels[label] for index in stated], np.int_)


def by_language(rows: Sequence[Row], indices: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield the indices by language, first all together where there are several; few rows count with the main one."""
    main = main_language(rows, indices)
    sizes = Counter(rows[index].lang for index in indices)
    parts = defaultdict(list)
    for index in indices:
        language = rows[index].lang
        parts[language if sizes[language] >= _FEW else main].append(index)
    if len(parts) > 1:
        yield ALL, list(indices)
    yield from sorted(parts.items())


def share(which: NDArray[np.bool_]) -> float | None:
    """The share of True, rounded to 4 places; None of nothing."""
    return round(float(which.mean()), 4) if len(which) else None


def clean_rows(rows: Sequence[Row], indices: Sequence[int]) -> list[int]:
    """Return those of the indices whose rows state labels, and none that applies."""
    return [index for index in indices if rows[index].labels and not any(rows[index].labels.values())]

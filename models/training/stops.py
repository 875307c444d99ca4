"""What a classifier would stop at its thresholds, of what should be stopped and of what should not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.protocol import LimitsOf
from models.training.groups import by_source, clean_rows, main_language, share
from models.training.read import Row


@dataclass(frozen=True)
class Stops:
    """What the thresholds do to the rows of a source: shares 0..1 of clean ones and of toxic or spam ones.

    A row is stopped when any label is held. `rejected` counts among the held.
    """

    source: str
    language: str
    clean: int
    held: float | None
    rejected: float | None
    toxic: int
    toxic_stopped: float | None
    toxic_rejected: float | None
    spam: int
    spam_stopped: float | None


@dataclass(frozen=True, eq=False)
class Bars:
    """What the score of each row must reach, by label: shape (n_rows, n_labels). `reject` is inf where none rejects."""

    hold: NDArray[np.float64]
    reject: NDArray[np.float64]


def bars(languages: Sequence[str], labels: Sequence[str], limits_of: LimitsOf) -> Bars:
    """The limits that hold for rows in which the classifier found these languages."""
    found = {language: limits_of(language) for language in set(languages)}
    by_row = [[found[language][label] for label in labels] for language in languages]
    hold = [[limits.hold for limits in row] for row in by_row]
    reject = [[np.inf if limits.reject is None else limits.reject for limits in row] for row in by_row]
    shape = (len(languages), len(labels))
    return Bars(np.array(hold, np.float64).reshape(shape), np.array(reject, np.float64).reshape(shape))


def stops(
    rows: Sequence[Row], scores: NDArray[np.float64], limits: Bars, rest: NDArray[np.float64] | None = None
) -> list[Stops]:
    """A Stops per source, at the given limits."""
    held, rejected = outcomes(scores, limits, rest)
    table = []
    for source, indices in by_source(rows):
        clean = clean_rows(rows, indices)
        toxic = [index for index in indices if rows[index].labels.get("toxicity") == 1]
        spam = [index for index in indices if rows[index].labels.get("spam") == 1]
        table.append(
            Stops(
                source=source,
                language=main_language(rows, indices),
                clean=len(clean),
                held=share(held[clean]),
                rejected=share(rejected[clean]),
                toxic=len(toxic),
                toxic_stopped=share(held[toxic]),
                toxic_rejected=share(rejected[toxic]),
                spam=len(spam),
                spam_stopped=share(held[spam]),
            )
        )
    return table


def outcomes(
    scores: NDArray[np.float64], limits: Bars, rest: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows any label holds, and which any label rejects; rejected ones are held as well. Each (n_rows,).

    rest: what the scores are without their heaviest word, for what is rejected; the scores themselves if not given.
    """
    held: NDArray[np.bool_] = np.any(scores >= limits.hold, axis=1)
    rejected: NDArray[np.bool_] = np.any((scores if rest is None else rest) >= limits.reject, axis=1)
    return held, rejected

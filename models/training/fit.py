"""Fitting: a logistic regression per label on the hashed TF-IDF that scoring uses.

Three things make it better than the plain one, each tried on the development rows (docs/model-card.md has figures):
- every source of both classes has an intercept of its own while fitting, because the sources disagree about where
  abuse begins; scoring leaves them out, and the calibration says what is left;
- for `toxicity` and `spam`, features are scaled by how much they tell the classes apart (Wang and Manning 2012);
- the other labels, which have few positives, start from the toxicity of a row, as an input with one weight.
"""

import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from models.calibrate import Calibration
from models.lift import WORST
from models.table import idf_step
from models.text.language import detect
from models.training.augment import SOURCES
from models.training.curves import curves
from models.training.matrix import counts, counts_of_parts, inverse_frequency, weigh
from models.training.read import Row
from models.training.weights import known

BASE = "toxicity"  # fitted first; the rarer labels start from it
FOLDS = 10  # rows are scored for calibration by a fit that has not seen them; of 4 parts it is visibly the weaker one
_SCORED = 3  # of these folds, for each label but BASE: enough rows for its curves
_STEPS = 20  # of the solver; 60 change no figure by 0.002 and take three times as long
_WORDS_COUNT = 1.4  # words against the far more numerous n-grams of characters
_ALIKE = 0.3  # scale of a feature that tells nothing, beside log ratios of 0 to 8
_ONE_SIDED = 0.03  # share of the rarer class in a source
_BASE_SCALE = 2.0  # how freely the weight of BASE moves; its values are brought to a deviation of 1
_PRIOR = 0.3  # added to the class totals of each feature


@dataclass(frozen=True)
class Recipe:
    """How a label is fitted: inverse of the L2 penalty, features scaled by what they tell or not, how freely the
    intercepts of sources move, and whether it starts from BASE."""

    strength: float
    scaled: bool
    sources: float
    based: bool


_RECIPES = {BASE: Recipe(2.0, True, 2.0, False), "spam": Recipe(4.0, True, 0.25, False)}
_USUAL = Recipe(3.0, False, 2.0, True)


@dataclass(frozen=True, eq=False)
class Fitted:
    """`table` (2**bits, n_labels) and `idf` (2**bits,) as `models.table` reads them, and the calibration."""

    table: NDArray[np.float32]
    idf: NDArray[np.float64]
    calibration: Calibration


def fit(rows: Sequence[Row], labels: Sequence[str], bits: int, seed: int) -> Fitted:
    """The fitted table; the same rows and seed give the same numbers."""
    matrix = counts([row.text for row in rows], bits)
    idf = inverse_frequency(matrix)
    idf[len(idf) // 2 :] *= _WORDS_COUNT
    step = idf_step(idf)
    idf = np.round(idf / step) * step  # as it will be kept, so that fitting and scoring use one length
    calibrating = np.array([index for index, row in enumerate(rows) if not row.made], np.intp)
    of_parts, owner = counts_of_parts([rows[index].text for index in calibrating], bits)
    owner = calibrating[owner]
    matrix = sp.vstack([matrix, of_parts], format="csr")
    weigh(matrix, idf)
    fold = np.array([(zlib.crc32(row.text.encode("utf-8", "replace")) + seed) % FOLDS for row in rows])
    fold = np.concatenate((fold, fold[owner]))  # a part is scored by a fit that has not seen its text
    solver = _Solver(matrix, np.array([*(row.source for row in rows), *[""] * len(owner)]), fold, seed)
    scores = np.zeros((len(rows), len(labels)))
    table = np.zeros((1 << bits, len(labels)), np.float32)
    truths: list[NDArray[np.int8]] = [np.zeros(0, np.int8)] * len(labels)
    for label in sorted(labels, key=lambda label: label != BASE):
        column = labels.index(label)
        truth, weight = _known(rows, label, matrix.shape[0])
        weights, unseen = solver.fit(truth, weight, _RECIPES.get(label, _USUAL))
        scores[:, column] = _with_parts(unseen, owner, len(rows))
        table[:, column] = idf * weights
        truths[column] = np.where([label in row.labels and not row.made for row in rows], truth[: len(rows)], -1)
    return Fitted(table, idf, curves(labels, scores, truths, [detect(row.text) for row in rows]))


def _with_parts(unseen: NDArray[np.float64], owner: NDArray[np.intp], texts: int) -> NDArray[np.float64]:
    """The logits of the texts as `models.lift` adds up of the whole and the worst part; parts follow the texts."""
    worst = np.full(texts, -np.inf)
    with np.errstate(invalid="ignore"):  # NaN, where no fit was made without the text, stays NaN
        np.maximum.at(worst, owner, unseen[texts:])
    whole = unseen[:texts]
    result: NDArray[np.float64] = whole + WORST * np.where(np.isneginf(worst), whole, worst)
    return result


def _known(rows: Sequence[Row], label: str, size: int) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    truth, weight = np.zeros(size, np.int8), np.zeros(size)
    for index, row in enumerate(rows):
        said = known(row, label)
        if said is not None:
            truth[index], weight[index] = said
    return truth, weight


@dataclass(eq=False)
class _Solver:
    """Fits one label after the other on the same rows, and keeps what the first one found as `base`."""

    matrix: sp.csr_matrix
    source: NDArray[np.str_]
    fold: NDArray[np.int_]
    seed: int
    base: NDArray[np.float64] | None = None  # of the rows, by fits that have not seen them
    base_weights: NDArray[np.float64] | None = None

    def fit(
        self, truth: NDArray[np.int8], weight: NDArray[np.float64], recipe: Recipe
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights of the features, and a logit for each row from a fit without it; NaN where there is none.

        Only BASE is scored in all folds, for the others to start from; a few are enough to calibrate.
        """
        rows = weight > 0
        unseen = np.full(len(truth), np.nan)
        for number in range(FOLDS if self.base_weights is None else _SCORED):
            away = self.fold == number
            unseen[away] = self._logits(self._fit(truth, weight, rows & ~away, recipe), away)
        weights, start = self._fit(truth, weight, rows, recipe)
        if self.base_weights is None:
            self.base, self.base_weights = unseen / (unseen.std() or 1.0), weights / (unseen.std() or 1.0)
            return weights, unseen
        return weights + start * self.base_weights, unseen

    def _logits(self, fitted: tuple[NDArray[np.float64], float], rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        weights, start = fitted
        result: NDArray[np.float64] = self.matrix[rows] @ weights
        return result + start * self.base[rows] if start and self.base is not None else result

    def _fit(
        self, truth: NDArray[np.int8], weight: NDArray[np.float64], chosen: NDArray[np.bool_], recipe: Recipe
    ) -> tuple[NDArray[np.float64], float]:
        truth, weight = truth[chosen], weight[chosen]
        features = self.matrix.shape[1]
        if len(set(truth)) < 2:
            return np.zeros(features), 0.0
        part = self.matrix[chosen].astype(np.float64)  # the solver would copy it anyway
        scale = _telling(part, truth, weight) if recipe.scaled else np.ones(features)
        part.data *= scale[part.indices]
        beside = [_intercepts(self.source[chosen], truth, recipe.sources)]
        if recipe.based and self.base is not None:
            beside.append(sp.csr_matrix(self.base[chosen][:, None] * _BASE_SCALE))
        model = LogisticRegression(
            C=recipe.strength,
            solver="liblinear",
            dual=True,
            intercept_scaling=5,
            max_iter=_STEPS,
            tol=0.02,
            random_state=self.seed,
        )
        with warnings.catch_warnings():
            # A fixed number of steps is meant: further ones cost time and change no figure.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(sp.hstack([part, *beside], format="csr"), truth, sample_weight=weight)
        found: NDArray[np.float64] = model.coef_[0]
        start = found[-1] * _BASE_SCALE if recipe.based and self.base is not None else 0.0
        return found[:features] * scale, float(start)


def _telling(part: sp.csr_matrix, truth: NDArray[np.int8], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """|log of the ratio between a feature's shares in the two classes| + _ALIKE."""
    yes = _PRIOR + part.T @ (truth * weight)
    no = _PRIOR + part.T @ ((1 - truth) * weight)
    result: NDArray[np.float64] = np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum())) + _ALIKE
    return result


def _intercepts(source: NDArray[np.str_], truth: NDArray[np.int8], scale: float) -> sp.csr_matrix:
    """A column for each source that disagrees with others; one of (nearly) one class would explain itself away."""
    names, column = np.unique(source, return_inverse=True)
    share = np.bincount(column, truth) / np.bincount(column)
    rows = np.flatnonzero((share[column] > _ONE_SIDED) & (share[column] < 1 - _ONE_SIDED) & ~np.isin(source, SOURCES))
    shape = (len(source), len(names))
    return sp.csr_matrix((np.full(len(rows), scale), (rows, column[rows])), shape=shape)

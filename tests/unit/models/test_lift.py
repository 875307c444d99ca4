"""How a comment is lifted towards its worst part: never beyond it, never below the sum, and as it is explained."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibrate import Calibration
from models.lift import WORST, Lifts, combined, shares
from models.protocol import Lift
from models.table import Logits

LOGITS = st.floats(-9, 9)
SLOPE, OFFSET = 0.6, -1.2
CALIBRATION = Calibration((), np.array([[SLOPE]]), np.array([[OFFSET]]))
LIFT = Lift(0.7, 3.0)


def logit(whole: float, worst: float, lift: Lift = LIFT) -> float:
    logits = Logits(np.array([[whole]]), np.array([[worst]]))
    return float(combined(logits, CALIBRATION, ["bn"], Lifts(["toxicity"], {"toxicity": lift}))[0, 0])


def alone(part: float) -> float:
    return SLOPE * (1 + WORST) * part + OFFSET


@given(LOGITS)
def test_a_text_without_parts_is_what_it_is_alone(value: float) -> None:
    assert logit(value, value) == pytest.approx(alone(value))


@given(LOGITS, LOGITS)
def test_nothing_is_lifted_beyond_its_worst_part_or_falls_below_the_sum(whole: float, worst: float) -> None:
    both = SLOPE * (whole + WORST * worst) + OFFSET
    assert both - 1e-9 <= logit(whole, worst) <= max(both, alone(worst)) + 1e-9


def test_what_is_not_doubtful_alone_is_not_lifted() -> None:
    assert logit(-4.0, 1.0) == pytest.approx(SLOPE * (-4.0 + WORST) + OFFSET)


def test_an_insult_between_calm_words_weighs_as_it_would_alone() -> None:
    assert logit(-4.0, 5.0) == pytest.approx(alone(5.0))
    assert logit(-4.0, 5.0, Lift(0.0, 0.0)) < 0 < alone(5.0)


@given(LOGITS, LOGITS, st.floats(-2, 2), st.floats(0, 4))
def test_the_shares_add_up_to_the_logit(whole: float, worst: float, above: float, by: float) -> None:
    lift = Lift(above, by)
    one = shares(whole, worst, SLOPE, OFFSET, lift)
    assert SLOPE * (one.whole * whole + one.worst * worst) + one.added == pytest.approx(
        logit(whole, worst, lift), abs=1e-9
    )

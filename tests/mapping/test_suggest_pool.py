"""The pool of voices: its weights are those that the lines were made with, and its probabilities come true."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from procurement_footprint.mapping.suggest import calibration, pool
from procurement_footprint.mapping.suggest.score import Bin, score

LINES, OUTCOMES = 6_000, 12
TRUE = np.array([0.5, 2.0, 0.0])


def made(seed: int, counts: float = 1.0) -> pool.HeldOut:
    """Lines whose outcomes were drawn from a pool with the weights TRUE; the third voice says nothing that matters."""
    draw = np.random.default_rng(seed)
    said = draw.normal(size=(LINES, OUTCOMES, len(TRUE)))
    chance = pool.probabilities(said, TRUE)
    truth = (chance.cumsum(axis=1) > draw.random((LINES, 1))).argmax(axis=1)
    return pool.HeldOut(said, truth, np.full(LINES, counts))


def test_the_weights_are_found_again() -> None:
    weights = pool.fitted(made(1), np.ones(3))
    assert weights == pytest.approx(TRUE, abs=0.08)
    assert (weights >= 0).all()


def test_where_little_is_known_the_start_holds() -> None:
    start = np.array([1.0, 4.0, 1.0])
    assert pool.fitted(made(1, counts=1e-9), start) == pytest.approx(start, abs=1e-3)


def test_stated_probabilities_come_true_on_lines_that_were_not_fitted_to() -> None:
    weights = pool.fitted(made(1), np.array([1.0, 4.0, 1.0]))
    fresh = made(2)
    chance = pool.probabilities(fresh.said, weights)
    best = chance.argmax(axis=1)
    predicted = [[(str(one), float(chance[line, one]))] for line, one in enumerate(best)]
    truth = pl.DataFrame({"outcome": [str(one) for one in fresh.truth], "money": np.ones(LINES)})
    found = score(truth, predicted)
    assert found.calibration_error < 0.02
    # the weights to begin with are too sure of themselves: the error sees it
    sure = pool.probabilities(fresh.said, np.array([1.0, 4.0, 1.0]))
    overdone = [[(str(one), float(sure[line, one]))] for line, one in enumerate(sure.argmax(axis=1))]
    assert score(truth, overdone).calibration_error > 0.1


def test_a_pool_that_is_too_sure_of_itself_is_taken_down_to_how_often_it_is_right() -> None:
    sure = TRUE * 2.5
    curve = calibration.fitted(made(1), sure)
    assert (np.diff(curve.right) >= 0).all()
    fresh = made(2)
    stated = pool.probabilities(fresh.said, sure)
    chance = curve.calibrated(stated)
    assert (chance.sum(axis=1) <= 1 + 1e-12).all()
    best = stated.argmax(axis=1)
    right = (best == fresh.truth).mean()
    assert stated.max(axis=1).mean() > right + 0.15
    assert chance[np.arange(LINES), best].mean() == pytest.approx(right, abs=0.02)


def test_without_held_out_lines_the_pool_is_taken_at_its_word() -> None:
    chance = np.array([[0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3]])
    assert calibration.AT_ITS_WORD.calibrated(chance) == pytest.approx(chance)


def test_probabilities_add_to_one_however_loud_the_voices_are() -> None:
    said = np.array([[[1e6], [-1e6], [0.0]], [[0.0], [0.0], [0.0]]])
    chance = pool.probabilities(said, np.array([3.0]))
    assert chance.sum(axis=1) == pytest.approx([1, 1])
    assert chance[1] == pytest.approx([1 / 3] * 3)


def test_a_score_by_hand() -> None:
    lines = pl.DataFrame({"outcome": ["a", "a", "b", "c"], "money": [70.0, 10.0, 10.0, 10.0]})
    predicted = [
        [("a", 0.95), ("b", 0.03), ("c", 0.02)],
        [("b", 0.55), ("a", 0.40)],
        [("b", 0.55), ("a", 0.30)],
        [("a", 1.0), ("b", 0.0), ("d", 0.0)],
    ]
    found = score(lines, predicted)
    assert (found.top_1, found.top_3) == (0.5, 0.75)
    assert (found.money_top_1, found.money_top_3) == pytest.approx((0.8, 0.9))
    assert found.bins == (Bin(0.5, 2, pytest.approx(0.55), 0.5), Bin(0.9, 2, pytest.approx(0.975), 0.5))
    assert found.calibration_error == pytest.approx((2 * 0.05 + 2 * 0.475) / 4)


def test_no_lines_score_nothing() -> None:
    found = score(pl.DataFrame(schema={"outcome": pl.String, "money": pl.Float64}), [])
    assert (found.top_1, found.calibration_error, found.bins) == (0, 0, ())

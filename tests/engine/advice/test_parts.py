"""The pieces of the advice by themselves: the knee, the valley, the ties, the resampling, the rule."""

import numpy as np
import pytest

from engine.advice.elbow import knee
from engine.advice.resampling import jaccard_best, strength
from engine.advice.result import Verdict
from engine.advice.ties import spread_ties
from engine.advice.valley import BINS, bin_line, valley_z
from engine.advice.verdict import judge, suggest


def test_the_knee_is_where_the_curve_bends() -> None:
    assert knee({1: 100, 2: 60, 3: 25, 4: 22, 5: 20, 6: 18, 7: 16, 8: 14}) == 3


def test_a_straight_or_flat_curve_has_no_knee() -> None:
    assert knee({k: 100 - 10 * k for k in range(1, 9)}) is None
    assert knee(dict.fromkeys(range(1, 9), 5.0)) is None
    assert knee({1: 2.0, 2: 1.0}) is None


def test_a_valley_is_seen_and_a_hill_or_a_plain_is_not() -> None:
    valley = np.full(BINS, 20)
    valley[10:14] = 0
    hill = np.full(BINS, 5)
    hill[8:16] = 40
    z = valley_z(np.array([valley, hill, np.full(BINS, 20), np.zeros(BINS, dtype=int)]))
    assert z[0] > 5
    np.testing.assert_allclose(z[1:], 0, atol=1e-6)


def test_the_centres_stand_half_a_length_from_the_middle() -> None:
    a, b = np.array([0.0, 0.0]), np.array([4.0, 0.0])
    counts = bin_line(np.array([[0.1, 3.0], [3.9, -2.0], [99.0, 0.0]]), a, b, np.array([[1.0], [0.0]]))
    assert np.flatnonzero(counts[0]).tolist() == [8, 15]


def test_spread_ties_keep_every_value_in_its_own_interval() -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.integers(0, 5, size=300), rng.standard_normal(300)]).astype(float)
    spread = spread_ties(x, rng)
    np.testing.assert_array_equal(np.round(spread.values[:, 0]), x[:, 0])
    np.testing.assert_array_equal(spread.values[:, 1], x[:, 1])
    assert not spread.two_valued.any()


def test_jaccard_and_prediction_strength_of_known_labels() -> None:
    reference, other = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 1, 1, 0, 0, 1])
    np.testing.assert_allclose(jaccard_best(reference, other, 2, 2), [3 / 4, 2 / 3])
    assert strength(reference, reference, 2) == 1.0
    assert strength(reference, other, 2) == pytest.approx(1 / 3)


def test_the_suggestion_follows_the_rule() -> None:
    stable = {2: (0.9, 0.9), 3: (0.8, 0.8, 0.76), 4: (0.9, 0.7, 0.7, 0.7), 9: (0.9,) * 9}
    shares = dict.fromkeys(stable, 0.1)
    assert suggest(5, (2, 3, 4), stable, shares) == (5, None)
    assert suggest(1, (2, 3, 4, 9), stable, shares) == (3, 2)
    assert suggest(1, (2, 3, 4, 9), stable, shares | {3: 0.01}) == (2, None)
    weak = {2: (0.6, 0.6), 3: (0.5,) * 3, 4: (0.65,) * 4}
    assert suggest(1, (2, 3, 4), weak, dict.fromkeys(weak, 0.1)) == (4, 3)


def test_the_verdict_follows_the_rule() -> None:
    assert judge(3, 0.1, False) is Verdict.NATURAL
    assert judge(1, 0.9, False) is Verdict.NONE
    assert judge(1, 0.75, True) is Verdict.REPRODUCIBLE
    assert judge(1, 0.74, True) is Verdict.CONSTRUCTIVE

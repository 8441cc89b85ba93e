"""Intervals cover what they claim to cover."""

import numpy as np
import pytest

from engine.profiles.intervals import difference_interval, mean_interval, median_interval, wilson_interval

DRAWS = 2_000


def test_a_share_that_nobody_was_asked_about_may_be_anything() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("n", "p"), [(30, 0.05), (200, 0.3), (50, 0.9)])
def test_the_interval_of_a_share_covers_it(n: int, p: float) -> None:
    counts = np.random.default_rng(0).binomial(n, p, DRAWS)
    held = [low <= p <= high for low, high in (wilson_interval(int(c), n) for c in counts)]
    assert np.mean(held) >= 0.93


def test_the_interval_of_a_difference_covers_it_also_for_small_groups() -> None:
    rng = np.random.default_rng(1)
    treated, held_out = rng.binomial(180, 0.14, DRAWS), rng.binomial(20, 0.08, DRAWS)
    intervals = [difference_interval(int(a), 180, int(b), 20) for a, b in zip(treated, held_out, strict=True)]
    assert np.mean([low <= 0.06 <= high for low, high in intervals]) >= 0.93


def test_the_interval_of_a_difference_as_published() -> None:
    # Newcombe (1998), table II, case (a): 56/70 against 48/80.
    assert difference_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_interval_of_a_mean_covers_it() -> None:
    samples = np.random.default_rng(2).normal(10, 3, (DRAWS, 12))
    intervals = [mean_interval(float(s.mean()), float(s.std(ddof=1)), 12) for s in samples]
    assert 0.93 <= np.mean([low <= 10 <= high for low, high in intervals if low is not None]) <= 0.97  # type: ignore[misc]
    assert mean_interval(5.0, 0.0, 1) is None


@pytest.mark.parametrize("n", [6, 25, 400])
def test_the_interval_of_a_median_covers_it_whatever_the_shape(n: int) -> None:
    samples = np.sort(np.random.default_rng(3).exponential(1, (DRAWS, n)), axis=1)
    found = [median_interval(sample) for sample in samples]
    assert np.mean([low <= np.log(2) <= high for low, high in found if low is not None]) >= 0.94  # type: ignore[misc]


def test_five_values_have_no_interval_of_a_median() -> None:
    assert median_interval(np.arange(5.0)) is None

"""Counting different numbers: every shortcut counts what sorting would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns.counting import count_distinct

DAY = 86_400_000_000


@pytest.mark.parametrize(
    "values",
    [
        np.arange(3_000) % 7 - 3,
        np.arange(3_000) * 1_000_000,
        (np.arange(3_000) % 900) * DAY + 1_500_000_000_000_000,
        np.append((np.arange(3_000) % 900) * DAY, 5),  # a moment among days, beyond the first rows
        np.array([-(2**63), 2**63 - 1, 0, 0]),
        np.array([2**62, -(2**62), 2**62]),
        np.full(5, 7),
        np.arange(3_000) / 100,
        np.append(
            np.arange(3_000) / 100, [0.005, 0.07 + 1e-17, 0.07 + 1e-16]
        ),  # a third decimal beyond the first rows
        np.append(np.arange(3_000.0) % 50, 0.5),
        np.array([-0.0, 0.0, 0.01, -0.01]),
        np.array([1e300, 1e300, -1e300]),
        np.array([np.inf, 1.0, -np.inf, np.inf]),
        np.array([np.inf, np.inf]),
        np.array([1.7e308, 1.7e308]),
        np.array([2.0**60, 2.0**60 + 256, 2.0**60]),
        np.array([0.1 + 0.2, 0.3]),
        np.array([], dtype=np.float64),
    ],
)
def test_it_counts_what_sorting_counts(values: np.ndarray) -> None:
    assert count_distinct(values) == len(np.unique(values))


@given(st.lists(st.floats(-50, 50) | st.integers(-5_000, 5_000).map(lambda cents: cents / 100)))
def test_it_counts_any_floats(values: list[float]) -> None:
    assert count_distinct(np.array(values, dtype=np.float64)) == len(set(values))


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-20, 20).map(lambda days: days * DAY)))
def test_it_counts_any_integers(values: list[int]) -> None:
    assert count_distinct(np.array(values, dtype=np.int64)) == len(set(values))

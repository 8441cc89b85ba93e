"""Columns that repeat another make no groups, and no distance changes without them."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from engine.advice.advise import advise_k
from engine.advice.same_columns import said_once


def test_distances_stay_as_they_are() -> None:
    x = np.random.default_rng(0).normal(size=(40, 3))
    table = np.column_stack([x, 3 - 2 * x[:, 0], x[:, 1], np.ones(40)])
    merged = said_once(table)
    assert merged.shape == (40, 3)
    assert pdist(merged) == pytest.approx(pdist(table))


def test_a_table_that_repeats_nothing_is_left_alone() -> None:
    x = np.random.default_rng(0).normal(size=(40, 3))
    assert said_once(x) is x


@pytest.mark.parametrize("seed", [3001, 3004, 3011])
def test_one_number_in_many_columns_is_one_population(seed: int) -> None:
    number = np.random.default_rng(seed).normal(size=(1000, 1))
    assert advise_k(np.repeat(number, 3, axis=1)).k == 1

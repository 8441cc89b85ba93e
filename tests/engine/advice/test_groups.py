"""Counting the groups that stand apart."""

import numpy as np
import pytest

from engine.advice.cuts import view
from engine.advice.groups import count_groups, matched_share
from engine.sweep.workers import Workers


@pytest.mark.parametrize("seed", [1, 2])
def test_yes_or_no_columns_beside_even_numbers_make_no_groups(seed: int) -> None:
    # With one draw of the spread for all halvings, the gaps of that draw counted as two groups here.
    rng = np.random.default_rng(seed)
    columns = [rng.uniform(size=3000) for _ in range(2)] + [(rng.random(3000) < 0.5).astype(float) for _ in range(2)]
    x = np.column_stack(columns)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    with Workers() as workers:
        assert count_groups(x, np.random.default_rng(seed), workers).k == 1


def test_ties_are_spread_anew_in_every_view_and_other_columns_stay() -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.standard_normal(200), rng.integers(0, 4, 200)]).astype(float)
    one, other = view(x, rng), view(x, rng)
    assert not np.array_equal(one.judged[:, 1], other.judged[:, 1])
    np.testing.assert_array_equal(one.judged[:, 0], other.judged[:, 0])
    np.testing.assert_array_equal(one.spaces[0], other.spaces[0])


def test_many_columns_do_not_join_groups_that_stand_apart() -> None:
    # In all thirty columns the distances are so alike that every border looked like a seam of one bent piece.
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 4, size=1600)
    x = 0.8 * rng.standard_normal((4, 30))[kind] + rng.standard_normal((1600, 30))
    x[:, :10] = np.exp(x[:, :10] / 2)
    x[:, -4:] = x[:, -4:] > 0.7
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    with Workers() as workers:
        found = count_groups(x, rng, workers)
    assert found.k == 4
    assert found.labels is not None
    assert matched_share(kind, found.labels, 4) > 0.9


def test_small_groups_beside_one_wide_group_are_not_merged() -> None:
    # K-Means cuts the wide group in two rather than leave a small one to itself.
    rng = np.random.default_rng(2)
    kind = np.repeat([0, 1, 2], [2000, 150, 150])
    x = rng.standard_normal((2300, 10)) + 0.8 * rng.standard_normal((2300, 1))
    x[kind == 1, :2] += 4.5
    x[kind == 2, 4:6] -= 4.5
    with Workers() as workers:
        found = count_groups(rng.permutation(x), rng, workers)
    assert found.k == 3

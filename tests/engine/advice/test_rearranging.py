"""Splitting and merging by the likelihood: parts move to where one is missing."""

import numpy as np
import pytest

from engine.advice.advise import find_groups
from engine.advice.partition import in_own_metrics
from engine.advice.rearranging import rearranged


def unequal(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Four groups of 30 to 500, the largest of them wide."""
    rng = np.random.default_rng(seed)
    sizes, spreads = (500, 200, 60, 30), (3.0, 1.0, 0.5, 0.5)
    centers = np.array([[0, 0, 0], [14, 0, 0], [0, 14, 0], [3.5, 14, 0.0]])
    parts = [c + s * rng.standard_normal((n, 3)) for n, s, c in zip(sizes, spreads, centers, strict=True)]
    return np.concatenate(parts), np.repeat(np.arange(4), sizes)


def test_a_part_moves_from_the_group_it_cuts_in_two_to_the_one_without_any() -> None:
    x, group = unequal(1)
    halved = np.where(x[:, 2] > 0, 0, 1)
    # The large group has two parts, the small ones share one.
    start = np.select([group == 0, group == 1], [halved, 2], 3)
    stuck = in_own_metrics(x, start, 4)
    found = rearranged(x, start, 4, np.random.default_rng(0))
    assert found.misfit(x) < stuck.misfit(x) - 20
    labels = found.labels(x)
    table = np.zeros((4, 4), dtype=int)
    np.add.at(table, (group, labels), 1)
    assert (table.max(axis=1) >= 0.97 * table.sum(axis=1)).all()
    assert len(set(table.argmax(axis=1))) == 4


def test_parts_that_fit_best_stay_as_they_are() -> None:
    x, group = unequal(2)
    best = in_own_metrics(x, group, 4)
    assert rearranged(x, group, 4, np.random.default_rng(0)).misfit(x) == pytest.approx(best.misfit(x), abs=1)


def test_an_empty_part_is_left_alone() -> None:
    x, _ = unequal(3)
    assert rearranged(x, np.zeros(len(x), dtype=np.int64), 2, np.random.default_rng(0)).labels(x).max() <= 1


def test_groups_of_a_tenth_of_the_largest_are_counted() -> None:
    rng = np.random.default_rng(9)
    sizes = np.array([700, 430, 270, 170, 110, 70])
    level = rng.integers(0, 3, (6, 4)).astype(float)
    told = 5 * np.repeat(level, sizes, axis=0) + rng.standard_normal((sizes.sum(), 4))
    table = np.column_stack([told / told.std(axis=0), rng.standard_normal((len(told), 3))])
    assert find_groups(rng.permutation(table)).k == 6

"""Passes over all rows: where they end, which of several starts they keep, and what the search keeps apart."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from engine.sweep.polish import polish
from engine.sweep.population import Population
from engine.sweep.source import Source, statistics
from engine.sweep.workers import Workers


def source(x: np.ndarray, workers: Workers) -> Source:
    return Source(x, None, statistics(x, None, tuple(map(str, range(x.shape[1]))), workers), np.float64)


def inertia(x: np.ndarray, centers: np.ndarray) -> float:
    return float(np.square(x[:, None] - centers[None]).sum(axis=2).min(axis=1).sum())


@pytest.mark.parametrize("seed", range(5))
def test_ends_at_an_optimum_at_least_as_good_as_scikit_learns_from_the_same_centers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.normal(size=(300, 2)) + shift for shift in ((0, 0), (9, 0), (0, 9))])
    begin = x[[0, 300, 600]]
    with Workers() as workers:
        rows = source(x, workers)
        end = polish(rows, {3: [rows.inside(begin)]}, 1e-9, workers)[3]
        centers = rows.outside(end.centers)
    peer = KMeans(3, init=begin, n_init=1, tol=0).fit(x)
    assert end.converged
    assert inertia(x, centers) == pytest.approx(peer.inertia_, rel=1e-9)
    np.testing.assert_allclose(centers, peer.cluster_centers_, atol=1e-6)


def test_steps_beyond_the_iterations_save_most_of_them() -> None:
    x = np.random.default_rng(0).normal(size=(4_000, 2))
    begin = x[:6]
    with Workers() as workers:
        rows = source(x, workers)
        end = polish(rows, {6: [rows.inside(begin)]}, 1e-8, workers)[6]
        centers = rows.outside(end.centers)
    peer = KMeans(6, init=begin, n_init=1, tol=0, max_iter=1_000).fit(x)
    assert end.passes < peer.n_iter_
    assert inertia(x, centers) == pytest.approx(peer.inertia_, rel=2e-3)


def test_the_best_of_several_starts_is_kept() -> None:
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.normal(size=(100, 2)) + shift for shift in ((0, 0), (20, 0), (0, 20))])
    bad, good = x[[0, 1, 100]], x[[0, 100, 200]]
    with Workers() as workers:
        rows = source(x, workers)
        both = polish(rows, {3: [rows.inside(bad), rows.inside(good)]}, 1e-9, workers)[3]
        alone = polish(rows, {3: [rows.inside(good)]}, 1e-9, workers)[3]
    assert both.inertia == pytest.approx(alone.inertia, rel=1e-12)


def test_a_population_keeps_one_solution_of_each_basin() -> None:
    centers = np.array([[0.0, 0.0], [10.0, 0.0]])
    population = Population(2, weight=100.0)
    population.add([(100.0, centers), (100.1, centers[::-1] + 0.01), (101.0, centers + [[0.0, 0.0], [0.0, 8.0]])])
    assert [found for found, _ in population.solutions] == [100.0, 101.0]

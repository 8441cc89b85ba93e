"""Small groups beside larger ones, and many that overlap: what silhouette and resampling agree on beyond valleys."""

import numpy as np

from engine.advice.advise import advise_k, find_groups
from engine.advice.many import many_groups
from engine.advice.within import splits_stand
from engine.sweep.workers import Workers


def packed(rng: np.random.Generator, k: int, size: int, apart: float) -> np.ndarray:
    """Groups in the plane as close as darts are thrown, each overlapping its neighbours."""
    centers, side = [np.zeros(2)], apart
    while len(centers) < k:
        dart = rng.uniform(0, side, size=2)
        if min(np.linalg.norm(np.array(centers) - dart, axis=1)) >= apart:
            centers.append(dart)
        side *= 1.0003
    return np.concatenate([center + rng.standard_normal((size, 2)) for center in centers])


def test_slices_of_a_group_that_stands_apart_are_none() -> None:
    rng = np.random.default_rng(0)
    long = np.column_stack([rng.uniform(-2, 2, 200), 0.15 * rng.standard_normal(200)])
    x = np.concatenate([long, [0, 1.8] + 0.4 * rng.standard_normal((50, 2))])
    groups = np.repeat([0, 1], [200, 50])
    halves = np.where(groups == 1, 2, long[:, 0].mean() < x[:, 0])
    with Workers() as workers:
        assert not splits_stand(x, groups, halves, rng, workers)
        assert not splits_stand(x, groups, rng.integers(0, 3, size=250), rng, workers)
    assert advise_k(x).k == 2


def test_small_groups_that_are_apart_within_a_group_are_some() -> None:
    rng = np.random.default_rng(1)
    corners = np.array([[5.0, 5], [5, -5], [-5, 5], [-5, -5], [0, 0], [40, 0]])
    segments = np.repeat(np.arange(6), 25)
    x = corners[segments] + rng.standard_normal((150, 2))
    with Workers() as workers:
        assert splits_stand(x, segments // 5, segments, rng, workers)


def test_many_groups_that_overlap_are_found_beyond_the_usual_sweep() -> None:
    rng = np.random.default_rng(2)
    x = packed(rng, 15, 120, 3.7)
    with Workers() as workers:
        assert many_groups(x - x.mean(axis=0), rng, workers) == 15
    assert find_groups(x).k == 15


def test_one_population_is_not_many_groups() -> None:
    rng = np.random.default_rng(3)
    with Workers() as workers:
        for x in (rng.standard_normal((900, 2)), rng.uniform(-1, 1, (900, 8)), rng.standard_normal((60, 2))):
            assert many_groups(x, rng, workers) == 1

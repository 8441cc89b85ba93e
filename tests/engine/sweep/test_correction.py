"""A sample that is put right by one pass over all rows leads to their optimum, not to its own."""

import numpy as np
import pytest

from engine.sweep.correction import corrected
from engine.sweep.polish import polish
from engine.sweep.sample import coresets
from engine.sweep.source import Source, statistics
from engine.sweep.workers import Workers


def groups(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(5, 6)) * 1.5
    return middles[rng.integers(0, 5, n)] + rng.normal(size=(n, 6)), middles


@pytest.mark.parametrize("seed", range(3))
def test_one_pass_over_all_rows_brings_more_than_half_of_what_the_sample_missed(seed: int) -> None:
    x, middles = groups(40_000, seed)
    with Workers() as workers:
        found = statistics(x, None, tuple("abcdef"), workers)
        rows = Source(x, None, found, np.float64)
        sample = rows.like(*coresets(rows, found, [4_000], seed, workers)[0])
        begin = {5: [rows.inside(middles)]}
        near = polish(sample, begin, 1e-9, workers)[5].centers
        ahead = corrected(rows, sample, {5: near}, 1.0, workers)[5]
        there = polish(rows, {5: [near]}, 1e-9, workers)[5]
        before, after = (polish(rows, {5: [c]}, 1.0, workers)[5].inertia for c in (near, ahead.centers))
    assert after - there.inertia <= 0.5 * (before - there.inertia)
    assert ahead.inertia == pytest.approx(after, rel=2e-3)
    assert ahead.converged
    assert ahead.passes == 1


def test_a_sample_that_is_all_rows_needs_no_correction() -> None:
    x, _ = groups(3_000, 7)
    with Workers() as workers:
        rows = Source(x, None, statistics(x, None, tuple("abcdef"), workers), np.float64)
        near = polish(rows, {4: [rows.inside(x[:4])]}, 1e-4, workers)[4].centers
        ahead = corrected(rows, rows, {4: near}, 0.0, workers)[4]
        there = polish(rows, {4: [near]}, 1e-6, workers)[4]
    assert ahead.inertia == pytest.approx(there.inertia, rel=1e-5)
    assert not ahead.converged

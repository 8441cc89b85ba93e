"""Blocks of rows as the passes see them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.sweep.hartigan import exchange
from engine.sweep.kernel import accumulate, block_of, stack
from engine.sweep.seeding import squared_norms


@pytest.mark.parametrize("features", [1, 6, 7, 8, 24])
@pytest.mark.parametrize("weighted", [False, True])
def test_sums_of_a_block_are_those_of_its_rows_whatever_their_width(features: int, weighted: bool) -> None:
    rng = np.random.default_rng(features)
    x = rng.normal(size=(200, features))
    w = rng.integers(1, 4, 200).astype(np.float64) if weighted else None
    centers = x[:3]
    block = block_of(x, w, np.float64)
    errors, sums = accumulate(block.some(slice(None, None, 2)), stack([centers[None]], np.float64))
    x, w = x[::2], np.ones(100) if w is None else w[::2]
    apart = np.square(x[:, None] - centers).sum(axis=2)
    labels = apart.argmin(axis=1)
    assert sums.shape == (3, features + 1)
    for label in range(3):
        own = labels == label
        np.testing.assert_allclose(sums[label], [*(w[own] @ x[own]), w[own].sum()], atol=1e-9)
    np.testing.assert_allclose(errors, w @ (apart.min(axis=1) - np.square(x).sum(axis=1)))


@pytest.mark.parametrize("weighted", [False, True])
def test_an_exchange_gives_the_inertia_and_the_means_of_segments_and_no_worse_ones(weighted: bool) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 20))
    w = rng.integers(1, 4, 120).astype(np.float64) if weighted else np.ones(120)
    block = block_of(x, w if weighted else None, np.float64)
    before = x[:8]
    inertia, centers = exchange(block, squared_norms(block), before)
    apart = np.square(x[:, None] - centers).sum(axis=2)
    assert w @ apart.min(axis=1) <= inertia * (1 + 1e-9)
    assert inertia < w @ np.square(x[:, None] - before).sum(axis=2).min(axis=1)
    assert len(np.unique(apart.argmin(axis=1))) == 8

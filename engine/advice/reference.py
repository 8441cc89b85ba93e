"""Data of the same shape but without groups, to hold every criterion against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


def uniform_box(x: Floats, rng: np.random.Generator) -> Floats:
    """Uniform in the box of the principal axes (Tibshirani, Walther & Hastie 2001, reference b)."""
    _, _, axes = np.linalg.svd(x, full_matrices=False)
    scores = x @ axes.T
    low, high = scores.min(axis=0), scores.max(axis=0)
    return np.asarray(rng.uniform(low, high, size=scores.shape) @ axes)


def shuffled(x: Floats, rng: np.random.Generator) -> Floats:
    """The same columns, each shuffled independently: the margins without anything that ties them together."""
    return np.asarray(rng.permuted(x, axis=0))


def same_shape(x: Floats, rng: np.random.Generator) -> Floats:
    """One population with this table's margins and rank correlations (a Gaussian copula), ties kept."""
    n, d = x.shape
    # Ties get their ranks at random, so that lumps of equal values do not look correlated by the order of the rows.
    ranks = np.argsort(np.lexsort((rng.random((n, d)), x), axis=0), axis=0)
    normal = ndtri((ranks + 0.5) / n)
    correlation = np.atleast_2d(normal.T @ normal / n)
    values, vectors = np.linalg.eigh(correlation)
    drawn = rng.standard_normal((n, d)) * np.sqrt(np.maximum(values, 0)) @ vectors.T
    order = np.argsort(np.argsort(drawn, axis=0), axis=0)
    return np.asarray(np.take_along_axis(np.sort(x, axis=0), order, axis=0))

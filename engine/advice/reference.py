"""Data of the same shape but without groups, to hold every criterion against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from engine.advice.categories import category_levels

Floats = NDArray[np.float64]


def uniform_box(x: Floats, rng: np.random.Generator) -> Floats:
    """Uniform in the box of the principal axes (Tibshirani, Walther & Hastie 2001, reference b)."""
    _, _, axes = np.linalg.svd(x, full_matrices=False)
    scores = x @ axes.T
    low, high = scores.min(axis=0), scores.max(axis=0)
    return np.asarray(rng.uniform(low, high, size=scores.shape) @ axes)


def shuffled(x: Floats, rng: np.random.Generator) -> Floats:
    """The same columns, each shuffled independently: the margins without anything that ties them together.

    The levels of a category stay together: nobody is of two regions.
    """
    values = rng.permuted(x, axis=0)
    for columns in category_levels(x):
        values[:, columns] = x[np.ix_(rng.permutation(len(x)), columns)]
    return np.asarray(values)


def same_shape(x: Floats, rng: np.random.Generator) -> Floats:
    """One population with this table's margins and rank correlations (a Gaussian copula), ties kept.

    A category is one column of the copula, with its levels in the order in which they go with the other columns.
    """
    categories = category_levels(x)
    one_hot = np.concatenate(categories) if categories else np.zeros(0, dtype=np.int64)
    numbers = np.setdiff1d(np.arange(x.shape[1]), one_hot)
    table = np.column_stack([x[:, numbers], *(_scores(x, numbers, columns)[:, None] for columns in categories)])
    values, vectors = np.linalg.eigh(_latent_correlation(table))
    drawn = rng.standard_normal(table.shape) * np.sqrt(np.maximum(values, 0)) @ vectors.T
    place = np.argsort(np.argsort(drawn, axis=0), axis=0)
    taken = np.take_along_axis(np.argsort(table, axis=0, kind="stable"), place, axis=0)
    result = np.empty_like(x)
    result[:, numbers] = np.take_along_axis(x[:, numbers], taken[:, : len(numbers)], axis=0)
    for columns, rows in zip(categories, taken.T[len(numbers) :], strict=True):
        result[:, columns] = x[np.ix_(rows, columns)]
    return result


def _scores(x: Floats, numbers: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """A number per level of a category: where its rows stand on the main axis of the other columns."""
    level = np.unique(x[:, columns], axis=0, return_inverse=True)[1].ravel()
    if len(numbers) == 0:
        return np.asarray(level, dtype=np.float64)
    other = x[:, numbers] - x[:, numbers].mean(axis=0)
    main = other @ np.linalg.eigh(other.T @ other)[1][:, -1]
    means = np.bincount(level, weights=main) / np.bincount(level)
    return np.argsort(np.argsort(means))[level].astype(np.float64)


def _latent_correlation(x: Floats) -> Floats:
    """The correlation of the normal scores behind the columns.

    Rows of one value share the mean score of their ranks. That hides part of the correlation, the more the fewer values
    there are; the share of the variance that is left in each column says how much (Olsson, Drasgow & Dorans 1982).
    """
    n = len(x)
    scores = np.empty_like(x)
    ordered = ndtri((np.arange(n) + 0.5) / n)
    for j, column in enumerate(x.T):
        level = np.unique(column, return_inverse=True)[1]
        mean = np.bincount(level, weights=ordered[np.argsort(np.argsort(column, kind="stable"))]) / np.bincount(level)
        scores[:, j] = mean[level]
    covariance = np.atleast_2d(scores.T @ scores / n)
    left = np.maximum(np.diag(covariance) / np.mean(ordered**2), 1e-3)
    correlation = np.clip(covariance / np.outer(left, left) / np.mean(ordered**2), -0.99, 0.99)
    correlation[np.diag_indices(len(left))] = 1.0
    return np.asarray(correlation)

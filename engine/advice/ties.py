"""Equal values are lumps, not groups: spread them evenly before looking for gaps between customers.

A column of whole numbers is empty between 2 and 3, and a yes-or-no column between 0 and 1. Without care every such
gap would look like the border of a group. Each tied value is therefore spread over the interval that it stands for, up to
half-way to its neighbours. Columns that move together are spread together, as if the numbers behind them had been
rounded (the "uniform jitter" of count data, Machado & Santos Silva 2005, here with the columns' own correlation).

Many customers at the end of a column (who never bought, who paid all of it) are taken for a tail that the column cannot
show (a censored one, Tobin 1958), and spread outwards as one: as dense at the edge as their neighbours are, thinner
beyond. What such customers have in common in one column is no group; in several columns at once it still stands out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from engine.advice.categories import category_levels

Floats = NDArray[np.float64]

# A column is tied when fewer than this share of its values are different.
TIED_SHARE = 0.9
# Levels of one category stand sqrt(2) apart on the line between them; a normal spread of more than half of that
# (0.71) leaves no valley between two of them.
CATEGORY_SPREAD = 0.8
# The neighbours of an end that say how dense it may be: this share of the other rows, and at least so many.
NEAR_SHARE = 0.1
LEAST_NEAR = 10
# An end that is denser by this factor is no chance.
DENSER = 1.5


@dataclass(frozen=True, eq=False)
class Spread:
    """The rows with ties spread, and which columns take only two values."""

    values: Floats
    two_valued: NDArray[np.bool_]


def spread_ties(x: Floats, rng: np.random.Generator) -> Spread:
    """Spread the ties of every column; columns without ties are left as they are."""
    n, d = x.shape
    levels = [np.unique(x[:, j]) for j in range(d)]
    tied = [j for j in range(d) if len(levels[j]) < TIED_SHARE * n]
    two_valued = np.array([len(levels[j]) == 2 for j in range(d)])
    if not tied:
        return Spread(x, two_valued)
    values = x.copy()
    ranks = ndtr(_as_together_as_wide(x, levels, rng))
    exclusive = {int(j) for columns in category_levels(x) for j in columns}
    for j in tied:
        if j in exclusive:
            values[:, j] += CATEGORY_SPREAD * np.ptp(levels[j]) * rng.standard_normal(n)
        else:
            values[:, j] = _within_cells(x[:, j], levels[j], ranks[:, j])
            if not two_valued[j]:
                values[:, j] = _with_tails(x[:, j], values[:, j], ranks[:, j])
    return Spread(values, two_valued)


def _correlated_normals(x: Floats, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Independent normals, others with the columns' correlations, and the share of each that the others leave open."""
    n, d = x.shape
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    values, vectors = np.linalg.eigh(scaled.T @ scaled / n)
    values = np.maximum(values, 1e-3)
    left = 1 / np.einsum("ij,j,ij->i", vectors, 1 / values, vectors)
    normals = rng.standard_normal((2, n, d))
    return normals[0], normals[1] * np.sqrt(values) @ vectors.T, left


def _as_together_as_wide(x: Floats, levels: list[Floats], rng: np.random.Generator) -> Floats:
    """Normals that say where each row is in its interval: those of wide intervals go together, those of narrow ones not.

    Of two numbers that are rounded to much less than what the other columns leave open, what was rounded off has nothing
    to do with each other; of two answers of yes or no, nearly as much as the answers themselves.
    """
    normals, together, left = _correlated_normals(x, rng)
    share = np.empty_like(x)
    for j, level in enumerate(levels):
        position = np.searchsorted(level, x[:, j])
        share[:, j] = _variance_within(np.bincount(position, minlength=len(level)) / len(x))[position]
    share /= share + left
    return np.asarray(np.sqrt(share) * together + np.sqrt(1 - share) * normals)


def _variance_within(shares: Floats) -> Floats:
    """The variance of a standard normal within each of the intervals that divide it in these shares."""
    edges = ndtri(np.clip(np.r_[0, np.cumsum(shares)], 1e-12, 1 - 1e-12))
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    bend, mean = -np.diff(edges * density) / shares, -np.diff(density) / shares
    return np.asarray(np.maximum(1 + bend - mean**2, 0))


def _within_cells(column: Floats, levels: Floats, ranks: Floats) -> Floats:
    """Tied values moved to the given rank of the interval that ends half-way to their neighbours."""
    gaps = np.diff(levels)
    low = levels - np.r_[gaps[:1], gaps] / 2
    high = levels + np.r_[gaps, gaps[-1:]] / 2
    position = np.searchsorted(levels, column)
    repeated = np.bincount(position, minlength=len(levels))[position] > 1
    return np.where(repeated, low[position] + ranks * (high - low)[position], column)


def _with_tails(column: Floats, spread: Floats, ranks: Floats) -> Floats:
    """The values with both ends spread outwards where they are denser than their neighbours; as wide as before."""
    values = -_with_tail(-column, -_with_tail(column, spread, ranks), 1 - ranks)
    return np.asarray(values * (spread.std() / values.std()))


def _with_tail(column: Floats, spread: Floats, ranks: Floats) -> Floats:
    """The rows at the smallest value moved below all others, in an exponential tail that begins as dense as these."""
    end = column == column.min()
    others = np.sort(spread[~end])
    near = min(len(others), max(LEAST_NEAR, int(NEAR_SHARE * len(others))))
    reach = others[near - 1] - others[0]
    cell = np.ptp(spread[end])
    if near < LEAST_NEAR or reach <= 0 or end.sum() * reach <= DENSER * near * cell:
        return spread
    values = spread.copy()
    values[end] = others[0] + end.sum() * reach / near * np.log(np.clip(ranks[end], 1e-12, 1))
    return values

"""How large effect sizes get when there are no groups: segments always differ in the columns that made them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.limits import CHANCE_DRAWS, CHANCE_ROWS
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.columns import AnyColumn, NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.effects import cramers_v
from engine.threads import single_threaded_libraries


def chance_effects(
    context: ProfileContext, matrix: PreparedMatrix, k: int, *, seed: int = 0, rows: int = CHANCE_ROWS
) -> dict[str, float]:
    """Eta squared and Cramér's V on data without groups, by the same procedure.

    The columns are shuffled independently of each other (all features of one column together), which keeps each
    column and takes the groups away, and K-Means with the same k is run on that; the mean of several such draws.

    Parameters
    ----------
    context : ProfileContext
    matrix : PreparedMatrix
    k : int
    seed : int
    rows : int
        At most so many rows are used, drawn with the seed.

    Returns
    -------
    dict of str to float
        By column that took part, in the measure that `effect_sizes` uses for it.
    """
    draws = [_draw(context, matrix, k, seed + draw, rows) for draw in range(CHANCE_DRAWS)]
    return {name: float(np.mean([draw[name] for draw in draws])) for name in draws[0]}


def _draw(context: ProfileContext, matrix: PreparedMatrix, k: int, seed: int, rows: int) -> dict[str, float]:
    """The effects on one table without groups."""
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(seed)
    n = len(matrix.values)
    drawn = np.sort(rng.choice(n, rows, replace=False)) if n > rows else np.arange(n)
    values = np.asarray(matrix.values[drawn], dtype=np.float64)
    orders = {name: rng.permutation(len(drawn)) for name in dict.fromkeys(f.column for f in matrix.features)}
    for position, feature in enumerate(matrix.features):
        values[:, position] = values[orders[feature.column], position]
    with single_threaded_libraries():
        k = min(k, len(np.unique(values, axis=0)))
        labels = KMeans(k, n_init=3, random_state=seed).fit(values).labels_
    original = matrix.row_index[drawn]
    return {
        column.name: _effect(column, original[orders[column.name]], labels, k)
        for column in context.columns
        if column.name in orders
    }


def _effect(column: AnyColumn, rows: NDArray[np.int64], labels: NDArray[np.int32], k: int) -> float:
    """The effect size of a column's values in these rows of the table, grouped by labels."""
    if not isinstance(column, NumberColumn):
        codes = column.codes[rows]
        known, levels = codes >= 0, len(column.levels)
        counts = np.bincount(labels[known] * levels + codes[known], minlength=k * levels)
        return cramers_v(counts.reshape(k, levels))
    values = column.values[rows]
    known = ~np.isnan(values)
    values, labels = values[known] - values[known].mean(), labels[known]
    total = float(values @ values)
    counts, sums = np.bincount(labels, minlength=k), np.bincount(labels, weights=values, minlength=k)
    return float((sums**2 / np.maximum(counts, 1)).sum()) / total if total > 0 else 0.0

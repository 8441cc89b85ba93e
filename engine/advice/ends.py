"""Customers at the end of a column: who never bought, who bought once. One answer, however many columns repeat it.

Where one group is exactly those at the end of a column, the column asks a question of yes or no ("did they ever?") and
then a number. The gap between both is the answer's, as that of "premium: yes or no" is: a hurdle (Cragg 1971), not a
kind of customers. Such rows are given what their other columns let expect there (stochastic regression imputation with
observed values, Little & Rubin 1987), and the groups that the rest of the table tells are still there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.advice.categories import (
    OF_ONE_LEVEL,
    follow_levels,
    parted_columns,
    told_by_others,
    two_valued_columns,
)

Floats = NDArray[np.float64]
# Fewer equal values at an end are no spike.
LEAST_AT_END = 0.01
# Fewer rows say nothing about how columns go together.
ROWS_PER_COLUMN = 5


def without_answers(x: Floats, labels: NDArray[np.integer], rng: np.random.Generator) -> Floats | None:
    """The columns without the answers that tell these groups apart; None when there are none, or nothing else."""
    parted, ends = parted_columns(x, labels), parted_ends(x, labels)
    if not parted and not ends:
        return None
    filled = without_ends(x, ends, rng) if ends else x
    rest = np.delete(filled, np.concatenate(parted), axis=1) if parted else filled
    rest = rest[:, np.ptp(rest, axis=0) > 0]
    return rest if rest.shape[1] else None


def are_answers(x: Floats, labels: NDArray[np.integer]) -> bool:
    """Whether the segments part answers, or who is at the end of a column, and the other columns do not tell them."""
    ends = parted_ends(x, labels)
    if not ends:
        return follow_levels(x, labels)
    answers = [int(j) for columns in parted_columns(x, labels) for j in columns]
    return follow_levels(x, labels) or not told_by_others(np.delete(x, [*ends, *answers], axis=1), labels)


def parted_ends(x: Floats, labels: NDArray[np.integer]) -> dict[int, NDArray[np.bool_]]:
    """The columns at whose end some groups are, and no others; with the rows that are there."""
    sizes = np.bincount(labels)
    numbers = np.flatnonzero(~two_valued_columns(x))
    found = {}
    for j in numbers.tolist():
        for end in (x[:, j].min(), x[:, j].max()):
            there = x[:, j] == end
            if there.mean() < LEAST_AT_END:
                continue
            share = np.bincount(labels, weights=there, minlength=len(sizes))[sizes > 0] / sizes[sizes > 0]
            sure = (share >= OF_ONE_LEVEL) | (share <= 1 - OF_ONE_LEVEL)
            if sure.all() and 0 < (share > 0.5).sum() < len(share):
                found[j] = there
    return found


def without_ends(x: Floats, ends: dict[int, NDArray[np.bool_]], rng: np.random.Generator) -> Floats:
    """The rows at these ends with what their other columns let expect there, give or take as much as the others."""
    others = np.delete(x, list(ends), axis=1)
    filled = x.copy()
    drawn = rng.random(len(x))
    for j, there in ends.items():
        known = x[~there, j]
        expected = _expected(others, ~there, known)
        left = known - expected[~there]
        filled[there, j] = _nearest(np.unique(known), expected[there] + left[(drawn[there] * len(left)).astype(int)])
    return filled


def _nearest(levels: Floats, wanted: Floats) -> Floats:
    """The level nearest to each number, so that counts stay counts."""
    return np.asarray(levels[np.searchsorted((levels[1:] + levels[:-1]) / 2, wanted)])


def _expected(others: Floats, rows: NDArray[np.bool_], known: Floats) -> Floats:
    """What a regression on the rows where the column is known lets expect in all; their mean where they are few."""
    middle = others[rows].mean(axis=0)
    if len(known) < ROWS_PER_COLUMN * others.shape[1]:
        return np.full(len(others), known.mean())
    weight = np.linalg.lstsq(others[rows] - middle, known - known.mean(), rcond=None)[0]
    return np.asarray(known.mean() + (others - middle) @ weight)

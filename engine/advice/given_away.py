"""Columns that give a count away between them: the spending and the average basket tell the number of orders.

Equal values of one column are spread before gaps are looked for (see `ties`), but where others tell the count as
exactly, its steps are still in them, on a slant: one order, two, three. Without one of these columns nothing is lost,
for the count and the others give it in turn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from engine.advice.categories import two_valued_columns

Floats = NDArray[np.float64]

# A count takes more values than groups usually have; an answer per group that the others tell is what groups are.
LEAST_VALUES = 6
# A step between two values shows when each is held by so many rows,
LEAST_SHARE = 0.05
# and when it is so many standard deviations within the values, in the direction that tells them best.
SHOWN_STEP = 4.0
# Fewer rows say nothing about how columns go together.
ROWS_PER_COLUMN = 5
# Tables of more numbers are measurements or pixels, and would take long.
MOST_COLUMNS = 50


def giving_away(x: Floats) -> list[int]:
    """The columns to leave out so that the others show no steps of a count."""
    gone: list[int] = []
    numbers = np.flatnonzero(~two_valued_columns(x)).tolist()
    for j in numbers if len(numbers) <= MOST_COLUMNS else ():
        values, level, counts = np.unique(x[:, j], return_inverse=True, return_counts=True)
        held = counts >= LEAST_SHARE * len(x)
        if len(values) < LEAST_VALUES or not (held[1:] & held[:-1]).any():
            continue
        while j not in gone:
            left = [i for i in numbers if i != j and i not in gone]
            if not left or len(x) < len(values) + ROWS_PER_COLUMN * len(left):
                break
            direction, step = _telling(x[:, left], level, held)
            if step < SHOWN_STEP:
                break
            gone.append(left[int(np.argmax(np.abs(direction) * x[:, left].std(axis=0)))])
    return gone


def _telling(others: Floats, level: NDArray[np.int64], held: NDArray[np.bool_]) -> tuple[Floats, float]:
    """The direction in which rows of one value differ least (Fisher 1936), and the largest step there between two."""
    counts = np.bincount(level)
    means = np.zeros((len(counts), others.shape[1]))
    np.add.at(means, level, others)
    means /= counts[:, None]
    total = np.atleast_2d(np.cov(others, rowvar=False))
    spread = np.diag(total)
    floor = 1e-6 * np.diag(
        np.maximum(spread, 1e-6 * spread.max())
    )  # columns that add up to another leave no direction of their own
    within = np.atleast_2d(np.cov(others - means[level], rowvar=False)) + floor
    direction = eigh(within, total + floor)[1][:, 0]
    place = means @ direction
    steps = np.abs(np.diff(place))[held[1:] & held[:-1]]
    return direction, float(steps.max() / np.sqrt(direction @ within @ direction))

"""More groups than the usual sweep looks at, each of which overlaps its neighbours: no valley tells them, their number does.

Where the silhouette is best at one number far from few, that number is weighed as `consensus` does, against data of
the same shape without groups.
"""

from __future__ import annotations

import numpy as np

from engine.advice.consensus import agreed_k
from engine.advice.lloyd import Floats, fit_all
from engine.advice.null_curves import compare_with_nulls, simplified_silhouette
from engine.advice.resampling import resample, resample_shapeless
from engine.limits import DEFAULT_KS
from engine.sweep.workers import Workers

# Every group needs so many rows, on average, to come back on halves of them.
ROWS_PER_GROUP = 24
MOST_OVERLAPPING = 40


def many_groups(x: Floats, rng: np.random.Generator, workers: Workers) -> int:
    """The number of groups beyond the usual sweep that silhouette and resampling agree on; 1 for none."""
    most = min(MOST_OVERLAPPING, len(x) // ROWS_PER_GROUP)
    if most <= DEFAULT_KS[-1]:
        return 1
    centers = {k: fit[0] for k, fit in fit_all(x, range(2, most + 1), rng).items()}
    silhouettes = {k: simplified_silhouette(x, center) for k, center in centers.items()}
    best = max(silhouettes, key=lambda k: silhouettes[k])
    if not DEFAULT_KS[-1] < best < most:
        return 1
    near = range(best - 1, best + 2)
    resampled = resample(x, centers, near, rng, workers)
    nulls = compare_with_nulls(x, near, rng, workers)
    k = agreed_k(nulls, resampled, resample_shapeless(x, near, rng, workers))
    return k if k > DEFAULT_KS[-1] else 1

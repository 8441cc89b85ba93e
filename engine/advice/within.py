"""Small groups beside larger ones that stand apart already: is each of them more than a slice of its neighbour?

Data without any groups are no match for a table that has some, wherever its segments are cut. What is cut out of a
group that stands apart is therefore held against data of that group's shape.
"""

from __future__ import annotations

import numpy as np

from engine.advice.consensus import agreed_k
from engine.advice.lloyd import Floats, fit_all
from engine.advice.null_curves import compare_with_nulls
from engine.advice.partition import Labels
from engine.advice.resampling import resample, resample_shapeless
from engine.sweep.workers import Workers

# Segments hold so many customers of one group each; others cut across groups.
OF_ONE_GROUP = 0.9
# The rows of one group are few, and the table as a whole was clear already.
DEVIATIONS_WITHIN = 2.0


def splits_stand(x: Floats, groups: Labels, segments: Labels, rng: np.random.Generator, workers: Workers) -> bool:
    """Whether every segment is of one group, and every group that holds several is divided beyond data of its shape."""
    table = np.zeros((int(segments.max()) + 1, int(groups.max()) + 1))
    np.add.at(table, (segments, groups), 1)
    if table.max(axis=1).sum() < OF_ONE_GROUP * len(x):
        return False
    home = table.argmax(axis=1)
    divided = [group for group in range(table.shape[1]) if (home == group).sum() > 1]
    return all(_is_divided(x[home[segments] == group], int((home == group).sum()), rng, workers) for group in divided)


def _is_divided(x: Floats, k: int, rng: np.random.Generator, workers: Workers) -> bool:
    """Whether the rows fall into so many groups or more by themselves."""
    x = x[:, np.ptp(x, axis=0) > 0]
    x = x - x.mean(axis=0)
    ks = range(2, k + 2)
    centers = {each: fit[0] for each, fit in fit_all(x, ks, rng, n_starts=4).items()}
    if len(centers) < len(ks):
        return False
    resampled = resample(x, centers, ks, rng, workers)
    shapeless = resample_shapeless(x, ks, rng, workers)
    return agreed_k(compare_with_nulls(x, ks, rng, workers), resampled, shapeless, DEVIATIONS_WITHIN) >= k

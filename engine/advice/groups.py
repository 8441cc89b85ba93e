"""How many groups stand out beyond data of the same shape without groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.advice.lloyd import Floats, fit_all
from engine.advice.reference import same_shape


@dataclass(frozen=True)
class Groups:
    """The count, the next best count, and how sure it is."""

    k: int
    runner_up: int | None


def count_groups(x: Floats, rng: np.random.Generator, tick: Callable[[float], None]) -> Groups:
    """Compare the error at every k with data of the same shape (Tibshirani, Walther & Hastie 2001)."""
    ks = [k for k in range(1, 13) if k < len(x)]
    own = fit_all(x, ks, rng)
    logs = np.empty((5, len(ks)))
    for turn in range(5):
        fits = fit_all(same_shape(x, rng), ks, rng)
        logs[turn] = [np.log(max(fits[k][1], 1e-300)) for k in ks]
        tick((turn + 1) / 5)
    gap = logs.mean(axis=0) - [np.log(max(own[k][1], 1e-300)) for k in ks]
    error = logs.std(axis=0) * np.sqrt(1 + 1 / 5) + 0.02
    for i in range(len(ks) - 1):
        if gap[i] >= gap[i + 1] - error[i + 1]:
            return Groups(ks[i], None)
    return Groups(ks[-1], None)

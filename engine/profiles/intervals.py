"""Intervals that hold the true value in 95 of 100 samples: how far a share, a mean or a median can be trusted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_Z = 1.959963984540054  # the normal distribution's 97.5th percentile

Interval = tuple[float, float]


def wilson_interval(successes: int, n: int, z: float = _Z) -> Interval:
    """The score interval of a share (Wilson 1927): right for small segments and for shares near 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper end, (0, 1) when nobody was counted.
    """
    if n <= 0:
        return 0.0, 1.0
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def difference_interval(yes: int, n: int, other_yes: int, other_n: int) -> Interval:
    """The interval of a difference of two shares, first minus second (Newcombe 1998, method 10).

    Built from the score intervals of both, so it stays right where shares are near 0 or groups are small.
    """
    share, other = yes / max(n, 1), other_yes / max(other_n, 1)
    (low, high), (other_low, other_high) = wilson_interval(yes, n), wilson_interval(other_yes, other_n)
    down = math.hypot(share - low, other_high - other)
    up = math.hypot(high - share, other - other_low)
    return share - other - down, share - other + up


def mean_interval(mean: float, deviation: float, n: int) -> Interval | None:
    """Student's interval of a mean; None for fewer than two values, of which nothing can be said.

    Parameters
    ----------
    mean : float
    deviation : float
        Standard deviation with n - 1 in the denominator.
    n : int
    """
    if n < 2:
        return None
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.975)) * deviation / math.sqrt(n)
    return mean - half, mean + half


def median_interval(ordered: NDArray[np.float64]) -> Interval | None:
    """The interval of a median between two order statistics (Conover 1999, section 3.2): no shape is assumed.

    Parameters
    ----------
    ordered : ndarray of float64
        Ascending. None is returned for fewer than six values, of which no two enclose the median with 95 %.
    """
    n = len(ordered)
    if n < 6:
        return None
    from scipy.special import bdtr

    below = int(np.searchsorted(bdtr(np.arange(n), n, 0.5), 0.025, side="right"))
    return float(ordered[max(below - 1, 0)]), float(ordered[min(n - below, n - 1)])

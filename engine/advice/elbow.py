"""The knee of the WCSS curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def knee(inertia: Mapping[int, float], sensitivity: float = 1.0) -> int | None:
    """The elbow of a falling convex curve by kneedle (Satopaa, Albrecht, Irwin & Raghavan 2011), or None.

    The curve is scaled to the unit square and turned over; its difference to the diagonal has a local maximum at each
    candidate. A candidate counts once the difference falls `sensitivity` mean steps below it before it rises again.
    """
    ks = np.array(sorted(inertia))
    if len(ks) < 3:
        return None
    w = np.array([inertia[int(k)] for k in ks])
    if np.ptp(w) <= 0:
        return None
    across = (ks - ks[0]) / (ks[-1] - ks[0])
    difference = 1 - (w - w.min()) / np.ptp(w) - across
    step = float(np.diff(across).mean())
    threshold, candidate = -np.inf, None
    for i in range(1, len(ks) - 1):
        if difference[i] > difference[i - 1] and difference[i] >= difference[i + 1]:
            threshold, candidate = difference[i] - sensitivity * step, int(ks[i])
        elif difference[i] < difference[i + 1]:
            threshold, candidate = -np.inf, None
        if candidate is not None and difference[i + 1] < threshold:
            return candidate
    return None

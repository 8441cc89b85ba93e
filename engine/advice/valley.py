"""Is there a valley between two groups? A test on the line through their centres.

Points are counted in bins between and around the two centres. A valley is a window between the centres that is
emptier than a window on either side of it. How much emptier is a Poisson likelihood ratio (equal densities against
different ones); its signed root is about standard normal for one pair of windows. The statistic is the smaller of the
two sides, at the best place: the excess-mass idea (Müller & Sawitzki 1991; Hartigan & Hartigan's dip test 1985), but
looking only where a border between two given groups can be, so that small groups beside large ones are seen too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# The centres stand at -0.5 and 0.5: three lengths of their distance in 24 bins.
LOW, HIGH, BINS = -1.5, 1.5, 24
_FIRST, _LAST = 8, 16  # the bins between the centres

# A valley is up to four bins wide; what stands beside it, eight.
_VALLEY_BEGIN, _VALLEY_WIDTH = np.array([(a, w) for w in (1, 2, 4) for a in range(_FIRST, _LAST - w + 1)]).T
_VALLEY_END = _VALLEY_BEGIN + _VALLEY_WIDTH
_BESIDE = np.array([8, 4, 2, 1])
# There are fewer broad windows than narrow ones for chance to choose from, so the same ratio says more there (the
# scale-dependent calibration of Dümbgen & Spokoiny 2001). What is added where both sides are broad makes the largest
# statistic of evenly spread rows the same for every width of the valley.
_BROAD = 4
_ADDED = np.array([{1: 0.2, 2: 0.4, 4: 0.8}[int(width)] for width in _VALLEY_WIDTH])
_LOG_WIDTH = np.log(np.arange(1, BINS + 1))
_LOG_BOTH = _LOG_WIDTH[_VALLEY_WIDTH + _BESIDE[:, None] - 1]


def bins_along(place: Floats) -> Counts:
    """Counts of each column's values, shape (columns, BINS), with the two centres at -0.5 and 0.5."""
    n_columns = place.shape[1]
    # Cells 0 and BINS + 1 take whatever lies beyond.
    cell = np.clip(np.floor((place - LOW) * (BINS / (HIGH - LOW))) + 1, 0, BINS + 1).astype(np.int64)
    cell += np.arange(n_columns) * (BINS + 2)
    counts = np.bincount(cell.ravel(), minlength=n_columns * (BINS + 2))
    return np.asarray(counts.reshape(n_columns, BINS + 2)[:, 1:-1])


def valley_z(counts: Counts) -> Floats:
    """The signed root likelihood ratio of the deepest valley of each row of bin counts; 0 without one.

    Of all windows of one width beside a valley, the fullest has the largest ratio.
    """
    counts = np.atleast_2d(counts)
    cumulated = np.zeros((len(counts), BINS + 1), dtype=np.int64)
    np.cumsum(counts, axis=1, out=cumulated[:, 1:])
    count = np.arange(int(cumulated[:, -1].max(initial=0)) + 1)
    times_log = count * np.log(np.maximum(count, 1))
    valley = cumulated[:, _VALLEY_END] - cumulated[:, _VALLEY_BEGIN]
    own = times_log[valley] - valley * _LOG_WIDTH[_VALLEY_WIDTH - 1]
    sides = np.zeros((2, *valley.shape))
    best = np.zeros(valley.shape)
    for width, log_both in zip(_BESIDE, _LOG_BOTH, strict=True):
        inside = cumulated[:, width:] - cumulated[:, :-width]
        fullest_left = np.maximum.accumulate(inside, axis=1)[:, _VALLEY_BEGIN - width]
        fullest_right = np.maximum.accumulate(inside[:, ::-1], axis=1)[:, BINS - width - _VALLEY_END]
        for side, beside in zip(sides, (fullest_left, fullest_right), strict=True):
            both = valley + beside
            ratio = own + times_log[beside] - beside * _LOG_WIDTH[width - 1] - times_log[both] + both * log_both
            np.maximum(side, np.where(beside * _VALLEY_WIDTH > valley * width, ratio, 0), out=side)
        if width == _BROAD:
            z = np.sqrt(2 * sides.min(axis=0))
            best = np.where(z > 0, z + _ADDED, 0)
    return np.asarray(np.maximum(best, np.sqrt(2 * sides.min(axis=0))).max(axis=1))

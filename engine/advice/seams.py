"""Is a border between two parts a seam in one piece of data? A check on valleys that bent shapes feign.

Along a straight line between two slices of a ring, a shell or a half-moon the customers are few, because the surface
bends out of the line's way, not because there is a border. Nearest neighbours follow the bend: across a seam as many
rows are neighbours as across the middle of a part, and the rows at it are no sparser than elsewhere. At a border
between groups the rows are sparser (a valley of the density), or few are neighbours across it (a neck; the cut of
spectral clustering, Shi & Malik 2000).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from engine.advice.lloyd import Floats
from engine.advice.neighbours import NEIGHBOURS, Neighbours, find_neighbours
from engine.advice.partition import Labels, means_of, whitening, within_covariance

# Neighbours across a border, against those across a cut through the middle of the part beside it.
WIDE_BORDER = 0.5
# Rows are at a border when a row of the other part is within this many typical neighbour distances.
AT_BORDER = 1.0
# Rows that are looked at: all distances between them are.
SEAM_ROWS = 1200
# Directions of greatest variance that are looked in, beside those in which the parts lie.
BENDS = 7
# Parts of fewer rows have no middle that is away from the border: in the plane the neighbours of a row reach over less than
# half of such a part. In space they reach farther, so it takes more rows; bent pieces themselves are no more than surfaces.
LEAST_OF_PART = 5 * NEIGHBOURS
MORE_PER_DIRECTION = 5**0.5
BENT_DIRECTIONS = 4


def seams_of(x: Floats, labels: Labels, k: int) -> float:
    """How sparse the rows are at the wide borders of the parts: their mean rank within their parts.

    0 is the densest, 1 the sparsest, 0.5 what chance gives; 1 where no two parts meet in a wide border.
    """
    x, labels = x[:SEAM_ROWS], labels[:SEAM_ROWS]
    x = _where_it_bends(x, labels, k)
    near = find_neighbours(x)
    across = labels[near.nearest]
    sizes = np.bincount(labels, minlength=k)
    touching = np.zeros((k, k), dtype=bool)
    touching[np.repeat(labels, across.shape[1]), across.ravel()] = True
    least = LEAST_OF_PART * MORE_PER_DIRECTION ** (min(max(x.shape[1], 2), BENT_DIRECTIONS) - 2)
    ranks = _ranks_within(near.radius, labels, k)
    pairs = [
        (int(i), int(j))
        for i, j in np.argwhere(np.triu(touching | touching.T, 1))
        if min(sizes[i], sizes[j]) >= least and _is_wide(x, near, labels, across, int(i), int(j))
    ]
    return float(np.mean([_sparseness(near, labels, ranks, i, j) for i, j in pairs])) if pairs else 1.0


def _where_it_bends(x: Floats, labels: Labels, k: int) -> Floats:
    """The rows in the metric of the parts, in which long groups are round, and in the directions that say most.

    Those are the directions in which the parts lie, and a few in which the rows of a part vary most. In many more,
    all distances are about the same (Beyer et al. 1999), and neighbours across a border are no sign of a seam.
    """
    means = means_of(x, labels, k)
    metric = whitening(within_covariance(x, labels, means))  # the directions of most variance are last
    x, means = x @ metric, means @ metric
    apart = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][: k - 1]
    if len(apart) + BENDS >= x.shape[1]:
        return x
    basis = np.linalg.qr(np.column_stack([apart.T, np.eye(x.shape[1])[:, ::-1][:, :BENDS]]))[0]
    return np.asarray(x @ basis)


def _ranks_within(radius: NDArray[np.float32], labels: Labels, k: int) -> Floats:
    """Where each row's radius stands among those of its part, from 0 to 1."""
    ranks = np.empty(len(radius))
    for part in range(k):
        own = labels == part
        if own.any():
            ranks[own] = (rankdata(radius[own]) - 0.5) / own.sum()
    return ranks


def _sparseness(near: Neighbours, labels: Labels, ranks: Floats, i: int, j: int) -> float:
    """The mean rank of the rows at the border, over both sides.

    Who is at the border is told by the other part's rows alone: a row with few neighbours reaches far by itself.
    """
    sides = []
    rows = [np.flatnonzero(labels == part) for part in (i, j)]
    between = near.distances[np.ix_(*rows)]
    for own, to_other in zip(rows, (between.min(axis=1), between.min(axis=0)), strict=True):
        there = to_other <= AT_BORDER * np.median(near.radius[own])
        sides.append(float(ranks[own[there]].mean()) if there.any() else 1.0)
    return float(np.mean(sides))


def _is_wide(x: Floats, near: Neighbours, labels: Labels, across: Labels, i: int, j: int) -> bool:
    """Whether as many rows have neighbours across the border as across the middle of a part, or half as many."""
    at_border = sum(int(((labels == a) & (across == b).any(axis=1)).sum()) for a, b in ((i, j), (j, i)))
    way = x[labels == j].mean(axis=0) - x[labels == i].mean(axis=0)
    return at_border > WIDE_BORDER * min(_across_middle(x @ way, near, labels, across, part) for part in (i, j))


def _across_middle(place: Floats, near: Neighbours, labels: Labels, across: Labels, part: int) -> int:
    """Rows of a part that have neighbours beyond its median along the line to the other part."""
    own = labels == part
    beyond = place > np.median(place[own])
    crossing = (beyond[near.nearest[own]] != beyond[own][:, None]) & (across[own] == part)
    return int(crossing.any(axis=1).sum())

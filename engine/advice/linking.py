"""Pieces with empty space around them, of any shape: rings in one another, moons, a core in a shell.

The rows of one half are joined by single linkage of mutual reachability distances (as in HDBSCAN, Campello, Moulavi &
Sander 2013); for every number of pieces the cut of the tree that holds longest is taken. The rows of the other half go
to the piece of the nearest row, and say whether the pieces are apart: every row must have neighbours of its own piece
much nearer than the nearest row of any other (an isolation index of single rows, after Ling 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from engine.advice.lloyd import Floats
from engine.advice.neighbours import NEIGHBOURS, Neighbours, distances, find_neighbours
from engine.advice.partition import Labels

# A piece holds at least this share of the rows, and this many.
LEAST_SHARE = 0.02
LEAST_ROWS = 10
# The rows of a piece that lie nearest to other pieces: where pieces that are not apart would touch.
EDGE_ROWS = 10
# Own neighbours count as much nearer at this ratio of distances.
MUCH_NEARER = 2.0
# The neighbour of the same piece that is meant: the nearest alone could be a chance.
OWN_NEIGHBOUR = 3
MOST_PIECES = 20
# Rows of each half that are linked: all distances between them are looked at.
LINKED_ROWS = 1000
# The pieces are apart when this share of the edges is, over the halvings; tables without groups had at most 0.5.
APART = 0.8


@dataclass(frozen=True, eq=False)
class Linked:
    k: int
    labels: Labels


def linked_pieces(views: Sequence[Floats], halves: Sequence[tuple[Labels, Labels]]) -> Linked | None:
    """The most pieces that are apart; None when no two are.

    `views` are the rows with their ties spread, anew for each halving.

    One feature is left to the valleys: on a line, any chance gap of the sample is empty space. Few rows have no
    neighbourhoods to compare.
    """
    if views[0].shape[1] < 2 or min(len(half) for pair in halves for half in pair) <= NEIGHBOURS:
        return None
    apart: dict[int, list[float]] = {}
    best: dict[int, tuple[float, NDArray[np.int64], Labels]] = {}
    for turn, (x, halved) in enumerate(zip(views, halves, strict=True)):
        rows = [half[:LINKED_ROWS] for half in halved]
        near = [find_neighbours(x[half]) for half in rows]
        between = distances(x[rows[0]], x[rows[1]])
        for one, to_judge in ((0, between.T), (1, between)):
            for k, made in pieces(near[one]).items():
                apart.setdefault(k, []).append(isolated(to_judge, made, near[1 - one]))
                if k not in best or best[k][0] < apart[k][-1]:
                    best[k] = (apart[k][-1], rows[one], made)
        # One half may link two pieces by chance: a number is given up when the halves to come cannot make up for it.
        seen, all_halves = 2 * turn + 2, 2 * len(views)
        apart = {k: each for k, each in apart.items() if sum(each) + all_halves - seen >= APART * all_halves}
        if not apart:
            return None
    k = max(apart)
    _, rows_of, made = best[k]
    known = made >= 0
    nearest = distances(views[0], views[0][rows_of[known]]).argmin(axis=1)
    return Linked(k, made[known][nearest])


def pieces(near: Neighbours) -> dict[int, Labels]:
    """For every number of pieces from 2 that the tree passes through, the rows' pieces; -1 for rows in none."""
    n = len(near.radius)
    least = max(LEAST_ROWS, int(np.ceil(LEAST_SHARE * n)))
    reach = np.maximum(near.distances, np.maximum(near.radius, near.radius[:, None]))
    np.fill_diagonal(reach, 0)
    tree = linkage(squareform(reach, checks=False), method="single")
    cuts: dict[int, tuple[float, float]] = {}
    for k, low, high in _spans(tree, n, least):
        if 2 <= k <= MOST_PIECES and high / low > cuts.get(k, (0.0, 0.0))[0]:
            cuts[k] = (high / low, float(np.sqrt(low * high)))
    found = {}
    for k, (_, at) in cuts.items():
        part = fcluster(tree, at, criterion="distance")
        large = np.flatnonzero(np.bincount(part) >= least)
        number = np.full(part.max() + 1, -1)
        number[large] = np.arange(len(large))
        if len(large) == k:
            found[k] = number[part]
    return found


def _spans(tree: Floats, n: int, least: int) -> list[tuple[int, float, float]]:
    """How many large pieces there are between which heights of the tree, from above."""
    sizes = np.r_[np.ones(n), tree[:, 3]]
    left, right = sizes[tree[:, 0].astype(int)], sizes[tree[:, 1].astype(int)]
    # Taking a merge apart gives a piece more, or loses one when neither half is large.
    change = np.where(tree[:, 3] < least, 0, (left >= least).astype(int) + (right >= least) - 1)[::-1]
    counts = 1 + np.cumsum(change)
    heights = np.maximum(tree[::-1, 2], 1e-12)
    spans, position = [], 0
    for k, run in groupby(counts.tolist()):
        length = sum(1 for _ in run)
        low = heights[min(position + length, n - 2)]
        spans.append((int(k), float(low), float(heights[position])))
        position += length
    return spans


def isolated(between: NDArray[np.float32], made: Labels, near: Neighbours) -> float:
    """The share of the judging rows nearest to other pieces that are much nearer to their own, in the worst piece.

    Parameters
    ----------
    between : ndarray, shape (judging rows, making rows)
        Distances.
    made : ndarray of int, shape (making rows,)
        Their pieces, -1 for none.
    near : Neighbours
        Of the judging rows.
    """
    known = made >= 0
    labels = made[known][between[:, known].argmin(axis=1)]
    worst = 1.0
    for piece in range(int(made.max()) + 1):
        own = labels == piece
        size = int(own.sum())
        if size <= OWN_NEIGHBOUR or size == len(own):
            return 0.0
        to_others = near.distances[np.ix_(own, ~own)].min(axis=1)
        edge = np.argsort(to_others, kind="stable")[:EDGE_ROWS]
        to_own = near.distances[np.ix_(np.flatnonzero(own)[edge], own)]
        to_own = np.partition(to_own, OWN_NEIGHBOUR - 1, axis=1)[:, OWN_NEIGHBOUR - 1]
        worst = min(worst, float((to_others[edge] > MUCH_NEARER * to_own).mean()))
    return worst

"""Lloyd's algorithm (1982) for several starts of many k at once, dropping those that cannot win any more.

All solutions of a team of ks lie under each other, so that a step of all of them is one matrix product and a handful of
calls: on few rows, the calls of steps made one by one would take longer than their arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, accumulate, stacked
from engine.sweep.seeding import squared_norms
from engine.sweep.workers import Workers

# A start goes on while this many times its last drop would still make it the best.
REACH = 3.0

_BLOCK_ROWS = 2_048

# The ks are divided into two teams for every so many rows, whatever the number of threads: the result must not depend on
# it. The calls of each team cost the same however few rows it has; of many rows it must end soon enough to be cancelled.
_TEAM_ROWS, _MOST_TEAMS = 4_096, 8

# Inertia, and centres of shape (k, d).
Solution = tuple[float, Array]


@dataclass(frozen=True)
class WorkingRows:
    """Rows held in memory for the search, in blocks; ``total`` is the sum of their weighted squared norms."""

    blocks: tuple[Block, ...]
    total: float
    weight: float
    n_rows: int


def working_rows(whole: Block) -> WorkingRows:
    """The rows of a block in blocks of which what is computed stays in a core's cache."""
    weights, n = whole.weights, len(whole.padded)
    squares = squared_norms(whole)
    return WorkingRows(
        tuple(whole.some(slice(first, first + _BLOCK_ROWS)) for first in range(0, n, _BLOCK_ROWS)),
        float(squares.sum() if weights is None else weights @ squares),
        float(n if weights is None else weights.sum()),
        n,
    )


def descend(
    rows: WorkingRows,
    starts: Mapping[int, Sequence[Array]],
    targets: Mapping[int, float],
    max_iter: int,
    tolerance: float,
    workers: Workers,
    reach: float = REACH,
) -> dict[int, list[Solution]]:
    """Inertia and centres of each start after Lloyd's iterations, with steps beyond them as in `polish`.

    A start stops when its inertia drops by less than ``tolerance``, or when some times its last drop would still leave
    it above the best inertia known for its k: that in ``targets`` (where there is one), or that of another start.
    """

    def run(team: list[int]) -> dict[int, list[Solution]]:
        return _descend(rows, {k: starts[k] for k in team}, targets, max_iter, tolerance, reach)

    found: dict[int, list[Solution]] = {}
    costs = {k: k * len(several) for k, several in starts.items() if len(several)}
    for some in workers.map(run, _teams(costs, min(2 * -(-rows.n_rows // _TEAM_ROWS), _MOST_TEAMS))):
        found |= some
    return found


def _teams(costs: Mapping[int, int], count: int) -> list[list[int]]:
    """The ks in teams of about the same cost, the dearest k first to the team that has least."""
    teams: list[list[int]] = [[] for _ in range(min(count, len(costs)))]
    loads = [0] * len(teams)
    for k in sorted(costs, key=lambda k: (-costs[k], k)):
        least = loads.index(min(loads))
        teams[least].append(k)
        loads[least] += costs[k]
    return teams


def _descend(
    rows: WorkingRows,
    starts: Mapping[int, Sequence[Array]],
    targets: Mapping[int, float],
    max_iter: int,
    tolerance: float,
    reach: float,
) -> dict[int, list[Solution]]:
    ks = sorted(starts)
    counts = np.array([len(starts[k]) for k in ks])
    sizes = np.repeat(ks, counts)  # of each solution
    team = np.repeat(np.arange(len(ks)), counts)
    firsts = np.cumsum(counts) - counts
    goal = np.array([targets.get(k, np.inf) for k in ks])
    centers = np.concatenate([center for k in ks for center in starts[k]])
    last = centers
    final = np.empty_like(centers)
    inertia = np.full(len(sizes), np.inf)
    run = np.zeros(len(sizes), dtype=np.int64)
    own, lines, own_sizes = np.arange(len(sizes)), np.arange(len(centers)), sizes
    for iteration in range(max_iter):
        now, moved, gain = _step(rows, centers, own_sizes)
        was, ran = inertia[own], run[own]
        drop = was - now
        worse = (drop < 0) & (ran > 1)
        ahead = (np.maximum(ran - 1, 0) / (ran + 2.0)).astype(moved.dtype)
        beyond = moved + np.repeat(ahead, own_sizes)[:, None] * (moved - last)
        if worse.any():
            stays = np.repeat(worse, own_sizes)[:, None]
            beyond = np.where(stays, last, beyond)
            moved = np.where(stays, last, moved)
        inertia[own] = np.where(worse, was, now)
        run[own] = np.where(worse, 0, ran + 1)
        going = worse | (np.minimum(drop, 2 * gain) > tolerance * now)
        if iteration >= 1:
            best = np.minimum(np.minimum.reduceat(inertia, firsts), goal)[team[own]]
            going &= worse | (now - reach * drop <= best)
        if going.all():
            centers, last = beyond, moved
            continue
        final[lines] = moved
        stay_on = np.repeat(going, own_sizes)
        own, lines, own_sizes = own[going], lines[stay_on], own_sizes[going]
        centers, last = beyond[stay_on], moved[stay_on]
        if not len(own):
            break
    final[lines] = last
    ends = np.cumsum(sizes)
    found: dict[int, list[Solution]] = {k: [] for k in ks}
    for number, (k, end) in enumerate(zip(sizes.tolist(), ends.tolist(), strict=True)):
        found[k].append((float(inertia[number]), final[end - k : end]))
    return found


def _step(
    rows: WorkingRows, centers: Array, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], Array, NDArray[np.float64]]:
    """Inertia of each solution, all centres after one iteration, and what each solution gains by moving there; the sizes ascend."""
    begins = np.flatnonzero(np.diff(sizes, prepend=0))
    counts = np.diff(begins, append=len(sizes))
    solutions = stacked(centers, tuple(zip(counts.tolist(), sizes[begins].tolist(), strict=True)), centers.dtype)
    errors, sums = accumulate(rows.blocks[0], solutions)
    if len(rows.blocks) > 1:
        sums = sums.astype(np.float64)
        for block in rows.blocks[1:]:
            block_errors, block_sums = accumulate(block, solutions)
            errors += block_errors
            sums += block_sums
    mass = sums[:, -1:]
    after = centers.copy()
    np.divide(sums[:, :-1], mass, out=after, where=mass > 0, casting="same_kind")
    shifts = mass[:, 0] * np.square(after - centers).sum(axis=1)
    return np.maximum(rows.total + errors, 0.0), after, np.add.reduceat(shifts, np.cumsum(sizes) - sizes)

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

# Into so many teams the ks are divided, of few rows and of more, whatever the number of threads: the result must not
# depend on it. The calls of each team cost the same however few rows it has.
_FEW_ROWS, _FEW_TEAMS, _TEAMS = 4_096, 2, 4

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
    weights, n = whole.weights, len(whole.augmented)
    squares = squared_norms(whole)
    return WorkingRows(
        tuple(
            Block(whole.augmented[part], whole.weighted[part], None if weights is None else weights[part])
            for part in (slice(first, first + _BLOCK_ROWS) for first in range(0, n, _BLOCK_ROWS))
        ),
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
    for some in workers.map(run, _teams(costs, _FEW_TEAMS if rows.n_rows <= _FEW_ROWS else _TEAMS)):
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
    moved = centers.copy()
    inertia = np.full(len(sizes), np.inf)
    run = np.zeros(len(sizes), dtype=np.int64)
    active = np.ones(len(sizes), dtype=bool)
    for iteration in range(max_iter):
        own, own_sizes = np.flatnonzero(active), sizes[active]
        lines = np.repeat(active, sizes)
        now, after, gain = _step(rows, centers[lines], own_sizes)
        worse = (now > inertia[own]) & (run[own] > 1)
        drop = inertia[own] - now
        ahead = (np.maximum(run[own] - 1, 0) / (run[own] + 2.0)).astype(after.dtype)
        beyond = after + np.repeat(ahead, own_sizes)[:, None] * (after - moved[lines])
        if worse.any():
            stays = np.repeat(worse, own_sizes)[:, None]
            beyond = np.where(stays, moved[lines], beyond)
            after = np.where(stays, moved[lines], after)
        centers[lines], moved[lines] = beyond, after
        inertia[own] = np.where(worse, inertia[own], now)
        run[own] = np.where(worse, 0, run[own] + 1)
        going = worse | (np.minimum(drop, 2 * gain) > tolerance * now)
        if iteration >= 1:
            best = np.minimum(np.minimum.reduceat(inertia, firsts), goal)[team[own]]
            going &= worse | (now - reach * drop <= best)
        active[own] = going
        if not going.any():
            break
    ends = np.cumsum(sizes)
    found: dict[int, list[Solution]] = {k: [] for k in ks}
    for number, (k, end) in enumerate(zip(sizes.tolist(), ends.tolist(), strict=True)):
        found[k].append((float(inertia[number]), moved[end - k : end]))
    return found


def _step(
    rows: WorkingRows, centers: Array, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], Array, NDArray[np.float64]]:
    """Inertia of each solution, all centres after one iteration, and what each solution gains by moving there."""
    ks, counts = np.unique(sizes, return_counts=True)
    solutions = stacked(centers, tuple(zip(counts.tolist(), ks.tolist(), strict=True)), centers.dtype)
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

"""The search for good centres of every k, on rows held in memory.

A population of good solutions per k is recombined, within a k and between neighbouring ks: centres of two parents are
matched, and of each pair one goes to the child (after HG-means, Gribel & Vidal 2019). Carrying centres up and down is
the case of parents with one centre more and one fewer. Children descend together and are dropped as soon as they
cannot win. It finds optima that hundreds of independent starts miss.
"""

from __future__ import annotations

import math

import numpy as np

from engine.limits import AGREED, NEIGHBOURS, PATIENCE, ROUNDS, SIEVE_ROWS, STARTS, SWAPS
from engine.sweep.descent import Solution, WorkingRows, descend
from engine.sweep.hartigan import exchange
from engine.sweep.kernel import Array, Block
from engine.sweep.moves import propose
from engine.sweep.population import SAME, Population
from engine.sweep.seeding import seed_sequences, squared_norms
from engine.sweep.workers import Workers

# A child is followed while so many times its last drop would make it better than the best: of those that became the
# best in the end all but 3 in 1,000 were, and a third of the others were not.
CHILD_REACH = 3.0


def search(
    rows: WorkingRows, whole: Block, ks: tuple[int, ...], seed: int, workers: Workers, *, complete: bool, effort: int
) -> dict[int, Population]:
    """Populations of good solutions for every k.

    Parameters
    ----------
    rows : WorkingRows
        The rows in cache-sized blocks.
    whole : Block
        The same rows in one block, for seeding.
    complete : bool
        Whether these are all rows: then it pays to cross solutions, and to place even single rows well.
    effort : int
        How many times the usual number of starts and rounds.
    """
    workers.report(0.05, "Looking for good starts")
    populations = start(rows, whole, ks, seed, workers, STARTS * effort, STARTS * effort)
    recombine(
        rows, whole, populations, seed, workers,
        rounds=ROUNDS * effort, patience=PATIENCE * effort, broods=int(complete),
    )  # fmt: skip
    if complete:
        _improve(whole, populations, workers)
    return populations


def recombine(
    rows: WorkingRows,
    whole: Block,
    populations: dict[int, Population],
    seed: int,
    workers: Workers,
    *,
    rounds: int,
    patience: int,
    broods: int,
    begun: float = 0.1,
) -> None:
    """Improve the populations until no k has found anything better for ``patience`` rounds.

    In each round, and for each k, so many ``broods`` of children of two solutions are born. Without any, only moves of
    the best solutions are tried, whose gain is known beforehand.
    """
    ks = tuple(populations)
    # What a move would gain need not be known exactly to try those that promise most: every n-th row tells.
    sieve = whole.some(slice(None, None, max(math.isqrt(len(whole.padded) // SIEVE_ROWS), 1)))
    norms = squared_norms(sieve).astype(sieve.padded.dtype)
    moved: dict[int, float] = {}
    for generation in range(rounds):
        open_ks = [k for k in ks if populations[k].stale < patience and not populations[k].settled]
        if not open_ks:
            break
        workers.report(begun + 0.25 * generation / rounds, f"Comparing {len(open_ks)} numbers of segments")
        children = {k: _children(populations, whole, k, (seed, 2, k, generation), broods) for k in open_ks}
        fresh = [k for k in reversed(ks) if k > 1 and moved.get(k) != populations[k].best]
        moved |= {k: populations[k].best for k in fresh}
        for born in workers.spread(lambda k: _proposals(populations, sieve, norms, k), fresh):
            for k, several in born.items():
                if k in populations and not populations[k].settled:
                    children.setdefault(k, []).extend(several)
        goals = {k: populations[k].best * (1 - SAME) for k in children}
        found = descend(rows, children, goals, 25, 3e-4, workers, reach=CHILD_REACH)
        better = {k for k, solutions in found.items() if populations[k].add(solutions)}
        for k in ks:
            populations[k].stale = 0 if better & {k - 1, k, k + 1} else populations[k].stale + 1


def start(
    rows: WorkingRows, whole: Block, ks: tuple[int, ...], seed: int, workers: Workers, count: int, more: int
) -> dict[int, Population]:
    """Populations of what so many independent starts of every k lead to, the better half of them at the end.

    Starts of a small k are cheap, and its optima the ones that single extreme rows decide: those have so many ``more``.
    """
    rng = np.random.default_rng([seed, 1])
    norms = squared_norms(whole).astype(whole.padded.dtype)
    sequences = list(seed_sequences(whole, norms, ks[-1], count, rng, workers))
    short = list(seed_sequences(whole, norms, min(4, ks[-1]), more, rng, workers))
    starts = {k: [sequence[:k] for sequence in (sequences + short if k <= 4 else sequences)] for k in ks}
    rough = descend(rows, starts, {}, 3, 0.0, workers)
    better = {k: [centers for _, centers in _best_half(several)] for k, several in rough.items()}
    found = descend(rows, better, {}, 25, 3e-4, workers)
    populations = {k: Population(k, rows.weight) for k in ks}
    for k in ks:
        populations[k].add(found[k])
        populations[k].settled = populations[k].agreed >= AGREED * len(better[k]) or populations[k].best <= 0.0
    return populations


def _best_half(solutions: list[Solution]) -> list[Solution]:
    return sorted(solutions, key=lambda solution: solution[0])[: max(2, len(solutions) // 2)]


def _children(
    populations: dict[int, Population], whole: Block, k: int, seed: tuple[int, ...], broods: int
) -> list[Array]:
    """Broods of one k: two children of parents of the same k, two through its neighbours, one with a centre elsewhere."""
    rng = np.random.default_rng(seed)
    own = [centers for _, centers in populations[k].solutions]
    below = [centers for _, centers in populations[k - 1].solutions] if k - 1 in populations else []
    above = [centers for _, centers in populations[k + 1].solutions] if k + 1 in populations else []
    children: list[Array] = []

    def pick(pool: list[Array]) -> Array:
        return pool[min(int(rng.exponential(2.0)), len(pool) - 1)]

    for _ in range(broods if k > 1 else 0):
        for _ in range(2 if len(own) > 1 else 0):
            first, second = rng.choice(len(own), 2, replace=False)
            children.append(_cross(own[first], own[second], k, rng))
        if below:
            children.append(_cross(pick(below), pick(above or own), k, rng))
        if above:
            children.append(_cross(pick(above), pick(own), k, rng))
        children.append(_mutate(pick(own), whole, rng))
    return children


def _proposals(populations: dict[int, Population], sieve: Block, norms: Array, k: int) -> dict[int, list[Array]]:
    """Moves of the best solutions of one k, with the centres of others as candidates, by the k that they lead to."""
    near = [j for j in populations if 0 < abs(j - k) <= NEIGHBOURS] or [k]
    others = [populations[j].solutions[0][1] for j in near]
    own = [centers for _, centers in populations[k].solutions[:3]]
    born: dict[int, list[Array]] = {k - 1: [], k: [], k + 1: []}
    for number, swaps in enumerate((SWAPS, 1)[: len(own)]):
        candidates = np.concatenate(others + own[:number] + own[number + 1 :])
        fewer, more, swapped = propose(sieve, norms, own[number], candidates, swaps)
        born[k - 1].append(fewer)
        born[k].extend(swapped)
        born[k + 1].append(more)
    return born


def _mutate(centers: Array, whole: Block, rng: np.random.Generator) -> Array:
    """One centre, chosen evenly, goes to a row that is badly served: drawn by squared distance, as in k-means++."""
    drawn = whole.rows[rng.choice(len(whole.padded), 32)]
    served = np.square(drawn[:, None, :] - centers[None, :, :]).sum(axis=2, dtype=np.float64).min(axis=1)
    if served.sum() <= 0.0:
        return centers
    child = centers.copy()
    child[rng.integers(len(centers))] = drawn[rng.choice(len(drawn), p=served / served.sum())]
    return child


def _cross(first: Array, second: Array, k: int, rng: np.random.Generator) -> Array:
    """A child of k centres: one of each matched pair of the parents' centres, filled up with unmatched ones."""
    from scipy.optimize import linear_sum_assignment  # a start of the web must not wait for SciPy

    apart = np.square(first[:, None, :] - second[None, :, :]).sum(axis=2)
    left, right = linear_sum_assignment(apart)
    take = rng.random(len(left)) < 0.5
    child = np.where(take[:, None], first[left], second[right])
    if len(child) > k:
        child = np.delete(child, rng.choice(len(child), len(child) - k, replace=False), axis=0)
    if len(child) < k:
        spare = np.concatenate([np.delete(first, left, axis=0), np.delete(second, right, axis=0)])
        child = np.concatenate([child, spare[rng.permutation(len(spare))[: k - len(child)]]])
    return child


def _improve(whole: Block, populations: dict[int, Population], workers: Workers) -> None:
    """Move single rows between segments where that lowers the inertia, which Lloyd's algorithm cannot see."""
    norms = squared_norms(whole).astype(whole.padded.dtype)

    def run(k: int) -> list[Solution]:
        return [exchange(whole, norms, centers) for _, centers in populations[k].solutions[:1]]

    ks = sorted((k for k in populations if k > 1), reverse=True)
    for k, found in zip(ks, workers.spread(run, ks), strict=True):
        agreed = populations[k].agreed
        populations[k].add(found)
        populations[k].agreed = max(agreed, populations[k].agreed)

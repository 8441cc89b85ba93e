"""The search for good centres of every k, on rows held in memory.

A population of good solutions per k is recombined, within a k and between neighbouring ks: centres of two parents are
matched, and of each pair one goes to the child (after HG-means, Gribel & Vidal 2019). Carrying centres up and down is
the case of parents with one centre more and one fewer. Children descend together and are dropped as soon as they
cannot win. It finds optima that hundreds of independent starts miss.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.limits import AGREED, MAX_ROUNDS, PATIENCE, POPULATION, SAMPLE_ROUNDS, STARTS, SWAPS
from engine.sweep.descent import WorkingRows, descend
from engine.sweep.hartigan import exchange
from engine.sweep.kernel import Array, Block
from engine.sweep.moves import propose
from engine.sweep.seeding import seed_sequences, squared_norms
from engine.sweep.workers import Workers

# Two results this close are one optimum, found twice.
SAME = 1e-4

# Two solutions are one basin when using the centres of one in the place of the other's costs less than this share of
# the inertia: on other rows they would end in the same place, and only one of them is worth keeping.
BASIN = 3e-3

# What iterations to the last may still gain on a solution of the search.
NEAR = 2e-3

Solution = tuple[float, Array]


@dataclass
class Population:
    """The best solutions of one k so far, of different basins, best first; ``agreed``: how often the best was found.

    ``weight`` is the total weight of the rows.
    """

    k: int
    weight: float = 1.0
    solutions: list[Solution] = field(default_factory=list)
    agreed: int = 0
    stale: int = 0
    settled: bool = False

    @property
    def best(self) -> float:
        return self.solutions[0][0] if self.solutions else float("inf")

    def finalists(self, count: int) -> list[Array]:
        """The centres of the best solutions that may still overtake the best one."""
        return [centers for inertia, centers in self.solutions[:count] if inertia <= self.best * (1 + NEAR)]

    def add(self, found: list[Solution]) -> bool:
        """Take in new results; True if the best became better by more than rounding."""
        before = self.best
        merged = sorted([*self.solutions, *found], key=lambda solution: solution[0])
        best = merged[0][0]
        again = sum(inertia <= best * (1 + SAME) for inertia, _ in found)
        improved = best < before * (1 - SAME)
        self.agreed = again if improved else self.agreed + again
        self.settled = self.settled and not improved
        apart = _replaced(np.stack([centers for _, centers in merged])) * (self.weight / self.k)
        kept: list[int] = []
        for number, (inertia, _) in enumerate(merged):
            if len(kept) == POPULATION:
                break
            if not (apart[number, kept] <= BASIN * inertia).any():  # otherwise of one basin with a better one
                kept.append(number)
        self.solutions = [merged[number] for number in kept]
        return improved


def _replaced(solutions: Array) -> Array:
    """Sum of the squared distances of the centres of each solution to the nearest ones of each other, (s, s)."""
    count, k, d = solutions.shape
    flat = solutions.reshape(-1, d)
    norms = np.square(flat).sum(axis=1)
    apart = norms[:, None] - 2 * flat @ flat.T + norms
    return np.asarray(apart.reshape(count * k, count, k).min(axis=2).reshape(count, k, count).sum(axis=1))


def search(
    rows: WorkingRows, whole: Block, ks: tuple[int, ...], seed: int, workers: Workers, *, complete: bool
) -> dict[int, Population]:
    """Populations of good solutions for every k.

    Parameters
    ----------
    rows : WorkingRows
        The rows in cache-sized blocks.
    whole : Block
        The same rows in one block, for seeding.
    complete : bool
        Whether these are all rows: then it pays to place even single rows well.
    """
    workers.report(0.05, "Looking for good starts")
    # Few different rows leave more to chance, and more trials of them cost little.
    few = min(max(2_000 // rows.n_rows, 1), 4) if complete else 1
    populations = start(rows, whole, ks, seed, workers, STARTS * few)
    rounds = MAX_ROUNDS if complete else SAMPLE_ROUNDS
    recombine(rows, whole, populations, seed, workers, rounds=rounds, patience=PATIENCE * few)
    if complete:
        _improve(rows, whole, populations, workers)
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
    begun: float = 0.1,
    cross: bool = True,
) -> None:
    """Improve the populations until no k has found anything better for ``patience`` rounds.

    Without ``cross`` only moves of the best solutions are tried, whose gain is known beforehand.
    """
    ks = tuple(populations)
    norms = squared_norms(whole).astype(whole.augmented.dtype)
    moved: dict[int, float] = {}
    for generation in range(rounds):
        open_ks = [k for k in reversed(ks) if populations[k].stale < patience and not populations[k].settled]
        if not open_ks:
            break
        workers.report(begun + 0.25 * generation / rounds, f"Comparing {len(open_ks)} numbers of segments")
        children = {k: _children(populations, whole, k, seed, generation) if cross else [] for k in open_ks}
        fresh = [k for k in reversed(ks) if k > 1 and moved.get(k) != populations[k].best]
        moved |= {k: populations[k].best for k in fresh}
        for k, (fewer, more, swaps) in zip(
            fresh, workers.map(lambda k: _proposals(populations, whole, norms, k), fresh), strict=True
        ):
            for near, born in ((k - 1, [fewer]), (k, swaps), (k + 1, [more])):
                if near in populations:
                    children.setdefault(near, []).extend(born)
        tasks = [(k, children[k]) for k in reversed(ks) if children.get(k) and not populations[k].settled]
        results = workers.map(lambda task: descend(rows, task[1], populations[task[0]].best, 25, 3e-4), tasks)
        better = {k: populations[k].add(found) for (k, _), found in zip(tasks, list(results), strict=True)}
        for k in ks:
            improved = any(better.get(near, False) for near in (k - 1, k, k + 1))
            populations[k].stale = 0 if improved else populations[k].stale + 1


def start(
    rows: WorkingRows, whole: Block, ks: tuple[int, ...], seed: int, workers: Workers, count: int = STARTS
) -> dict[int, Population]:
    """Populations of what so many independent starts of every k lead to, and of the better half of them at the end."""
    rng = np.random.default_rng([seed, 1])
    norms = squared_norms(whole).astype(whole.augmented.dtype)
    sequences = list(seed_sequences(whole, norms, ks[-1], count, rng))
    # Starts of a small k are cheap, and its optima the ones that single extreme rows decide.
    short = list(seed_sequences(whole, norms, min(4, ks[-1]), count, rng))

    def run(k: int) -> list[Solution]:
        starts = [sequence[:k] for sequence in (sequences + short if k <= 4 else sequences)]
        rough = descend(rows, starts, np.inf, 3, 0.0)
        rough.sort(key=lambda solution: solution[0])
        return descend(rows, [centers for _, centers in rough[: max(2, len(starts) // 2)]], np.inf, 25, 3e-4)

    populations = {k: Population(k, rows.weight) for k in ks}
    largest_first = tuple(reversed(ks))
    for k, found in zip(largest_first, workers.map(run, largest_first), strict=True):
        populations[k].add(found)
        populations[k].settled = populations[k].agreed >= AGREED * (count // STARTS) or populations[k].best <= 0.0
    return populations


def _children(populations: dict[int, Population], whole: Block, k: int, seed: int, generation: int) -> list[Array]:
    """Children for one k: two of parents of the same k, two through its neighbours, one with a centre elsewhere."""
    rng = np.random.default_rng([seed, 2, k, generation])
    own = [centers for _, centers in populations[k].solutions]
    below = [centers for _, centers in populations[k - 1].solutions] if k - 1 in populations else []
    above = [centers for _, centers in populations[k + 1].solutions] if k + 1 in populations else []
    children: list[Array] = []

    def pick(pool: list[Array]) -> Array:
        return pool[min(int(rng.exponential(2.0)), len(pool) - 1)]

    if k == 1:
        return children
    for _ in range(2):
        if len(own) > 1:
            first, second = rng.choice(len(own), 2, replace=False)
            children.append(_cross(own[first], own[second], k, rng))
    if below:
        children.append(_cross(pick(below), pick(above or own), k, rng))
    if above:
        children.append(_cross(pick(above), pick(own), k, rng))
    children.append(_mutate(pick(own), whole, rng))
    return children


def _proposals(
    populations: dict[int, Population], whole: Block, norms: Array, k: int
) -> tuple[Array, Array, list[Array]]:
    """Moves of the best solution of one k, with the centres of the best solutions of other ks as candidates."""
    near = [j for j in populations if j != k and abs(j - k) <= 3] or [k]
    pool = [populations[j].solutions[0][1] for j in near] + [centers for _, centers in populations[k].solutions[1:3]]
    return propose(whole, norms, populations[k].solutions[0][1], np.concatenate(pool), SWAPS)


def _mutate(centers: Array, whole: Block, rng: np.random.Generator) -> Array:
    """One centre, chosen evenly, goes to a row that is badly served: drawn by squared distance, as in k-means++."""
    drawn = whole.augmented[rng.choice(len(whole.augmented), 32), :-1]
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


def _improve(rows: WorkingRows, whole: Block, populations: dict[int, Population], workers: Workers) -> None:
    """Move single rows between segments where that lowers the inertia, which Lloyd's algorithm cannot see."""

    def run(k: int) -> list[Solution]:
        return [exchange(whole, rows.total, centers) for _, centers in populations[k].solutions[:1]]

    ks = sorted((k for k in populations if k > 1), reverse=True)
    for k, found in zip(ks, workers.map(run, ks), strict=True):
        agreed = populations[k].agreed
        populations[k].add(found)
        populations[k].agreed = max(agreed, populations[k].agreed)

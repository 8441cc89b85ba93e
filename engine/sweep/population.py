"""The best solutions of one k, one of each basin."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.limits import POPULATION
from engine.sweep.descent import Solution
from engine.sweep.kernel import Array

# Two results this close are one optimum, found twice.
SAME = 1e-4

# Two solutions are one basin when using the centres of one in the place of the other's costs less than this share of
# the inertia: on other rows they would end in the same place, and only one of them is worth keeping.
BASIN = 3e-3

# What iterations to the last may still gain on a solution of the search.
NEAR = 3e-3


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
        apart = (_replaced(np.stack([centers for _, centers in merged])) * (self.weight / self.k)).tolist()
        kept: list[int] = []
        for number, (inertia, _) in enumerate(merged):
            if len(kept) == POPULATION:
                break
            # Otherwise of one basin with a better one.
            if all(apart[number][other] > BASIN * inertia for other in kept):
                kept.append(number)
        self.solutions = [merged[number] for number in kept]
        return improved


def _replaced(solutions: Array) -> Array:
    """Sum of the squared distances of the centres of each solution to the nearest ones of each other, (s, s)."""
    count, k, d = solutions.shape
    flat = solutions.reshape(-1, d)
    norms = np.square(flat).sum(axis=1)
    apart = norms[:, None] - 2 * flat @ flat.T + norms
    # Row: the solution whose centres stand in; column: a centre that is replaced. Minima along the first axis are fast.
    nearest = apart.reshape(count, k, count * k).min(axis=1)
    return np.asarray(nearest.reshape(count, count, k).sum(axis=2).T)

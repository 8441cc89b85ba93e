"""All k together, in shared passes over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.limits import MAX_PASSES, REFINE_ROWS
from engine.sweep.kernel import Array, accumulate, stack
from engine.sweep.source import Rows
from engine.sweep.workers import Workers

# How many times its last drop a start may lie above the best of its k and stay in the race.
# Of many rows passes are dear, and two starts that creep side by side would both be followed to the end.
_REACH, _LARGE_REACH = 300.0, 10.0


@dataclass
class Polished:
    """Centres of one k after passes over all rows, in the units of the search.

    ``inertia`` is that of the best centres a pass has measured, and ``moved`` what one iteration made of those.
    """

    centers: NDArray[np.float64]
    inertia: float = float("inf")
    passes: int = 0
    converged: bool = False
    moved: NDArray[np.float64] | None = None
    run: int = 0
    drop: float = float("inf")

    def take(self, inertia: float, moved: NDArray[np.float64], gain: float, tolerance: float) -> None:
        """Go on from what a pass over the centres has found.

        ``gain`` is what the inertia drops by when the centres move and every row stays where it is: the next pass
        would measure at least that, so there is no need for it once even that is little.

        Where iterations creep in one direction the next centres lie beyond it (Nesterov 1983, with restarts after
        O'Donoghue & Candès 2015); where that made things worse, they are what the iteration before it gave.
        """
        self.passes += 1
        if self.moved is not None and inertia > self.inertia and self.run > 0:
            self.centers, self.run = self.moved, 0
            return
        self.drop = self.inertia - inertia
        self.converged = min(self.drop, 2.0 * gain) <= tolerance * inertia
        self.run += 1
        self.centers = moved
        if self.moved is not None and not self.converged:
            self.centers = moved + (self.run - 1) / (self.run + 2) * (moved - self.moved)
        self.inertia, self.moved = inertia, moved


def polish(
    source: Rows,
    starts: dict[int, list[Array]],
    tolerance: float,
    workers: Workers,
) -> dict[int, Polished]:
    """Lloyd's iterations for every k at once, until the inertia of each drops by no more than ``tolerance``.

    Of several starts of a k, the one with the lowest inertia is returned.
    """
    states = {
        (k, number): Polished(np.asarray(centers, dtype=np.float64))
        for k, several in starts.items()
        for number, centers in enumerate(several)
    }
    for number in range(MAX_PASSES):
        active = {which: state.centers for which, state in states.items() if not state.converged}
        if not active:
            break
        workers.report(
            0.7 + 0.2 * (1.0 - 0.8**number),
            f"Polishing {len({k for k, _ in active})} numbers of segments on all rows (pass {number + 1})",
        )
        for which, found in zip(active, _pass(source, list(active.values()), workers), strict=True):
            states[which].take(*found, tolerance)
        if number >= 3:
            _drop_hopeless(states, _REACH if len(source) <= REFINE_ROWS else _LARGE_REACH)
    for state in states.values():
        state.centers = state.centers if state.moved is None else state.moved
    return {
        k: min((state for (own, _), state in states.items() if own == k), key=lambda state: state.inertia)
        for k in starts
    }


def _drop_hopeless(states: dict[tuple[int, int], Polished], reach: float) -> None:
    """Take the starts out of the race that many times their last drop would not bring to the best of their k."""
    best: dict[int, float] = {}
    for (k, _), state in states.items():
        best[k] = min(best.get(k, float("inf")), state.inertia)
    for k, number in [which for which, state in states.items() if not state.converged]:
        state = states[k, number]
        if state.inertia - reach * state.drop > best[k]:
            del states[k, number]


def _pass(
    source: Rows, centers: list[NDArray[np.float64]], workers: Workers
) -> list[tuple[float, NDArray[np.float64], float]]:
    """Inertia of each solution, its centres after one iteration, and what they gain by moving there."""
    solutions = stack([c[None] for c in centers], source.dtype)
    errors, sums = source.add_up(partial(accumulate, solutions=solutions), workers)
    out = []
    first = 0
    for old, error in zip(centers, errors, strict=True):
        own = sums[first : first + len(old)]
        first += len(old)
        filled = own[:, -1:] > 0
        moved = np.where(filled, own[:, :-1] / np.where(filled, own[:, -1:], 1.0), old)
        gain = float(own[:, -1] @ np.square(moved - old).sum(axis=1))
        out.append((max(source.total + float(error), 0.0), moved, gain))
    return out

"""All k together, in shared passes over all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.limits import MAX_PASSES, NEAR_ROWS, REFINE_ROWS
from engine.sweep.kernel import Array, accumulate, stack
from engine.sweep.source import Rows
from engine.sweep.workers import Workers

# How many times its last drop a start may lie above the best of its k and stay in the race: fewer on more rows, where
# passes are dear. Of very many, the second of two that creep side by side must catch up within so many passes like the
# last; of 60,000 that would save a tenth of the time, and lose 0.05 % where there are no groups.
_REACH, _LARGE_REACH, _CATCH_UP = 300.0, 10.0, 30.0

# Which solution: its k, and its number among those of this k.
Which = tuple[int, int]

# Centres in the units of the search, (k, d); the sums of the rows nearest to each and their weight, (k, d + 1).
Centers = NDArray[np.float64]
ClusterSums = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """What a pass over some centres has found: their inertia, where one iteration moves them, and what that gains.

    ``gain`` is what the inertia drops by when the centres move and every row stays where it is: the next pass would
    measure at least that.
    """

    inertia: float
    moved: Centers
    gain: float


@dataclass
class Polished:
    """Centres of one k after passes over all rows, in the units of the search.

    ``inertia`` is that of the best centres a pass has measured, and ``moved`` what one iteration made of those.
    """

    centers: Centers
    inertia: float = float("inf")
    passes: int = 0
    converged: bool = False
    moved: Centers | None = None
    run: int = 0
    drop: float = float("inf")

    def take(self, step: Step, tolerance: float) -> None:
        """Go on from what a pass over the centres has found.

        There is no need for the next pass once even the ``gain`` of this one is little.

        Where iterations creep in one direction the next centres lie beyond it (Nesterov 1983, with restarts after
        O'Donoghue & Candès 2015); where that made things worse, they are what the iteration before it gave.
        """
        self.passes += 1
        if self.moved is not None and step.inertia > self.inertia and self.run > 0:
            self.centers, self.run = self.moved, 0
            return
        self.drop = self.inertia - step.inertia
        self.converged = min(self.drop, 2.0 * step.gain) <= tolerance * step.inertia
        self.run += 1
        self.centers = step.moved
        if self.moved is not None and not self.converged:
            self.centers = step.moved + (self.run - 1) / (self.run + 2) * (step.moved - self.moved)
        self.inertia, self.moved = step.inertia, step.moved


def polish(source: Rows, starts: dict[int, list[Array]], tolerance: float, workers: Workers) -> dict[int, Polished]:
    """Lloyd's iterations for every k at once, until the inertia of each drops by no more than ``tolerance``.

    Of several starts of a k, the one with the lowest inertia is returned.
    """
    states = {
        (k, number): Polished(np.asarray(centers, dtype=np.float64))
        for k, several in starts.items()
        for number, centers in enumerate(several)
    }

    def measure(active: dict[Which, Centers]) -> list[Step]:
        number = max(states[which].passes for which in active)
        workers.report(
            0.7 + 0.2 * (1.0 - 0.8**number),
            f"Polishing {len({k for k, _ in active})} numbers of segments on all rows (pass {number + 1})",
        )
        found = sums_at(source, list(active.values()), workers)
        return [stepped(source.total, at, *sums) for at, sums in zip(active.values(), found, strict=True)]

    reach = _REACH if len(source) <= REFINE_ROWS else _LARGE_REACH
    iterate(states, measure, tolerance, reach=reach, creep=len(source) <= NEAR_ROWS)
    return {
        k: min((state for (own, _), state in states.items() if own == k), key=lambda state: state.inertia)
        for k in starts
    }


def iterate(
    states: dict[Which, Polished],
    measure: Callable[[dict[Which, Centers]], Sequence[Step]],
    tolerance: float,
    reach: float = _LARGE_REACH,
    creep: bool = True,
    passes: int = MAX_PASSES,
) -> None:
    """Pass after pass of ``measure``, until no state gains more than ``tolerance``; ``centers`` are then the best."""
    for number in range(passes):
        active = {which: state.centers for which, state in states.items() if not state.converged}
        if not active:
            break
        for which, step in zip(active, measure(active), strict=True):
            states[which].take(step, tolerance)
        if number >= 2:
            _drop_hopeless(states, reach, creep)
    for state in states.values():
        state.centers = state.centers if state.moved is None else state.moved


def _drop_hopeless(states: dict[Which, Polished], reach: float, creep: bool) -> None:
    """Take the starts out of the race that, going on like this, would not come to the best of their k."""
    best: dict[int, Polished] = {}
    for (k, _), state in states.items():
        if k not in best or state.inertia < best[k].inertia:
            best[k] = state
    for k, number in [which for which, state in states.items() if not state.converged]:
        state, leader = states[k, number], best[k]
        behind = state.inertia - leader.inertia
        gained = state.drop - (0.0 if leader.converged else leader.drop)
        if behind > reach * state.drop or (not creep and behind > _CATCH_UP * gained and state is not leader):
            del states[k, number]


def sums_at(source: Rows, centers: list[Centers], workers: Workers) -> list[tuple[float, ClusterSums]]:
    """One pass: for each solution the errors (inertia less the rows' own norms), and the sums of its segments."""
    solutions = stack([c[None] for c in centers], source.dtype)
    errors, sums = source.add_up(partial(accumulate, solutions=solutions), workers)
    ends = np.cumsum([len(c) for c in centers])
    return list(zip(errors.tolist(), np.split(sums, ends[:-1]), strict=True))


def stepped(total: float, old: Centers, error: float, sums: ClusterSums) -> Step:
    """One iteration from these centres; ``total`` is the sum of the squared norms of the rows."""
    filled = sums[:, -1:] > 0
    moved = np.where(filled, sums[:, :-1] / np.where(filled, sums[:, -1:], 1.0), old)
    gain = float(sums[:, -1] @ np.square(moved - old).sum(axis=1))
    return Step(max(total + error, 0.0), moved, gain)

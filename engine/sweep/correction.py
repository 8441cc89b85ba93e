"""Fewer passes over very many rows: what a sample gets wrong is measured on all of them, and put right in the sample.

Lloyd's iterations on a sample end where the sample's optimum is. One pass over all rows at that place gives the sums
of every segment; the same sums of the sample, subtracted, are its error. With that difference added to what the sample
gives, it has the inertia and the direction of all rows there, and nearly so in the vicinity: its iterations go on to
the optimum of all rows while only the sample is read. (A control variate, as in stochastic variance-reduced gradients,
Johnson & Zhang 2013. Every iteration still lowers one objective, as the difference is quadratic in the centres.)
"""

from __future__ import annotations

import numpy as np

from engine.limits import CORRECTED_PASSES, CORRECTED_TOLERANCE
from engine.sweep.polish import Centers, ClusterSums, Polished, Step, Which, iterate, stepped, sums_at
from engine.sweep.source import Rows
from engine.sweep.workers import Workers


def corrected(
    source: Rows, sample: Rows, begin: dict[int, Centers], enough: float, workers: Workers
) -> dict[int, Polished]:
    """Where one pass over all rows, and iterations on the corrected sample, lead from these centres.

    A k has converged when those iterations gained no more than the share ``enough`` of its inertia: of what they gain
    a tenth was missed where groups are clear, and up to half in splits of what has none. The inertia of what is returned
    is what the sample promises, and no measurement.
    """
    at = {(k, 0): np.asarray(centers, dtype=np.float64) for k, centers in begin.items()}
    workers.report(0.7, f"Polishing {len(at)} numbers of segments on all rows")
    beyond: dict[Which, ClusterSums] = {}
    measured: dict[Which, float] = {}
    states = {which: Polished(centers) for which, centers in at.items()}
    exact = sums_at(source, list(at.values()), workers)
    drawn = sums_at(sample, list(at.values()), workers)
    for which, (error, sums), (_, own) in zip(at, exact, drawn, strict=True):
        states[which].take(stepped(source.total, at[which], error, sums), CORRECTED_TOLERANCE)
        measured[which] = states[which].inertia
        beyond[which] = sums - own

    def measure(active: dict[Which, Centers]) -> list[Step]:
        steps = []
        for which, (error, own) in zip(active, sums_at(sample, list(active.values()), workers), strict=True):
            centers, more = active[which], beyond[which]
            moved_by = float(more[:, -1] @ np.square(centers).sum(axis=1) - 2.0 * np.vdot(centers, more[:, :-1]))
            steps.append(stepped(source.total, centers, error + moved_by, own + more))
        return steps

    iterate(states, measure, CORRECTED_TOLERANCE, passes=CORRECTED_PASSES)
    return {
        which[0]: Polished(state.centers, state.inertia, 1, measured[which] - state.inertia <= enough * state.inertia)
        for which, state in states.items()
    }

"""How many segments, why, and whether they are real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.advice import criteria as criterion
from engine.advice.groups import Groups, count_groups
from engine.advice.lloyd import Floats
from engine.advice.null_curves import NullCurves, compare_with_nulls
from engine.advice.resampling import resample
from engine.advice.result import Advice, Criterion, Verdict
from engine.advice.sample import Rows, draw_rows
from engine.advice.verdict import explain, judge, suggest
from engine.limits import ADVICE_ROWS, DEFAULT_KS, RESAMPLED_ROWS
from engine.sweep.result import Sweep
from engine.sweep.validation import as_array, check_seed
from engine.threads import single_threaded_libraries

Progress = Callable[[float, str], None]


def advise_k(matrix: Any, sweep: Sweep | None = None, seed: int = 0, progress: Progress | None = None) -> Advice:
    """Say how many groups of customers stand out, and how many segments to start with.

    Parameters
    ----------
    matrix : PreparedMatrix, ndarray of shape (n, d), or memory-map
    sweep : Sweep, optional
        The segments for every k, from `sweep_k` on the same matrix; computed here when absent.
    seed : int, default 0
        The same seed gives the same advice.
    progress : callable, optional
        Called as ``progress(fraction, message)``; an exception raised in it cancels.

    Returns
    -------
    Advice
        The rule and its sources are in ``docs/choosing-k.md``.

    Raises
    ------
    EngineError
        When the matrix is not one, or holds missing or infinite numbers.
    """
    report = progress or (lambda fraction, message: None)
    rng = np.random.default_rng(check_seed(seed))
    values = as_array(matrix)
    rows = draw_rows(matrix, values, ADVICE_ROWS, rng)
    n_distinct = len(np.unique(rows.values, axis=0)) if rows.values.shape[1] else 1
    if n_distinct <= 2:
        return _too_few_distinct(n_distinct, rows, seed)
    if sweep is None:
        sweep = _sweep(matrix, n_distinct, seed, lambda share, text: report(0.4 * share, text))
    start = 0.4
    with single_threaded_libraries():
        return _advise(rows, sweep, seed, rng, lambda share, text: report(start + (1 - start) * share, text))


def _sweep(matrix: Any, n_distinct: int, seed: int, progress: Progress) -> Sweep:
    from engine.sweep.sweep import sweep_k

    ks = [k for k in DEFAULT_KS if k < n_distinct]
    return sweep_k(matrix, ks, seed=seed, progress=progress)


def _advise(rows: Rows, sweep: Sweep, seed: int, rng: np.random.Generator, report: Progress) -> Advice:
    centers = {k: rows.place(sweep.centers[k]) for k in sweep.ks}
    report(0.0, "Looking for groups that stand apart")
    groups = count_groups(rows.values, rng, lambda share: report(0.5 * share, "Looking for groups that stand apart"))
    small = rows.take(RESAMPLED_ROWS, rng)
    again = "Looking whether the segments come back on other customers"
    resampled = resample(small, centers, sweep.ks, rng, lambda share: report(0.5 + 0.3 * share, again))
    nulls = compare_with_nulls(
        small, sweep.ks, rng, lambda share: report(0.8 + 0.2 * share, "Comparing with customers without groups")
    )
    criteria = _criteria(sweep, small, centers, resampled, nulls)
    shares = criteria["smallest_segment"].values
    suggested, runner_up = suggest(groups.k, sweep.ks, resampled.jaccard, shares)
    worst = min(resampled.jaccard.get(suggested, ()), default=None)
    verdict = judge(groups.k, worst, nulls.beats_shuffled)
    report(1.0, "Done")
    return Advice(
        k=groups.k,
        suggested_k=suggested,
        verdict=verdict,
        runner_up=groups.runner_up if groups.k > 1 else runner_up,
        reasons=explain(groups, suggested, verdict, criteria, resampled.jaccard, rows),
        criteria=criteria,
        stability=resampled.jaccard,
        seed=seed,
    )


def _criteria(
    sweep: Sweep, small: Floats, centers: Mapping[int, Floats], resampled: Any, nulls: NullCurves
) -> dict[str, Criterion]:
    scale = sweep.n_rows / len(small) if sweep.n_rows else 1.0
    reference = {k: value * scale for k, value in nulls.reference_inertia.items()}
    found = (
        criterion.elbow(sweep.inertia, reference),
        *criterion.separation(sweep, small, centers),
        criterion.gap(nulls.gap, nulls.gap_error),
        *criterion.of_resamples(resampled),
        criterion.smallest_segment(sweep),
    )
    return {one.name: one for one in found}


def _too_few_distinct(n_distinct: int, rows: Rows, seed: int) -> Advice:
    if n_distinct <= 1:
        reason = f"All {rows.n_total:,} customers are equal in every feature, so there is nothing to tell apart."
    else:
        reason = "The customers take only two different forms; that is a yes-or-no question, not a segmentation."
    return Advice(1, 2, Verdict.NONE, None, (reason,), {}, {}, seed)


__all__ = ["Advice", "Groups", "advise_k"]

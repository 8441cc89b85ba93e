"""How many segments, why, and whether they are real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.advice import criteria as criterion
from engine.advice.consensus import agreed_k
from engine.advice.counting import are_copies, count_apart, distinct
from engine.advice.description import describe
from engine.advice.ends import are_answers
from engine.advice.flow import flows
from engine.advice.groups import Groups, matched_share
from engine.advice.lloyd import Floats, nearest_labels
from engine.advice.null_curves import NullCurves, compare_with_nulls
from engine.advice.partition import Labels
from engine.advice.resampling import Resampled, Shapeless, resample, resample_shapeless
from engine.advice.result import Advice, Criterion, Verdict
from engine.advice.sample import Rows, draw_rows
from engine.advice.verdict import explain, judge, next_best, suggest
from engine.advice.whole_groups import fewest_whole
from engine.advice.within import splits_stand
from engine.errors import EngineError
from engine.limits import ADVICE_ROWS, DEFAULT_KS, MAX_K, RESAMPLED_ROWS, ROUND_GROUPS
from engine.sweep.result import Sweep
from engine.sweep.validation import as_array, check_seed
from engine.sweep.workers import Workers

Progress = Callable[[float, str], None]


def advise_k(
    matrix: Any,
    sweep: Sweep | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    groups: Groups | None = None,
) -> Advice:
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
    groups : Groups, optional
        What `find_groups` gave for the same matrix and seed; counted here when absent.

    Returns
    -------
    Advice
        The rule and its sources are in ``docs/choosing-k.md``.

    Raises
    ------
    EngineError
        When the matrix is not one, holds missing or infinite numbers, or has other features than the sweep.
    """
    values = as_array(matrix)
    if sweep is not None:
        _check_features(sweep, values.shape[1])
    rows = draw_rows(matrix, values, ADVICE_ROWS, np.random.default_rng(check_seed(seed)))
    n_distinct = distinct(rows)
    if n_distinct <= 2:
        return _too_few_distinct(n_distinct, rows, seed)
    with Workers(progress) as workers:
        if groups is None:
            groups = count_apart(rows, n_distinct, seed, workers, 0.4)
        if sweep is None:
            sweep = _sweep(
                matrix, n_distinct, groups.k, seed, lambda share, text: workers.report(0.4 + 0.2 * share, text)
            )
        advice = _advise(rows, n_distinct, sweep, groups, np.random.default_rng([seed, 2]), workers)
        workers.report(1.0, "Done")
    return replace(advice, seed=seed)


def find_groups(matrix: Any, seed: int = 0, progress: Progress | None = None) -> Groups:
    """How many groups stand apart: the first part of the advice, which needs no sweep and says how far one should go.

    Raises
    ------
    EngineError
        When the matrix is not one, or holds missing or infinite numbers.
    """
    rows = draw_rows(matrix, as_array(matrix), ADVICE_ROWS, np.random.default_rng(check_seed(seed)))
    n_distinct = distinct(rows)
    if n_distinct <= 2:
        return Groups(1, None, {})
    with Workers(progress) as workers:
        return count_apart(rows, n_distinct, seed, workers, 1.0)


def _check_features(sweep: Sweep, n_features: int) -> None:
    """The rows may be a sample of those swept; the features must be the same."""
    for centers in sweep.centers.values():
        if centers.shape[1] != n_features:
            raise EngineError(
                f"The sweep was made from {centers.shape[1]:,} features, but this matrix has {n_features:,}.",
                "Sweep this matrix first, or leave the sweep out.",
            )


def _sweep(matrix: Any, n_distinct: int, k: int, seed: int, progress: Progress) -> Sweep:
    """The usual range, and somewhat beyond the groups that were counted when there are more."""
    from engine.sweep.sweep import sweep_k

    most = max(DEFAULT_KS[-1], min(k + 2, MAX_K))
    return sweep_k(matrix, [k for k in range(2, most + 1) if k < n_distinct], seed=seed, progress=progress)


def _advise(
    rows: Rows, n_distinct: int, sweep: Sweep, groups: Groups, rng: np.random.Generator, workers: Workers
) -> Advice:
    centers = {k: rows.place(sweep.centers[k]) for k in sweep.ks}
    chosen = rows.some(RESAMPLED_ROWS, rng)
    small = rows.values[chosen]

    def telling(begin: float, share: float, message: str) -> Callable[[float], None]:
        return lambda done: workers.report(begin + share * done, message)

    again, apart = (
        "Looking whether the segments come back on other customers",
        "Comparing with customers without groups",
    )
    resampled = resample(small, centers, sweep.ks, rng, workers, telling(0.6, 0.15, again))
    shapeless = resample_shapeless(small, sweep.ks, rng, workers, telling(0.75, 0.1, again))
    nulls = compare_with_nulls(small, sweep.ks, rng, workers, telling(0.85, 0.12, apart))
    described = describe(small, centers)
    criteria = _criteria(sweep, small, centers, (resampled, shapeless), nulls, described)
    agreed = agreed_k(nulls, resampled, shapeless)
    known = None if groups.k == 1 or groups.labels is None else groups.labels[chosen]
    if agreed > groups.k and not are_copies(n_distinct, agreed) and _hold(small, centers[agreed], known, workers):
        groups = replace(groups, k=agreed, runner_up=groups.k if groups.k > 1 else None, labels=None, comes_back=None)
    shares = criteria["smallest_segment"].values
    suggested, runner_up = suggest(groups.k, sweep.ks, resampled.jaccard, shares)
    worst = min(resampled.jaccard.get(suggested, ()), default=None)
    verdict = judge(groups.k, worst, nulls.beats_shuffled)
    agreement = _agreement(groups, rows, centers)
    whole = _whole(groups, rows, centers) if agreement is not None and agreement < ROUND_GROUPS else None
    reasons = explain(groups, suggested, verdict, criteria, resampled.jaccard, rows, agreement, whole)
    if groups.k == 1 and are_copies(n_distinct, suggested):
        reasons = (_few_forms(n_distinct), *reasons)
    return Advice(
        k=groups.k,
        suggested_k=suggested,
        verdict=verdict,
        runner_up=whole or (groups.runner_up if groups.k > 1 else runner_up) or next_best(suggested, criteria),
        reasons=reasons,
        criteria=criteria,
        stability=resampled.jaccard,
        described=described,
        flows=flows(rows.values, centers),
        agreement=agreement,
        n_rows=len(rows.values),
    )


def _hold(small: Floats, centers: Floats, known: Labels | None, workers: Workers) -> bool:
    """Whether segments that agree are groups: no answers, and beyond the groups that are known already."""
    segments = nearest_labels(small, centers)
    if are_answers(small, segments):
        return False
    return known is None or splits_stand(small, known, segments, np.random.default_rng(len(centers)), workers)


def _agreement(groups: Groups, rows: Rows, centers: Mapping[int, Floats]) -> float | None:
    """The share of the rows whose nearest centre is that of their group; None without groups or centres."""
    if groups.k < 2 or groups.labels is None or groups.k not in centers:
        return None
    return matched_share(groups.labels, nearest_labels(rows.values, centers[groups.k]), groups.k)


def _whole(groups: Groups, rows: Rows, centers: Mapping[int, Floats]) -> int | None:
    if groups.labels is None:
        return None
    more = [k for k in sorted(centers) if groups.k < k <= DEFAULT_KS[-1]]
    return fewest_whole(groups.labels, groups.k, more, lambda k: nearest_labels(rows.values, centers[k]))


def _criteria(
    sweep: Sweep,
    small: Floats,
    centers: Mapping[int, Floats],
    resamples: tuple[Resampled, Shapeless],
    nulls: NullCurves,
    described: Mapping[int, tuple[tuple[float, float], ...]],
) -> dict[str, Criterion]:
    found = (
        criterion.elbow(sweep.inertia, nulls),
        *criterion.separation(sweep, small, centers),
        *criterion.gaps(nulls),
        *criterion.of_resamples(*resamples),
        criterion.described(described),
        criterion.smallest_segment(sweep),
    )
    return {one.name: one for one in found}


def _few_forms(n_distinct: int) -> str:
    return (
        f"The customers take only {n_distinct} different forms: many copies of one customer are a count, not a kind of "
        "customers."
    )


def _too_few_distinct(n_distinct: int, rows: Rows, seed: int) -> Advice:
    if n_distinct <= 1:
        reason = f"All {rows.n_total:,} customers are equal in every feature, so there is nothing to tell apart."
    else:
        reason = "The customers take only two different forms; that is a yes-or-no question, not a segmentation."
    return Advice(1, 2, Verdict.NONE, None, (reason,), {}, n_rows=len(rows.values), seed=seed)


__all__ = ["Advice", "Groups", "advise_k", "find_groups"]

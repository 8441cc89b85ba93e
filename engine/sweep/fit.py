"""From a matrix to the centres of every k: sample, search, compare, polish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import (
    ENOUGH,
    EXACT_TOLERANCE,
    EXACT_VALUES,
    FINALISTS,
    LARGE_ENOUGH,
    LARGE_FINALISTS,
    LARGE_ROWS,
    NEAR_ROWS,
    POLISH_TOLERANCE,
    REFINE_BROODS,
    REFINE_PATIENCE,
    REFINE_ROUNDS,
    REFINE_ROWS,
    REFINE_SMALL_STARTS,
    REFINE_STARTS,
    SAMPLE_FINALISTS,
    SAMPLE_TOLERANCE,
    SEARCH_ROWS,
)
from engine.sweep.correction import corrected
from engine.sweep.descent import descend, working_rows
from engine.sweep.distinct import Counted, all_distinct, distinct
from engine.sweep.kernel import Array, Block, block_of
from engine.sweep.polish import Polished, polish
from engine.sweep.population import Population
from engine.sweep.sample import all_rows, coresets
from engine.sweep.search import recombine, search, start
from engine.sweep.source import Rows, Source, Statistics, statistics
from engine.sweep.validation import check_enough_rows
from engine.sweep.workers import Workers


@dataclass(frozen=True)
class Fit:
    """Centres of every k in the units of the search, and how they were found."""

    centers: dict[int, NDArray[np.float64]]
    n_iter: dict[int, int]
    passes: dict[int, int]
    converged: dict[int, bool]
    agreed: dict[int, int]


def measured_source(
    values: Array, weights: NDArray[np.float64] | None, names: tuple[str, ...], workers: Workers
) -> tuple[Source, Statistics]:
    """The rows of an array, with their statistics.

    Raises
    ------
    EngineError
        At a value that is not finite.
    """
    found = statistics(values, weights, names, workers)
    return _source(values, weights, found, workers), found


def fit(source: Rows, found: Statistics, ks: tuple[int, ...], *, seed: int, workers: Workers) -> Fit:
    """Centres of every k for these rows.

    Raises
    ------
    EngineError
        If there are fewer different rows than the largest k.
    """
    workers.report(0.03, "Counting rows that repeat")
    every, samples = _samples(source, found, ks[-1], seed, workers)
    rows, row_weights = samples[0]
    precision = np.float64 if source.stored == np.float64 and source.dtype == np.float64 else np.float32
    whole = _whole(source.inside(rows), row_weights, precision)
    working = working_rows(whole)
    complete = len(samples) == 1
    effort = _effort(len(source), len(rows)) if complete else 1
    populations = search(
        working, whole, _with_neighbours(ks, len(rows)), seed, workers, complete=complete, effort=effort
    )
    workers.report(0.4, "Comparing the best centres on more rows")
    best = populations if complete else _compare(every, samples[1], populations, seed, workers)
    starts = {k: best[k].finalists(_finalists(every, complete)) for k in ks}
    return _fit(_polished(every, samples, starts, workers), populations)


def _polished(
    every: Rows, samples: list[Counted], starts: dict[int, list[Array]], workers: Workers
) -> dict[int, Polished]:
    """The best centres on all rows; of very many, by way of a sample."""
    if len(samples) <= 2:
        return polish(every, starts, EXACT_TOLERANCE if every.dtype == np.float64 else POLISH_TOLERANCE, workers)
    sample = every.like(*samples[-1])
    large = len(every) > LARGE_ROWS
    found = polish(sample, starts, SAMPLE_TOLERANCE, workers)
    for number in range(2):
        left = {k: state.centers for k, state in found.items() if number == 0 or not state.converged}
        if not left:
            break
        for k, state in corrected(every, sample, left, LARGE_ENOUGH if large else ENOUGH, workers).items():
            found[k], state.passes = state, number + 1
    if not large:
        unsettled = {k: [state.centers] for k, state in found.items() if not state.converged}
        for k, state in polish(every, unsettled, POLISH_TOLERANCE, workers).items():
            found[k], state.passes = state, state.passes + 2
    return found


def _effort(n_rows: int, n_different: int) -> int:
    """Few different rows leave more to chance (ties trap iterations), and more trials of them cost little."""
    return min(max(max(2_000, n_rows // 2) // n_different, 1), 4)


def _finalists(every: Rows, complete: bool) -> int:
    """How many solutions of each k are polished: none can overtake the best where single rows were placed well."""
    if complete:
        return 1
    if len(every) <= REFINE_ROWS:
        return FINALISTS
    return LARGE_FINALISTS if len(every) <= 4 * NEAR_ROWS else SAMPLE_FINALISTS


def _with_neighbours(ks: tuple[int, ...], n_rows: int) -> tuple[int, ...]:
    """The ks to search: a k that stands alone is searched with its neighbours, between which centres are carried."""
    alone = [k for k in ks if k > 1 and not {k - 1, k + 1} & set(ks)]
    added = {near for k in alone for near in (k - 1, k + 1) if 1 < near <= n_rows}
    return tuple(sorted({*ks, *added}))


def _fit(polished: dict[int, Polished], populations: dict[int, Population]) -> Fit:
    passes = max(state.passes for state in polished.values())
    return Fit(
        centers={k: state.centers for k, state in polished.items()},
        n_iter={k: state.passes for k, state in polished.items()},
        passes=dict.fromkeys(polished, passes + 1),
        converged={k: state.converged for k, state in polished.items()},
        agreed={k: max(populations[k].agreed, 1) for k in polished},
    )


def _source(values: Array, weights: NDArray[np.float64] | None, found: Statistics, workers: Workers) -> Source:
    precision = np.float64 if values.size <= EXACT_VALUES else np.float32
    return Source(values, weights, found, precision, memory=workers.memory)


def _samples(
    source: Rows, found: Statistics, largest: int, seed: int, workers: Workers
) -> tuple[Rows, list[Counted]]:
    """What to polish on (all rows, or the distinct ones with weights), and the rows to search on, few of them first."""
    if len(source) > REFINE_ROWS:
        first, *more = coresets(source, found, _sizes(source), seed, workers)
        samples = [distinct(*first), *more]
        if len(samples[0][0]) > 0.9 * SEARCH_ROWS:
            return source, samples
        collected = all_distinct(source, workers)
        if collected is None:
            return source, samples
    else:
        collected = distinct(*all_rows(source, workers))
    kept, kept_weights = collected
    check_enough_rows(largest, len(kept), len(source))
    # Rows that hardly repeat stand as well where they are, without weights; few are put in an order of their own, so
    # that what is found among them does not depend on theirs.
    every = source
    if len(source) <= REFINE_ROWS or len(kept) <= 0.7 * len(source):
        every = _source(kept, None if (kept_weights == 1.0).all() else kept_weights, found, workers)
    if len(kept) <= SEARCH_ROWS:
        return every, [collected]
    first, *more = coresets(every, found, _sizes(every), seed, workers)
    return every, [distinct(*first), *(more or [all_rows(every, workers)])]


def _sizes(every: Rows) -> list[int]:
    """Sizes of the samples: to search on, to compare on, and to come near the optimum of all rows."""
    sizes = [SEARCH_ROWS]
    if len(every) > REFINE_ROWS:
        sizes.append(REFINE_ROWS)
    if len(every) > 4 * NEAR_ROWS:
        sizes.append(NEAR_ROWS)
    return sizes


def _whole(rows: Array, weights: NDArray[np.float64], dtype: type) -> Block:
    return block_of(rows, None if (weights == 1.0).all() else weights, dtype)


def _compare(
    every: Rows, sample: Counted, populations: dict[int, Population], seed: int, workers: Workers
) -> dict[int, Population]:
    """The best centres of each k on a larger sample (all rows where they are few), from those the search found."""
    rows, weights = sample
    whole = _whole(every.inside(rows), weights, np.float32)
    working = working_rows(whole)
    complete = len(rows) == len(every)
    if complete:
        refined = start(
            working, whole, tuple(sorted(populations)), seed + 1, workers, REFINE_STARTS, REFINE_SMALL_STARTS
        )
    else:
        refined = {k: Population(k, working.weight) for k in sorted(populations)}
    candidates = {k: [centers for _, centers in population.solutions] for k, population in populations.items()}
    for k, found_here in descend(working, candidates, {}, 15, 1e-4, workers).items():
        refined[k].add(found_here)
    recombine(
        working, whole, refined, seed + 1, workers,
        rounds=REFINE_ROUNDS, patience=REFINE_PATIENCE if complete else 1, broods=REFINE_BROODS if complete else 0,
        begun=0.45,
    )  # fmt: skip
    return refined

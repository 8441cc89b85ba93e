"""Do the segments come back on other customers? Prediction strength and Jaccard stability from the same halvings.

Each halving gives two fits. Comparing the two with each other is prediction strength (Tibshirani & Walther 2005);
comparing each with the segments of the sweep is the cluster-wise Jaccard stability of Hennig (2007), with subsets of
half the rows as the resampling scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats, fit_all, nearest_labels
from engine.advice.reference import same_shape
from engine.limits import HALVINGS, SHAPELESS_DRAWS, SHAPELESS_HALVINGS
from engine.sweep.workers import Workers


@dataclass(frozen=True)
class Shapeless:
    """What one population of the same shape, without groups, reaches: per k the lowest and the highest of its draws."""

    prediction_strength: Mapping[int, tuple[float, float]]
    stability: Mapping[int, tuple[float, float]]  # of the least stable segment


@dataclass(frozen=True)
class Resampled:
    """Per k: mean Jaccard of each segment, prediction strength and its standard error."""

    jaccard: Mapping[int, tuple[float, ...]]
    prediction_strength: Mapping[int, float]
    prediction_error: Mapping[int, float]


def _contingency(a: NDArray[np.int64], b: NDArray[np.int64], k_a: int, k_b: int) -> Floats:
    return np.bincount(a * k_b + b, minlength=k_a * k_b).reshape(k_a, k_b).astype(np.float64)


def jaccard_best(reference: NDArray[np.int64], other: NDArray[np.int64], k: int, k_other: int) -> Floats:
    """For each segment of `reference` its best Jaccard similarity with one of `other`; nan when it is empty."""
    table = _contingency(reference, other, k, k_other)
    own = table.sum(axis=1)
    union = own[:, None] + table.sum(axis=0) - table
    best = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(own > 0, best, np.nan)


def strength(own: NDArray[np.int64], predicted: NDArray[np.int64], k: int) -> float:
    """The share of pairs that stay together, in the segment where it is worst."""
    table = _contingency(own, predicted, k, k)
    sizes = table.sum(axis=1)
    pairs = sizes * (sizes - 1)
    together = (table * (table - 1)).sum(axis=1)
    return float(np.where(pairs > 0, together / np.maximum(pairs, 1), 1.0)[sizes > 0].min())


def resample(
    x: Floats,
    centers: Mapping[int, Floats],
    ks: Sequence[int],
    rng: np.random.Generator,
    workers: Workers,
    tick: Callable[[float], None] = lambda share: None,
) -> Resampled:
    """Halve the rows `HALVINGS` times and fit every k on both halves."""
    ks = _possible(ks, len(x))
    reference = {k: nearest_labels(x, centers[k]) for k in ks}
    halvings = []
    for each in workers.map(lambda own: _halve(x, reference, own), rng.spawn(HALVINGS)):
        halvings.append(each)
        tick(len(halvings) / HALVINGS)
    return _summary(halvings, ks)


Halving = dict[int, tuple[list[Floats], list[float]]]


def _possible(ks: Sequence[int], n: int) -> list[int]:
    return [k for k in ks if k >= 2 and 2 * k <= n]


def _halve(x: Floats, reference: Mapping[int, NDArray[np.int64]], rng: np.random.Generator) -> Halving:
    """Per k, for each half: the Jaccard similarities of the reference's segments, and the prediction strength."""
    order = rng.permutation(len(x))
    halves = (order[: len(x) // 2], order[len(x) // 2 :])
    fits = [fit_all(x[half], list(reference), rng, n_starts=4) for half in halves]
    found: Halving = {}
    for k, known in reference.items():
        labels = [[nearest_labels(x[half], fit[k][0]) for fit in fits] for half in halves]
        found[k] = (
            [jaccard_best(known[half], labels[i][i], k, k) for i, half in enumerate(halves)],
            [strength(labels[i][i], labels[i][1 - i], k) for i in (0, 1)],
        )
    return found


def _summary(halvings: Sequence[Halving], ks: Sequence[int]) -> Resampled:
    jaccard = {k: [each for halving in halvings for each in halving[k][0]] for k in ks}
    strengths = {k: [each for halving in halvings for each in halving[k][1]] for k in ks}
    return Resampled(
        {k: tuple(float(v) for v in _mean_jaccard(jaccard[k])) for k in ks},
        {k: float(np.mean(strengths[k])) for k in ks},
        {k: float(np.std(strengths[k]) / np.sqrt(len(halvings))) for k in ks},
    )


def _mean_jaccard(values: list[Floats]) -> Floats:
    stacked = np.array(values)
    present = np.isfinite(stacked)
    total: Floats = np.where(present, stacked, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(present.sum(axis=0), 1))


def resample_shapeless(
    x: Floats,
    ks: Sequence[int],
    rng: np.random.Generator,
    workers: Workers,
    tick: Callable[[float], None] = lambda share: None,
) -> Shapeless:
    """The same on data with these margins and correlations but no groups.

    One correlated population cut in two comes back on its halves as surely as two groups do: what a k reaches says
    something about groups only where such data reach less.
    """
    ks = _possible(ks, len(x))
    drawn = []
    for each in workers.map(lambda own: _resample_draw(x, ks, own), rng.spawn(SHAPELESS_DRAWS)):
        drawn.append(each)
        tick(len(drawn) / SHAPELESS_DRAWS)
    strengths = [each.prediction_strength for each in drawn]
    worst = [{k: min(values) for k, values in each.jaccard.items()} for each in drawn]
    return Shapeless(_range(strengths), _range(worst))


def _resample_draw(x: Floats, ks: Sequence[int], rng: np.random.Generator) -> Resampled:
    y = same_shape(x, rng)
    reference = {k: nearest_labels(y, fit[0]) for k, fit in fit_all(y, ks, rng).items()}
    return _summary([_halve(y, reference, rng) for _ in range(SHAPELESS_HALVINGS)], ks)


def _range(draws: Sequence[Mapping[int, float]]) -> dict[int, tuple[float, float]]:
    return {k: (min(each[k] for each in draws), max(each[k] for each in draws)) for k in draws[0]}

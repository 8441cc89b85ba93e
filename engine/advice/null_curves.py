"""What data without groups would give at every k: the band of the error curve, the gaps, the silhouette."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.advice.lloyd import Floats, fit_all
from engine.advice.reference import same_shape, shuffled, uniform_box
from engine.limits import REFERENCES
from engine.sweep.workers import Workers


@dataclass(frozen=True)
class NullCurves:
    """All mappings are keyed by k.

    Attributes
    ----------
    gap, gap_error : mapping to float
        Gap to the uniform box of the principal axes, and its error (Tibshirani, Walther & Hastie 2001).
    shape_gap, shape_gap_error : mapping to float
        The same against one population with this table's margins and correlations.
    relative : mapping to float
        The error of that population against the rows' own, both starting at the same height.
    band : mapping to (float, float)
        Lowest and highest such ratio over all draws of both kinds.
    silhouette : mapping to float
        Simplified silhouette (distances to centres; Hruschka, de Castro & Campello 2004) of the rows.
    silhouette_excess : mapping to float
        How far it is above the higher of both kinds' means.
    silhouette_error : mapping to float
        How much a draw of data without groups is above or below its kind's mean (the larger of both kinds').
    beats_shuffled : bool
        Whether the segments fit better than in the same columns shuffled independently.
    """

    gap: Mapping[int, float]
    gap_error: Mapping[int, float]
    shape_gap: Mapping[int, float]
    shape_gap_error: Mapping[int, float]
    relative: Mapping[int, float]
    band: Mapping[int, tuple[float, float]]
    silhouette: Mapping[int, float]
    silhouette_excess: Mapping[int, float]
    silhouette_error: Mapping[int, float]
    beats_shuffled: bool


def compare_with_nulls(
    x: Floats,
    asked: Sequence[int],
    rng: np.random.Generator,
    workers: Workers,
    tick: Callable[[float], None] = lambda share: None,
) -> NullCurves:
    """Fit every k on the rows and on `REFERENCES` draws of each kind of data without groups."""
    ks = [k for k in sorted({1, *asked}) if k < len(x)]
    kinds = ["own", *["box", "shape", "shuffled"] * REFERENCES]
    drawn: dict[str, list[tuple[Floats, Floats]]] = {kind: [] for kind in kinds}
    measured = workers.map(lambda each: _draw(x, ks, *each), zip(kinds, rng.spawn(len(kinds)), strict=True))
    for turn, (kind, found) in enumerate(zip(kinds, measured, strict=True)):
        drawn[kind].append(found)
        tick((turn + 1) / len(kinds))
    own, own_silhouette = drawn.pop("own")[0]
    errors = {kind: np.array([error for error, _ in draws]) for kind, draws in drawn.items()}
    silhouettes = [np.array([silhouette for _, silhouette in drawn[kind]]) for kind in ("box", "shape")]
    reached = np.max([draws.mean(axis=0) for draws in silhouettes], axis=0)
    # All curves start at one point, so that what is compared is how they fall.
    ratio = {kind: np.exp(errors[kind] - errors[kind][:, :1] - own + own[0]) for kind in ("box", "shape")}
    every = np.concatenate(list(ratio.values()))

    def by_k(values: Floats) -> dict[int, float]:
        return dict(zip(ks, values.tolist(), strict=True))

    return NullCurves(
        gap=by_k(errors["box"].mean(axis=0) - own),
        gap_error=by_k(_error(errors["box"])),
        shape_gap=by_k(errors["shape"].mean(axis=0) - own),
        shape_gap_error=by_k(_error(errors["shape"])),
        relative=by_k(ratio["shape"].mean(axis=0)),
        band=dict(zip(ks, zip(every.min(axis=0).tolist(), every.max(axis=0).tolist(), strict=True), strict=True)),
        silhouette={k: v for k, v in by_k(own_silhouette).items() if k >= 2},
        silhouette_excess=by_k(own_silhouette - reached),
        silhouette_error=by_k(np.max([_error(draws) for draws in silhouettes], axis=0)),
        beats_shuffled=_beats(own, errors["shuffled"], x.shape[1]),
    )


def _error(draws: Floats) -> Floats:
    return np.asarray(draws.std(axis=0) * np.sqrt(1 + 1 / REFERENCES))


def _draw(x: Floats, ks: Sequence[int], kind: str, rng: np.random.Generator) -> tuple[Floats, Floats]:
    if kind == "own":
        return _measure(x, ks, rng)
    return _measure({"box": uniform_box, "shape": same_shape, "shuffled": shuffled}[kind](x, rng), ks, rng)


def _measure(x: Floats, ks: Sequence[int], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The logarithm of the error and the simplified silhouette, for every k."""
    fits = fit_all(x, ks, rng)
    errors = np.log([max(fits[k][1], 1e-300) for k in ks])
    return errors, np.array([simplified_silhouette(x, fits[k][0]) for k in ks])


def simplified_silhouette(x: Floats, centers: Floats) -> float:
    """The mean silhouette by distances to centres (Hruschka, de Castro & Campello 2004)."""
    if len(centers) < 2:
        return 0.0
    squared = np.einsum("ij,ij->i", x, x)[:, None] - 2 * x @ centers.T + np.einsum("ij,ij->i", centers, centers)
    nearest = np.sqrt(np.maximum(np.partition(squared, 1, axis=1)[:, :2], 0))
    own, other = nearest[:, 0], nearest[:, 1]
    return float(np.mean((other - own) / np.maximum(other, 1e-300)))


def _beats(own: Floats, shuffles: Floats, n_features: int) -> bool:
    """Whether the error falls faster with k than in every shuffle, by more than the shuffles differ.

    One column cannot be shuffled against anything, so its slices count as better than nothing.
    """
    if n_features < 2 or shuffles.shape[1] < 2:
        return True
    fall = (shuffles - shuffles[:, :1])[:, 1:] - (own - own[0])[1:]
    average = fall.mean(axis=1)
    return bool(average.min() > 0 and average.mean() > 3 * max(average.std(ddof=1), 1e-4))

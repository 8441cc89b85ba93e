"""The criteria that people know, each with the k it prefers by itself."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.advice.description import share_described
from engine.advice.elbow import knee
from engine.advice.lloyd import Floats, nearest_labels
from engine.advice.null_curves import NullCurves
from engine.advice.resampling import Resampled, Shapeless
from engine.advice.result import Criterion
from engine.limits import STABLE_JACCARD, STRONG_PREDICTION
from engine.sweep.result import Sweep


def best_k(values: Mapping[int, float], higher_is_better: bool = True) -> int | None:
    """The k with the best value; the smaller one on a tie."""
    known = {k: v for k, v in values.items() if k >= 2 and np.isfinite(v)}
    if not known:
        return None
    sign = 1 if higher_is_better else -1
    return max(known, key=lambda k: (sign * known[k], -k))


def gap_k(gap: Mapping[int, float], error: Mapping[int, float]) -> int | None:
    """The smallest k whose gap is not beaten by the next one by more than its error (Tibshirani et al. 2001)."""
    ks = sorted(gap)
    for k, following in pairwise(ks):
        if gap[k] >= gap[following] - error[following]:
            return k
    return ks[-1] if ks else None


def elbow(inertia: Mapping[int, float], nulls: NullCurves) -> Criterion:
    known = [k for k in inertia if k in nulls.relative]
    return Criterion(
        "elbow",
        "Elbow of the error",
        dict(inertia),
        knee(inertia),
        higher_is_better=False,
        reference={k: inertia[k] * nulls.relative[k] for k in known},
        band={k: (inertia[k] * nulls.band[k][0], inertia[k] * nulls.band[k][1]) for k in known},
        explanation="How much the customers differ from the centre of their segment in all (WCSS). It falls with "
        "every further segment; an elbow is where it stops to fall quickly.",
    )


def gaps(nulls: NullCurves) -> tuple[Criterion, Criterion]:
    return (
        Criterion(
            "gap",
            "Gap to evenly spread data",
            dict(nulls.gap),
            gap_k(nulls.gap, nulls.gap_error),
            errors=dict(nulls.gap_error),
            explanation="How much smaller the error is than in evenly spread data of the same extent (logarithm).",
        ),
        Criterion(
            "shape_gap",
            "Gap to one population of the same shape",
            dict(nulls.shape_gap),
            gap_k(nulls.shape_gap, nulls.shape_gap_error),
            errors=dict(nulls.shape_gap_error),
            explanation="How much smaller the error is than in a single population with the same columns, tails and "
            "correlations, but without groups (logarithm).",
        ),
    )


def described(fits: Mapping[int, tuple[tuple[float, float], ...]]) -> Criterion:
    shares = {k: share_described(each) / k for k, each in fits.items()}
    whole = [k for k, share in shares.items() if share == 1.0]
    return Criterion(
        "described",
        "Segments that a short rule describes",
        shares,
        max(whole, default=None),
        explanation="The share of the segments that a rule of at most three conditions finds: it holds for four "
        "fifths of the segment, and four fifths of those it holds for are in it.",
    )


def of_resamples(resampled: Resampled, shapeless: Shapeless) -> tuple[Criterion, Criterion]:
    """Prediction strength and the stability of the least stable segment, beside what data without groups reach."""
    strength = resampled.prediction_strength
    worst = {k: min(v) for k, v in resampled.jaccard.items()}
    return (
        Criterion(
            "prediction_strength",
            "Prediction strength",
            dict(strength),
            _largest_beyond(strength, STRONG_PREDICTION, shapeless.prediction_strength),
            errors=dict(resampled.prediction_error),
            reference={k: (low + high) / 2 for k, (low, high) in shapeless.prediction_strength.items()},
            band=dict(shapeless.prediction_strength),
            explanation="How surely two customers of one segment are put together again by segments made from other "
            "customers, in the weakest segment. It counts where data without groups (shaded) reach less.",
        ),
        Criterion(
            "stability",
            "Stability of the weakest segment",
            worst,
            _largest_beyond(worst, STABLE_JACCARD, shapeless.stability),
            reference={k: (low + high) / 2 for k, (low, high) in shapeless.stability.items()},
            band=dict(shapeless.stability),
            explanation="How much of the weakest segment comes back when the segments are made from other samples of "
            "the customers (Jaccard similarity). It speaks for groups where data without groups (shaded) reach less.",
        ),
    )


def _largest_beyond(
    values: Mapping[int, float], enough: float, shapeless: Mapping[int, tuple[float, float]]
) -> int | None:
    """The largest k that reaches enough, and more than data without groups."""
    return max((k for k, v in values.items() if v >= enough and v > shapeless.get(k, (0.0, 0.0))[1]), default=None)


def smallest_segment(sweep: Sweep) -> Criterion:
    shares = {k: float(sizes.min() / sizes.sum()) for k, sizes in sweep.sizes.items()}
    return Criterion(
        "smallest_segment",
        "Smallest segment",
        shares,
        None,
        explanation="The share of the customers in the smallest segment.",
    )


def separation(sweep: Sweep, sample: Floats, centers: Mapping[int, Floats]) -> tuple[Criterion, Criterion, Criterion]:
    """Silhouette, Calinski-Harabasz and Davies-Bouldin: the sweep's, measured on the sample where it has none."""
    ks = [k for k in sweep.ks if 2 <= k < len(sample)]
    missing = [k for k in ks if not {k} <= sweep.silhouette.keys() & sweep.calinski_harabasz.keys()]
    own = _measure(sample, {k: centers[k] for k in missing})
    silhouette = {k: sweep.silhouette.get(k, own.get(k, (0.0,) * 4)[0]) for k in ks}
    error = {k: sweep.silhouette_error.get(k, own.get(k, (0.0,) * 4)[1]) for k in ks}
    calinski = {k: sweep.calinski_harabasz.get(k, own.get(k, (0.0,) * 4)[2]) for k in ks}
    davies = {k: sweep.davies_bouldin.get(k, own.get(k, (0.0,) * 4)[3]) for k in ks}
    return (
        Criterion(
            "silhouette",
            "Silhouette",
            silhouette,
            best_k(silhouette),
            errors=error,
            explanation="How much closer customers are to their own segment than to the next one, from -1 to 1.",
        ),
        Criterion(
            "calinski_harabasz",
            "Calinski-Harabasz",
            calinski,
            best_k(calinski),
            explanation="The spread between the segments against the spread within them.",
        ),
        Criterion(
            "davies_bouldin",
            "Davies-Bouldin",
            davies,
            best_k(davies, higher_is_better=False),
            higher_is_better=False,
            explanation="How wide segments are against their distance from each other, for the worst neighbours.",
        ),
    )


def _measure(x: Floats, centers: Mapping[int, Floats]) -> dict[int, tuple[float, float, float, float]]:
    """Silhouette with its standard error, Calinski-Harabasz and Davies-Bouldin of rows against given centres."""
    if not centers:
        return {}
    norms = np.einsum("ij,ij->i", x, x)
    distances = np.sqrt(np.maximum(norms[:, None] + norms - 2 * x @ x.T, 0)).astype(np.float32)
    np.fill_diagonal(distances, 0)
    measured = {}
    for k, center in centers.items():
        labels = np.unique(nearest_labels(x, center), return_inverse=True)[1]
        member = np.eye(labels.max() + 1)[labels]
        if member.shape[1] < 2:
            measured[k] = (0.0, 0.0, 0.0, 0.0)
            continue
        widths = _silhouette(distances, labels, member)
        measured[k] = (float(widths.mean()), float(widths.std() / np.sqrt(len(x))), *_ratios(x, labels, member))
    return measured


def _silhouette(distances: Floats, labels: NDArray[np.int64], member: Floats) -> Floats:
    sizes = member.sum(axis=0)
    sums = distances @ member.astype(np.float32)
    rows = np.arange(len(sums))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    widths = (other - own) / np.maximum(np.maximum(own, other), np.finfo(np.float32).tiny)
    return np.asarray(np.where(sizes[labels] > 1, widths, 0.0))


def _ratios(x: Floats, labels: NDArray[np.int64], member: Floats) -> tuple[float, float]:
    sizes = member.sum(axis=0)
    means = member.T @ x / sizes[:, None]
    residual = x - means[labels]
    within = float(np.einsum("ij,ij->", residual, residual))
    between = float(sizes @ np.square(means - x.mean(axis=0)).sum(axis=1))
    k = len(sizes)
    calinski = between / max(k - 1, 1) / max(within / max(len(x) - k, 1), 1e-12)
    widths = member.T @ np.linalg.norm(residual, axis=1) / sizes
    apart = np.linalg.norm(means[:, None] - means, axis=2)
    np.fill_diagonal(apart, np.inf)
    davies = ((widths[:, None] + widths) / np.maximum(apart, 1e-12)).max(axis=1).mean()
    return float(calinski), float(davies)

"""Placing customers in segments that were made before: the nearest centre, how sure that is, and whether it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.limits import FITS_NONE_QUANTILE
from engine.preparation.plan import Bounds, Plan
from engine.preparation.values import read_numbers
from engine.preparation.wording import share
from engine.segmentation import Segmentation, kmeans_with
from engine.sweep.source import parts
from engine.sweep.workers import Workers

# Why a customer fits none of the segments; the first that applies counts.
FITS, TOO_FAR, OUT_OF_BOUNDS, NOTHING_KNOWN = range(4)
_TOO_FAR = f"farther out than {share(FITS_NONE_QUANTILE)} of the customers this segment was made from"
_NOTHING_KNOWN = "none of the needed values is known"
# Distances in training are kept in single precision.
_ROUNDING = 1 + 1e-5


@dataclass(frozen=True)
class Placed:
    """Some rows, placed.

    Attributes
    ----------
    labels, second : ndarray of int64, shape (n,)
        From 0; ``second`` is -1 when there is one segment only.
    distance : ndarray of float64, shape (n,)
    confidence : ndarray of float64, shape (n,)
        ``1 - nearest / second nearest``: 0 on the border between two segments, 1 at a segment's centre (a row's
        simplified silhouette; Hruschka, de Castro & Campello 2004).
    fit : ndarray of int8, shape (n,)
        One of FITS, TOO_FAR, OUT_OF_BOUNDS, NOTHING_KNOWN.
    """

    labels: NDArray[np.int64]
    second: NDArray[np.int64]
    distance: NDArray[np.float64]
    confidence: NDArray[np.float64]
    fit: NDArray[np.int8]


def place(values: NDArray[np.float32], centers: NDArray[np.float64], limits: NDArray[np.float64]) -> Placed:
    """Nearest and second nearest centre of each row of the matrix.

    Parameters
    ----------
    values : ndarray, shape (n, d)
    centers : ndarray, shape (k, d)
    limits : ndarray, shape (k,)
        Distance beyond which a row does not fit its segment.
    """
    n = len(values)
    labels, nearest = np.empty(n, dtype=np.int64), np.empty(n)
    second, other = np.full(n, -1, dtype=np.int64), np.full(n, np.inf)
    predictor = kmeans_with(centers)

    def run(part: slice) -> None:
        """Everything about some rows at once, while they are in the processor's cache."""
        rows = values[part].astype(np.float64)
        own = predictor.predict(rows)
        squared = np.empty((len(centers), len(rows)))
        difference = np.empty_like(rows)
        for number, center in enumerate(centers):
            np.subtract(rows, center, out=difference)
            np.einsum("ij,ij->i", difference, difference, out=squared[number])
        everyone = np.arange(len(rows))
        labels[part], nearest[part] = own, squared[own, everyone]
        if len(centers) > 1:
            squared[own, everyone] = np.inf
            second[part] = squared.argmin(axis=0)
            other[part] = squared[second[part], everyone]

    with Workers() as workers:
        for _ in workers.map(run, parts(n)):
            pass
    distance, beyond = np.sqrt(nearest), np.sqrt(other)
    with np.errstate(invalid="ignore", divide="ignore"):
        confidence = np.where(beyond > 0, 1 - distance / beyond, 0.0)
    fit = np.where(distance > limits[labels] * _ROUNDING, TOO_FAR, FITS).astype(np.int8)
    return Placed(labels, second, distance, np.clip(confidence, 0, 1), fit)


def fit_limits(segmentation: Segmentation) -> NDArray[np.float64]:
    """Per segment the distance that `FITS_NONE_QUANTILE` of its customers do not exceed."""
    limits = np.zeros(segmentation.k)
    for label in range(segmentation.k):
        own = segmentation.distances[segmentation.labels == label]
        if len(own):
            limits[label] = float(np.quantile(own, FITS_NONE_QUANTILE, method="higher"))
    return limits


def mark_misfits(fit: NDArray[np.int8], table: pd.DataFrame, given: pd.DataFrame, plan: Plan) -> None:
    """Mark rows that training would have set aside, and rows of which nothing is known.

    Parameters
    ----------
    table : DataFrame
        The needed columns and the computed ones.
    given : DataFrame
        The same rows with all their columns. Those that only serve to set customers aside (a year of birth) may be
        absent.
    """
    fit[out_of_bounds(table, given, plan)] = OUT_OF_BOUNDS
    unknown = np.ones(len(fit), dtype=bool)
    for name in plan.columns:
        unknown &= table[name].isna().to_numpy()
    fit[unknown] = NOTHING_KNOWN


def out_of_bounds(table: pd.DataFrame, given: pd.DataFrame, plan: Plan) -> NDArray[np.bool_]:
    """Which rows training would have set aside; the frames are those of `mark_misfits`."""
    out = np.zeros(len(table), dtype=bool)
    for bounds in plan.bounds:
        for source in (table, given):
            if bounds.column in source.columns:
                out |= _outside(source[bounds.column], bounds)
                break
    for name in plan.required:
        out |= table[name].isna().to_numpy()
    return out


def _outside(series: pd.Series, bounds: Bounds) -> NDArray[np.bool_]:
    values = read_numbers(series, bounds.reading, origin=bounds.origin, unknown=bounds.unknown)
    out = np.zeros(len(values), dtype=bool)
    if bounds.low is not None:
        out |= values < bounds.low
    if bounds.high is not None:
        out |= values > bounds.high
    return out


def as_table(placed: Placed, names: tuple[str, ...], index: Any) -> pd.DataFrame:
    """The scores as people read them; segments count from 1."""
    second = pd.array(placed.second + 1, dtype="Int64")
    second[placed.second < 0] = pd.NA
    texts = pd.array(["", _TOO_FAR, "outside what the segments were made for", _NOTHING_KNOWN], dtype="str")
    return pd.DataFrame(
        {
            "segment": placed.labels + 1,
            "segment_name": pd.array(list(names), dtype="str").take(placed.labels),
            "distance": placed.distance,
            "confidence": placed.confidence,
            "second_choice": second,
            "fits_none": placed.fit != FITS,
            "fits_none_because": texts.take(placed.fit),
        },
        index=index,
    )

"""Preparation of partitions: decided on a sample, its means and scales taken from all rows, applied where the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.model_schema import NeededColumn, Remarks, check_columns, typed
from engine.preparation.apply import transform
from engine.preparation.derive import with_derived
from engine.preparation.plan import FeaturePlan, LevelsPlan, Plan, Scaler
from engine.scoring import out_of_bounds


@dataclass(frozen=True)
class Recipe:
    """What turns the rows of any partition into rows of the matrix."""

    plan: Plan
    schema: tuple[NeededColumn, ...]

    def prepared(self, frame: pd.DataFrame) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """The matrix of the rows that take part, and which ones do.

        Raises
        ------
        EngineError
            If the partition lacks a column.
        """
        check_columns(frame, self.schema)
        frame = frame.reset_index(drop=True)
        table = with_derived(typed(frame, self.schema, Remarks()), self.plan.derived)
        part = ~out_of_bounds(table, frame, self.plan)
        rows = None if part.all() else np.flatnonzero(part)
        return transform(self.plan, table, rows, derived=True), part


@dataclass(frozen=True)
class Moments:
    """Of each feature, over the rows that take part: number, mean, and sum of squares about the mean."""

    count: float
    mean: NDArray[np.float64]
    squares: NDArray[np.float64]


def moments_of(frame: pd.DataFrame, recipe: Recipe) -> Moments:
    """The moments of one partition."""
    values = recipe.prepared(frame)[0].astype(np.float64)
    if not len(values):
        nothing = np.zeros(values.shape[1])
        return Moments(0.0, nothing, nothing)
    mean = values.mean(axis=0)
    values -= mean
    return Moments(float(len(values)), mean, np.einsum("ij,ij->j", values, values))


def merged_moments(found: Sequence[Moments | None]) -> Moments:
    """The moments of several partitions together (Chan, Golub & LeVeque 1983)."""
    parts = [part for part in found if part is not None]
    count = sum(part.count for part in parts)
    if not count:
        return parts[0]
    mean = np.sum([part.count * part.mean for part in parts], axis=0) / count
    squares = np.sum([part.squares + part.count * np.square(part.mean - mean) for part in parts], axis=0)
    return Moments(count, mean, squares)


def standardised(plan: Plan, moments: Moments) -> Plan:
    """The same plan with the means and standard deviations of all rows in place of the sample's."""
    deviation = np.sqrt(moments.squares / max(moments.count, 1.0))
    features: list[FeaturePlan] = []
    first = 0
    for feature in plan.features:
        own = slice(first, first + len(feature.features))
        first = own.stop
        features.append(_standardised(feature, moments.mean[own], float(deviation[own.start])))
    return replace(plan, features=tuple(features))


def _standardised(feature: FeaturePlan, mean: NDArray[np.float64], deviation: float) -> FeaturePlan:
    if not feature.weight:
        return feature
    mean, deviation = mean / feature.weight, deviation / feature.weight
    if isinstance(feature, LevelsPlan):
        return replace(feature, centers=tuple((np.asarray(feature.centers) + mean).tolist()))
    if feature.scaler not in (Scaler.STANDARD, Scaler.CENTER):
        return feature  # ranges and quartiles are not sums: those of the sample stay
    center = feature.center + feature.scale * float(mean[0])
    if feature.scaler is Scaler.STANDARD and deviation > 0.0:
        return replace(feature, center=center, scale=feature.scale * deviation)
    return replace(feature, center=center)

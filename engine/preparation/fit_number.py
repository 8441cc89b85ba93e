"""Learning a feature from a column of numbers, dates or ordered words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.dataset import Column, Kind
from engine.errors import EngineError
from engine.limits import MAX_ANSWER_DISTANCE
from engine.preparation.matrix import Step
from engine.preparation.number_steps import clipped, filled, left_out, scaled_to, transformed, weighted
from engine.preparation.outliers import Limits
from engine.preparation.plan import NumberPlan, Reading, Scaler
from engine.preparation.spec import ColumnSpec, Imputation, Scaling, Transform
from engine.preparation.transforms import Curve
from engine.preparation.values import Floats, known_values

_STRATEGIES = {
    Imputation.MEDIAN: "median",
    Imputation.MEAN: "mean",
    Imputation.MOST_FREQUENT: "most_frequent",
    Imputation.CONSTANT: "constant",
    Imputation.INDICATOR: "median",
    Imputation.SET_ASIDE: "median",
}
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Fitted:
    """What came of one column: its features (none when it had to be left out) and the record."""

    plans: tuple[NumberPlan, ...]
    steps: tuple[Step, ...]


def fit_number(
    values: Floats, column: Column, spec: ColumnSpec, start: NumberPlan, found: tuple[Limits | None, Curve]
) -> Fitted:
    """Learn clipping, transform, imputation and scaling from the customers who take part.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        As read, NaN where missing; not changed.
    start : NumberPlan
        Column, feature name and reading.
    found : pair of Limits (or None) and Curve
        What was decided before: limits, used when they clip, and the transform.
    """
    n_missing = int(np.isnan(values).sum())
    if n_missing == len(values):
        return _left_out(column, "no values are left")
    plan, steps = _clipped(values, column, spec, start, found)
    work = working_values(values, plan)
    two_answers = column.kind is Kind.BOOLEAN or _is_two_valued(work)
    plan = _imputed(work, column, spec, plan, two_answers)
    if n_missing:
        steps.append(filled(column, spec, plan, n_missing))
        work = np.where(np.isnan(work), plan.fill, work)
    scaled, why = _scaled(work, spec, plan, two_answers)
    if scaled is None:
        return _left_out(column, "it is the same for all customers who take part")
    steps.append(scaled_to(scaled, column, two_answers, why))
    scaled = replace(scaled, weight=scaled.weight * (1.0 if spec.weight is None else spec.weight))
    if spec.weight not in (None, 1.0):
        steps.append(weighted(column, spec))
    plans = [scaled]
    if spec.imputation is Imputation.INDICATOR and n_missing:
        plans.append(_indicator(scaled, n_missing / len(values), spec))
        steps.append(
            Step(column.name, "encode", f"Whether {column.name} is missing is a feature of its own.", "Chosen.")
        )
    return Fitted(tuple(plans), tuple(steps))


def working_values(values: Floats, plan: NumberPlan) -> Floats:
    """Clipped and transformed, before imputation; a new array unless nothing is to be done."""
    if plan.low is not None or plan.high is not None:
        values = np.clip(values, plan.low, plan.high)
    return Curve(plan.transform, plan.shift, plan.exponent)(values)


def _left_out(column: Column, why: str) -> Fitted:
    return Fitted((), (left_out(column, why),))


def _clipped(
    values: Floats, column: Column, spec: ColumnSpec, plan: NumberPlan, found: tuple[Limits | None, Curve]
) -> tuple[NumberPlan, list[Step]]:
    limits, curve = found
    steps = []
    low = high = None
    if limits is not None and limits.clip:
        low, high = limits.low, limits.high
        steps.append(clipped(values, column, plan, limits))
    if curve.kind is not Transform.NONE:
        if curve.kind is Transform.LOG and (low is None or low < -curve.shift):
            low = -curve.shift  # the logarithm of anything lower in new rows would not exist
        steps.append(transformed(values, column, spec, curve))
    return replace(plan, low=low, high=high, transform=curve.kind, shift=curve.shift, exponent=curve.exponent), steps


def _is_two_valued(work: Floats) -> bool:
    known = known_values(work)
    low, high = known.min(), known.max()
    between = (known[:1000] != low) & (known[:1000] != high)  # settles it for nearly every column
    return bool(low < high and not between.any() and ((known == low) | (known == high)).all())


def _imputed(work: Floats, column: Column, spec: ColumnSpec, plan: NumberPlan, two_answers: bool) -> NumberPlan:
    usual = Imputation.MOST_FREQUENT if two_answers else Imputation.MEDIAN
    strategy = _STRATEGIES[spec.imputation or usual]
    known = known_values(work)
    if strategy == "median":
        fill = _median(known)
    elif strategy == "mean":
        fill = float(known.mean())
    elif strategy == "most_frequent":
        distinct, counts = np.unique(known, return_counts=True)
        fill = float(distinct[counts.argmax()])
    else:
        fill = float(working_values(np.array([_constant(column, spec, plan)]), plan)[0])
    return replace(plan, fill=fill, imputer=strategy)


def _median(known: Floats) -> float:
    """As ``numpy.median``, with one partition instead of three."""
    half = len(known) // 2
    parted = np.partition(known, half)
    upper = float(parted[half])
    return upper if len(known) % 2 else float(np.mean([parted[:half].max(), upper]))


def _constant(column: Column, spec: ColumnSpec, plan: NumberPlan) -> float:
    value = 0.0 if spec.fill_value is None else spec.fill_value
    if plan.reading is Reading.WORDS and value in plan.words:
        return float(plan.words.index(str(value)))
    try:
        constant = float(value)
    except ValueError:
        constant = np.nan
    if not np.isfinite(constant):
        raise EngineError(
            f"Column {column.name!r}: missing values cannot be filled with {value!r}.",
            f"Use one of {', '.join(plan.words)}." if plan.words else "Use a number.",
        )
    return constant


def _scaled(work: Floats, spec: ColumnSpec, plan: NumberPlan, two_answers: bool) -> tuple[NumberPlan | None, str]:
    """Centre and scale, and why; None when all values are the same."""
    low, high = float(work.min()), float(work.max())
    mean, deviation = moments(work)
    if not deviation > 10 * _EPSILON * max(abs(low), abs(high)):
        return None, ""
    chosen = "Chosen." if spec.scaling else "So that every column counts the same, whatever its unit."
    standard = replace(plan, scaler=Scaler.STANDARD, center=mean, scale=deviation)
    if spec.scaling is Scaling.NONE:
        return replace(plan, scaler=Scaler.NONE, center=0.0, scale=1.0), chosen
    if spec.scaling is Scaling.MIN_MAX:
        return replace(plan, scaler=Scaler.MIN_MAX, center=low, scale=high - low), chosen
    if spec.scaling is Scaling.ROBUST:
        first, middle, third = (float(value) for value in np.percentile(work, [25, 50, 75]))
        if third > first:
            return replace(plan, scaler=Scaler.ROBUST, center=middle, scale=third - first), chosen
        chosen = (
            "Half of the customers have the same value, so the interquartile range is zero and cannot be the unit."
        )
    if spec.scaling is None and two_answers and (high - low) / deviation > MAX_ANSWER_DISTANCE:
        weight = MAX_ANSWER_DISTANCE / (high - low)
        chosen = "The answer is rare; standardised, it alone would decide the segments."
        return replace(plan, scaler=Scaler.CENTER, center=mean, scale=1.0, weight=weight), chosen
    return standard, chosen


def moments(work: Floats) -> tuple[float, float]:
    """Mean and standard deviation (n in the denominator), also of values whose squares would overflow."""
    largest = float(np.abs(work).max(initial=0.0))
    if not 1e-150 < largest < 1e150:
        unit = largest or 1.0
        mean, deviation = moments(work / unit) if largest else (0.0, 0.0)
        return mean * unit, deviation * unit
    mean = float(work.mean())
    centred = work - mean
    return mean, float(np.sqrt(np.dot(centred, centred) / len(work)))


def _indicator(plan: NumberPlan, missing_share: float, spec: ColumnSpec) -> NumberPlan:
    deviation = float(np.sqrt(missing_share * (1 - missing_share)))
    weight = 1.0 if spec.weight is None else spec.weight
    return NumberPlan(
        column=plan.column,
        feature=f"{plan.feature} is missing",
        reading=plan.reading,
        indicator=True,
        origin=plan.origin,
        words=plan.words,
        unknown=plan.unknown,
        imputer="constant",
        scaler=Scaler.CENTER,
        center=missing_share,
        weight=weight * min(1 / deviation, MAX_ANSWER_DISTANCE),
    )

"""What was done to a column, in sentences."""

from __future__ import annotations

import numpy as np

from engine.dataset import Column
from engine.limits import MAX_ANSWER_DISTANCE
from engine.preparation.matrix import Step
from engine.preparation.outliers import Limits
from engine.preparation.plan import NumberPlan, Reading, Scaler
from engine.preparation.sampling import sample_of
from engine.preparation.spec import ColumnSpec, Transform
from engine.preparation.transforms import Curve
from engine.preparation.values import Floats
from engine.preparation.wording import customers, day, number

CHOSEN = "Chosen."
_FILLED_WITH = {
    "median": "the median",
    "mean": "the mean",
    "most_frequent": "the most frequent value",
    "constant": "the chosen value",
}
_WHY_FILLED = {
    "median": "The median is not moved by a few very large values.",
    "most_frequent": "There are only two answers.",
}


def left_out(column: Column, why: str) -> Step:
    detail = f"{column.name} takes no part in the segments: {why}."
    return Step(column.name, "leave_out", detail, "It tells nobody apart.")


def clipped(values: Floats, column: Column, plan: NumberPlan, limits: Limits) -> Step:
    count = int(limits.outside(values).sum())
    sides = [
        f"{word} {_shown(bound, column, plan)}"
        for word, bound in (("below", limits.low), ("above", limits.high))
        if bound is not None
    ]
    detail = f"{customers(count)} with {column.name} {' or '.join(sides)} were set to that limit."
    return Step(column.name, "clip", detail, f"A value there {limits.because}.", count)


def transformed(values: Floats, column: Column, spec: ColumnSpec, curve: Curve) -> Step:
    is_log = curve.kind is Transform.LOG
    how = "logarithm" if is_log else f"Yeo-Johnson transform, lambda {curve.exponent:.3g}"
    shifted = f", after adding {number(curve.shift)}" if curve.shift else ""
    why = CHOSEN if spec.transform is not None else _long_tail(values, column)
    detail = f"{column.name} is used on a compressed scale ({how}{shifted})."
    return Step(column.name, "log" if is_log else "transform", detail, why)


def _long_tail(values: Floats, column: Column) -> str:
    sample = sample_of(values)
    median, top = np.percentile(sample[~np.isnan(sample)], [50, 99])
    return (
        f"{column.name} is long-tailed: half of the customers have at most {number(median, column)}, one in a "
        f"hundred more than {number(top, column)}; as it is, these few would decide the segments."
    )


def filled(column: Column, spec: ColumnSpec, plan: NumberPlan, n_missing: int) -> Step:
    value = Curve(plan.transform, plan.shift, plan.exponent).inverse(plan.fill)
    what = f"{_FILLED_WITH[plan.imputer]}, {_shown(value, column, plan)}"
    why = CHOSEN if spec.imputation else _WHY_FILLED.get(plan.imputer, "")
    detail = f"{column.name} is missing for {customers(n_missing)}; filled with {what}."
    return Step(column.name, "impute", detail, why, n_missing)


def scaled_to(plan: NumberPlan, column: Column, two_answers: bool, why: str) -> Step:
    curved = " (transformed)" if plan.transform is not Transform.NONE else ""
    unit = number(plan.scale)
    detail = {
        Scaler.STANDARD: f"was standardised: mean {number(plan.center)}, standard deviation {unit}",
        Scaler.ROBUST: f"was centred on its median and divided by its interquartile range, {unit}",
        Scaler.MIN_MAX: "was scaled from 0 (lowest) to 1 (highest)",
        Scaler.CENTER: f"has two answers {MAX_ANSWER_DISTANCE:.2f} apart, as far as answers may be",
        Scaler.NONE: "keeps its own unit",
    }[plan.scaler]
    if two_answers and plan.reading is Reading.WORDS and len(plan.words) == 2:
        detail += f"; {plan.words[0]} is the lower, {plan.words[1]} the higher"
    return Step(column.name, "scale", f"{column.name}{curved} {detail}.", why)


def weighted(column: Column, spec: ColumnSpec) -> Step:
    return Step(column.name, "weight", f"{column.name} counts {spec.weight:g} times as much as others.", CHOSEN)


def _shown(value: float, column: Column, plan: NumberPlan) -> str:
    if plan.reading is Reading.DATE:
        return day(value, plan.origin)
    if plan.reading is Reading.WORDS and float(value).is_integer() and 0 <= value < len(plan.words):
        return plan.words[int(value)]
    return number(value, column)

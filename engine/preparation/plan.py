"""What preparation learned, as plain values: applied to any rows, turned into scikit-learn, kept as JSON.

Deciding (which transform, which levels, which mean) and applying are apart, so that the matrix, the score of a new
customer and the exported pipeline all come from the same few numbers.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.preparation.spec import Transform


class Reading(StrEnum):
    """How a cell becomes a number before anything else happens."""

    NUMBER = "number"
    DATE = "date"  # days since ``origin``
    WORDS = "words"  # position among ``words``, lowest first; any other word is missing


class Scaler(StrEnum):
    """Which scikit-learn step centres and scales the feature."""

    STANDARD = "standard"
    ROBUST = "robust"
    MIN_MAX = "min_max"
    CENTER = "center"  # the mean becomes 0, the unit stays
    NONE = "none"


@dataclass(frozen=True)
class NumberPlan:
    """One feature made of one column: ``(transform(clip(read(x))) or fill - center) / scale * weight``.

    Attributes
    ----------
    indicator : bool
        The feature is 1 where the value is missing and 0 where it is known.
    unknown : tuple of float
        Values that stand for a missing one (confirmed sentinels, and infinities where they occur).
    low, high : float or None
        Values beyond are clipped to these.
    shift : float
        Added before the logarithm, so that its argument is never negative.
    exponent : float
        Lambda of the Yeo-Johnson transform.
    fill : float
        For missing values; after the transform, before the scaling.
    imputer : str
        The scikit-learn strategy that gives ``fill``: "median", "mean", "most_frequent" or "constant".
    """

    column: str
    feature: str
    reading: Reading = Reading.NUMBER
    indicator: bool = False
    origin: str = ""
    words: tuple[str, ...] = ()
    unknown: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    transform: Transform = Transform.NONE
    shift: float = 0.0
    exponent: float = 1.0
    fill: float = 0.0
    imputer: str = "median"
    scaler: Scaler = Scaler.STANDARD
    center: float = 0.0
    scale: float = 1.0
    weight: float = 1.0

    @property
    def features(self) -> tuple[str, ...]:
        return (self.feature,)


@dataclass(frozen=True)
class LevelsPlan:
    """One 0/1 feature per frequent level of a category, and one for all rare and unseen ones.

    Attributes
    ----------
    levels : tuple of str or of float
        The frequent levels, sorted; codes that look like numbers are kept as numbers.
    rare : tuple
        Levels that share one feature, the last; empty when there are none, and unseen levels are then all zeros.
    fill : str or float
        The level that missing values count as; it may be a level of its own.
    min_count : int
        Customers that a level needed to be frequent.
    centers : tuple of float, one per feature
        Share of customers with that level; subtracted.
    """

    column: str
    features: tuple[str, ...]
    levels: tuple[Any, ...]
    rare: tuple[Any, ...]
    fill: Any
    min_count: int
    centers: tuple[float, ...]
    weight: float = 1.0
    unknown: tuple[float, ...] = ()

    @property
    def numeric(self) -> bool:
        return not isinstance(self.levels[0], str)


FeaturePlan = NumberPlan | LevelsPlan


@dataclass(frozen=True)
class Bounds:
    """Values of a column beyond these set the customer aside; None leaves a side open."""

    column: str
    low: float | None
    high: float | None
    reading: Reading = Reading.NUMBER
    origin: str = ""
    unknown: tuple[float, ...] = ()


@dataclass(frozen=True)
class DerivedPlan:
    """A column computed with ``DataFrame.eval`` before anything else."""

    name: str
    expression: str
    sources: tuple[str, ...]
    unknown: tuple[tuple[str, tuple[float, ...]], ...] = ()  # per source, the values that stand for a missing one


@dataclass(frozen=True)
class Plan:
    """Everything that turns the rows of a table into rows of the matrix."""

    features: tuple[FeaturePlan, ...]
    derived: tuple[DerivedPlan, ...] = ()
    bounds: tuple[Bounds, ...] = ()
    required: tuple[str, ...] = ()  # columns in which a missing value sets the customer aside

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(name for plan in self.features for name in plan.features)

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's own columns that are needed, in order of first use."""
        derived = {plan.name: plan for plan in self.derived}
        needed: dict[str, None] = {}
        for plan in self.features:
            made = derived.get(plan.column)
            needed.update(dict.fromkeys((plan.column,) if made is None else made.sources))
        return tuple(needed)

    def to_json(self) -> dict[str, Any]:
        """As JSON values; numbers keep every bit."""
        return {
            "features": [
                {"form": "levels" if isinstance(p, LevelsPlan) else "number"} | _sparse(p) for p in self.features
            ],
            "derived": [_sparse(plan) for plan in self.derived],
            "bounds": [_sparse(plan) for plan in self.bounds],
            "required": list(self.required),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """Read `to_json`'s output; KeyError, TypeError or ValueError when it is something else."""
        return cls(
            features=tuple(_feature(dict(item)) for item in data["features"]),
            derived=tuple(_derived(item) for item in data["derived"]),
            bounds=tuple(_bounds(dict(item)) for item in data["bounds"]),
            required=tuple(data["required"]),
        )


def _sparse(plan: Any) -> dict[str, Any]:
    """The fields that are not at their default; infinities in words, as JSON has none."""
    out = {}
    for item in dataclasses.fields(plan):
        value = getattr(plan, item.name)
        if value != item.default:
            out[item.name] = [_word(one) for one in value] if isinstance(value, tuple) else _word(value)
    return out


def _word(value: Any) -> Any:
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def _feature(item: dict[str, Any]) -> FeaturePlan:
    if item.pop("form") == "levels":
        for key in ("features", "levels", "rare", "centers"):
            item[key] = tuple(item.get(key, ()))
        item["unknown"] = tuple(float(value) for value in item.get("unknown", ()))
        return LevelsPlan(**item)
    item["words"] = tuple(item.get("words", ()))
    item["unknown"] = tuple(float(value) for value in item.get("unknown", ()))
    for key, choice in (("reading", Reading), ("transform", Transform), ("scaler", Scaler)):
        if key in item:
            item[key] = choice(item[key])
    return NumberPlan(**item)


def _derived(item: Mapping[str, Any]) -> DerivedPlan:
    unknown = tuple((str(name), tuple(map(float, values))) for name, values in item.get("unknown", ()))
    return DerivedPlan(item["name"], item["expression"], tuple(item["sources"]), unknown)


def _bounds(item: dict[str, Any]) -> Bounds:
    item["unknown"] = tuple(float(value) for value in item.get("unknown", ()))
    item["reading"] = Reading(item.get("reading", "number"))
    return Bounds(**({"low": None, "high": None} | item))

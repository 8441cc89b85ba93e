"""The choices that turn a dataset into a matrix, as plain frozen values that travel as JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.dataset import Role
from engine.errors import EngineError


class Outliers(StrEnum):
    KEEP = "keep"
    CLIP = "clip"  # to the column's own percentiles
    SET_ASIDE = "set_aside"  # the customer leaves the fit and stays in every export


class Transform(StrEnum):
    NONE = "none"
    LOG = "log"  # log1p (with a shift recorded in the steps when values are negative)
    YEO_JOHNSON = "yeo_johnson"


class Imputation(StrEnum):
    MEDIAN = "median"
    MEAN = "mean"
    MOST_FREQUENT = "most_frequent"
    CONSTANT = "constant"
    INDICATOR = "indicator"  # median, and "missing" as a signal of its own
    SET_ASIDE = "set_aside"  # the customer leaves the fit


class Encoding(StrEnum):
    ONE_HOT = "one_hot"  # rare levels grouped as "other"
    ORDINAL = "ordinal"


class Scaling(StrEnum):
    STANDARD = "standard"
    ROBUST = "robust"
    MIN_MAX = "min_max"
    NONE = "none"


@dataclass(frozen=True)
class ColumnSpec:
    """Choices for one column; None leaves the choice to the data, and the steps say what it was."""

    role: Role | None = None
    outliers: Outliers | None = None
    clip: tuple[float, float] | None = None  # lower and upper percentile, 0..100
    bounds: tuple[float | None, float | None] | None = None  # values outside are set aside
    transform: Transform | None = None
    imputation: Imputation | None = None
    fill_value: float | str | None = None  # for Imputation.CONSTANT
    missing_values: tuple[float, ...] = ()  # sentinels the person confirmed
    encoding: Encoding | None = None
    order: tuple[str, ...] | None = None  # levels, lowest first, for Encoding.ORDINAL
    scaling: Scaling | None = None
    weight: float | None = None


@dataclass(frozen=True)
class PreparationSpec:
    """Everything that decides the matrix. Steps run in the order outliers, transform, imputation, encoding,
    scaling, weight.

    Attributes
    ----------
    columns : mapping of str to ColumnSpec
        Only what a person changed; all else follows the defaults.
    derived : mapping of str to bool
        Derived columns accepted or declined by name.
    defaults : ColumnSpec
        Applied to every feature column that does not say otherwise.
    """

    columns: Mapping[str, ColumnSpec] = field(default_factory=dict)  # a plain dict pickles
    derived: Mapping[str, bool] = field(default_factory=dict)  # a plain dict pickles
    defaults: ColumnSpec = ColumnSpec()

    def to_json(self) -> dict[str, Any]:
        """The spec as JSON values, without what was left at its default."""
        out: dict[str, Any] = {}
        if columns := {name: _sparse(spec) for name, spec in sorted(self.columns.items()) if _sparse(spec)}:
            out["columns"] = columns
        if self.derived:
            out["derived"] = dict(sorted(self.derived.items()))
        if defaults := _sparse(self.defaults):
            out["defaults"] = defaults
        return out

    @classmethod
    def from_json(cls, data: Any) -> PreparationSpec:
        """Read `to_json`'s output.

        Raises
        ------
        EngineError
            If a name or value is not one of the choices.
        """
        if not isinstance(data, Mapping):
            raise EngineError("The preparation choices are not a JSON object.", "Start from {} and add to it.")
        if unknown := set(data) - {"columns", "derived", "defaults"}:
            raise EngineError(f"Unknown preparation setting {sorted(unknown)[0]!r}.", "Remove it.")
        columns, derived = data.get("columns", {}), data.get("derived", {})
        if not isinstance(columns, Mapping) or not isinstance(derived, Mapping):
            raise EngineError("'columns' and 'derived' must be JSON objects.", "Use names as keys.")
        return cls(
            columns={str(name): _column_spec(str(name), value) for name, value in columns.items()},
            derived={str(name): bool(value) for name, value in derived.items()},
            defaults=_column_spec("defaults", data.get("defaults", {})),
        )

    @property
    def key(self) -> str:
        """A digest of the choices, the same for equal specs."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_CHOICES: dict[str, type[StrEnum]] = {
    "role": Role,
    "outliers": Outliers,
    "transform": Transform,
    "imputation": Imputation,
    "encoding": Encoding,
    "scaling": Scaling,
}
_TUPLES = ("clip", "bounds", "missing_values", "order")


def _sparse(spec: ColumnSpec) -> dict[str, Any]:
    default = ColumnSpec()
    return {
        item.name: list(value) if isinstance(value, tuple) else value
        for item in dataclasses.fields(spec)
        if (value := getattr(spec, item.name)) != getattr(default, item.name)
    }


def _column_spec(name: str, data: Any) -> ColumnSpec:
    if not isinstance(data, Mapping):
        raise EngineError(f"The choices for column {name!r} are not a JSON object.", "Use setting: value pairs.")
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in {item.name for item in dataclasses.fields(ColumnSpec)}:
            raise EngineError(f"Column {name!r}: unknown setting {key!r}.", "Remove it.")
        values[key] = _checked(name, key, value)
    return ColumnSpec(**values)


def _checked(name: str, key: str, value: Any) -> Any:
    if value is None:
        return None
    if key in _CHOICES:
        try:
            return _CHOICES[key](value)
        except ValueError:
            allowed = ", ".join(_CHOICES[key])
            raise EngineError(f"Column {name!r}: {key} cannot be {value!r}.", f"Use one of {allowed}.") from None
    if key in _TUPLES:
        if not isinstance(value, (list, tuple)):
            raise EngineError(f"Column {name!r}: {key} must be a list, not {value!r}.", "Use [low, high].")
        return tuple(value)
    if key == "weight":
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
            raise EngineError(f"Column {name!r}: weight cannot be {value!r}.", "Use a number from 0 to 100.")
        return float(value)
    return value

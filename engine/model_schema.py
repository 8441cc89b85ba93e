"""What a saved model asks of the rows it scores, and how rows of other people are brought into that form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from engine.columns.distinct import distinct_cells
from engine.columns.durations import read_durations
from engine.columns.ticks import ticked
from engine.dataset import Column, DerivedColumn
from engine.errors import EngineError
from engine.preparation.plan import LevelsPlan, NumberPlan, Plan, Reading
from engine.preparation.roles import did_you_mean
from engine.preparation.values import as_text, positions, read_numbers
from engine.preparation.wording import listed


@dataclass(frozen=True)
class NeededColumn:
    """One column of the table that the model needs.

    Attributes
    ----------
    form : str
        "number", "date" or "text".
    dtype : str
        The pandas type in the training table.
    typical : float, str or None
        Median, or the most frequent answer; dates as ISO text.
    low, high : float, str or None
        The percentiles 1 and 99 of numbers and dates.
    levels : tuple of str
        The answers that have a feature of their own, or stand in an order.
    mark : str
        What ticks a cell, where a blank one says no.
    """

    name: str
    form: str
    dtype: str
    kind: str = ""
    meaning: str | None = None
    unit: str = ""
    typical: Any = None
    low: Any = None
    high: Any = None
    levels: tuple[str, ...] = ()
    mark: str = ""

    def to_json(self) -> dict[str, Any]:
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> NeededColumn:
        if data["form"] not in {"number", "date", "text"}:
            raise ValueError(f"no form {data['form']!r}")
        return cls(**{**data, "levels": tuple(data.get("levels", ()))})


@dataclass
class Remarks:
    """What was noticed about scored rows, counted per column."""

    missing: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    unseen_examples: dict[str, list[str]] = field(default_factory=dict)
    fits_none: int = 0

    def sentences(self) -> list[str]:
        """For the person who scores."""
        out = [f"{name}: {_values(n)} missing, treated as in training." for name, n in self.missing.items()]
        out += [
            f"{name}: {_values(n)} could not be read and count as missing." for name, n in self.unreadable.items()
        ]
        for name, n in self.unseen.items():
            examples = listed([repr(text) for text in self.unseen_examples[name][:3]])
            out.append(f"{name}: {_values(n)} never seen in training ({examples}), treated as a rare answer.")
        if self.fits_none:
            rows = f"{self.fits_none:,} row{' fits' if self.fits_none == 1 else 's fit'}"
            out.append(f"{rows} none of the segments well.")
        return out


def _values(count: int) -> str:
    return f"{count:,} value{'' if count == 1 else 's'}"


def needed_columns(
    plan: Plan, frame: pd.DataFrame, columns: Mapping[str, Column | DerivedColumn]
) -> tuple[NeededColumn, ...]:
    """Describe the columns that the plan needs, from the rows it was learned from."""
    return tuple(_needed(name, plan, frame[name], columns.get(name)) for name in plan.columns)


def _needed(name: str, plan: Plan, series: pd.Series, column: Column | DerivedColumn | None) -> NeededColumn:
    features = [feature for feature in plan.features if feature.column == name]
    levels: list[str] = []
    for feature in features:
        if isinstance(feature, LevelsPlan):
            levels = [level if isinstance(level, str) else f"{level:g}" for level in feature.levels]
        elif feature.words:
            levels = list(feature.words)
    form = _form(series)
    typical, low, high = _typical(series, form)
    kind = "" if column is None else str(column.kind)
    meaning = None if column is None or column.meaning is None else str(column.meaning)
    unit = "" if column is None else column.unit
    mark = column.mark if isinstance(column, Column) else ""
    return NeededColumn(name, form, str(series.dtype), kind, meaning, unit, typical, low, high, tuple(levels), mark)


def _form(series: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "date"
    return "number" if pd.api.types.is_numeric_dtype(series.dtype) else "text"


def _typical(series: pd.Series, form: str) -> tuple[Any, Any, Any]:
    known = series.dropna()
    if known.empty:
        return None, None, None
    if form == "text":
        return str(as_text(known).mode().iloc[0]), None, None
    if form == "date":
        middle, low, high = (pd.Timestamp(moment).isoformat() for moment in known.quantile([0.5, 0.01, 0.99]))
        return middle, low, high
    numbers = read_numbers(known)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return None, None, None
    return tuple(np.percentile(numbers, [50, 1, 99]).tolist())


def typical_row(schema: Sequence[NeededColumn]) -> pd.DataFrame:
    """One row with the typical value of every needed column."""
    return pd.DataFrame({column.name: _typical_cell(column) for column in schema})


def _typical_cell(column: NeededColumn) -> pd.Series:
    value = column.typical
    if column.form == "date":
        return pd.Series([pd.NaT if value is None else pd.Timestamp(value)]).astype(pandas_dtype(column.dtype))
    if value is None:
        return pd.Series([np.nan], dtype="float64" if column.form == "number" else "str")
    whole = column.dtype.startswith(("int", "uint", "bool")) and column.form == "number"
    # Whole numbers become floats where the typical value is not whole.
    dtype = "float64" if whole and not float(value).is_integer() else column.dtype
    return pd.Series([value]).astype(pandas_dtype(dtype))


def check_columns(frame: Any, schema: Sequence[NeededColumn]) -> None:
    """Raise an EngineError that names the needed columns which the table lacks or has twice."""
    if not isinstance(frame, pd.DataFrame):
        raise EngineError(f"A {type(frame).__name__} cannot be scored.", "Pass a pandas DataFrame.")
    names = list(frame.columns)
    absent = [column.name for column in schema if column.name not in names]
    if absent:
        hints = [hint for name in absent if (hint := did_you_mean(name, (str(other) for other in names)))]
        what = "column" if len(absent) == 1 else "columns"
        names_of_them = listed([repr(name) for name in absent], 20)
        raise EngineError(
            f"The table lacks the {what} {names_of_them}, which the segments were made from.",
            " ".join(dict.fromkeys(hints[:3])) or "Add them, or leave single cells empty where a value is not known.",
        )
    twice = [column.name for column in schema if names.count(column.name) > 1]
    if twice:
        raise EngineError(
            f"The table has more than one column {twice[0]!r}.", "Rename or remove all but one of them."
        )


def typed(frame: pd.DataFrame, schema: Sequence[NeededColumn], remarks: Remarks) -> pd.DataFrame:
    """The needed columns in the types of the training table; what cannot be read becomes missing and is counted."""
    columns: dict[str, pd.Series] = {}
    for needed in schema:
        series = frame[needed.name]
        if needed.mark:
            series = ticked(series, needed.mark)
        given = _typed(series, needed)
        missing = int(series.isna().sum())
        if missing:
            remarks.missing[needed.name] += missing
        if lost := int(given.isna().sum()) - missing:
            remarks.unreadable[needed.name] += lost
        columns[needed.name] = given
    return pd.DataFrame(columns, index=frame.index, copy=False)


def _typed(series: pd.Series, needed: NeededColumn) -> pd.Series:
    if needed.form == "text":
        return as_text(series)
    if needed.form == "date":
        if pd.api.types.is_datetime64_any_dtype(series.dtype):
            return series
        moments = pd.to_datetime(series.astype("str"), errors="coerce", format="ISO8601", utc=True)
        return moments.dt.tz_localize(None)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return pd.Series(np.nan, index=series.index)
    if pd.api.types.is_numeric_dtype(series.dtype):
        return series
    numbers = pd.to_numeric(series.astype("object"), errors="coerce")
    if needed.unit in ("minutes", "hours") and not numbers.notna().any():
        # A few rows do not show that 00:03:11 is no time of day; the training table did.
        cells = distinct_cells(series.astype("str"))
        durations = read_durations(cells, [needed.unit], chosen=True)
        if durations.unit == needed.unit:
            return pd.Series(cells.spread(durations.values, np.nan), index=series.index)
    return numbers.astype("float64").replace([np.inf, -np.inf], np.nan)


def count_unseen(frame: pd.DataFrame, plan: Plan, remarks: Remarks) -> None:
    """Count the answers that training never saw."""
    for feature in plan.features:
        known = _known_levels(feature)
        if not known:
            continue
        series = frame[feature.column]
        numeric = not isinstance(known[0], str)
        missing = np.isnan(read_numbers(series)) if numeric else series.isna().to_numpy()
        unseen = (positions(series, known) < 0) & ~missing
        if unseen.any():
            remarks.unseen[feature.column] += int(unseen.sum())
            texts = remarks.unseen_examples.setdefault(feature.column, [])
            texts += [text for text in dict.fromkeys(map(str, series[unseen].head(100))) if text not in texts][:3]


def _known_levels(feature: LevelsPlan | NumberPlan) -> tuple[Any, ...]:
    if isinstance(feature, LevelsPlan):
        return (*feature.levels, *feature.rare)
    return feature.words if feature.reading is Reading.WORDS and not feature.indicator else ()

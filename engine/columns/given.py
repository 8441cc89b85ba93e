"""Columns that come typed (from a DataFrame or the quick reader): brought to the four types a Dataset has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas.api import types

from engine.columns.bare_dates import number_dates, perhaps_days
from engine.columns.dates import read_dates
from engine.columns.distinct import distinct_cells
from engine.columns.forms import Form, Hints, Typed

_HEAD_ROWS = 1_000


def settle(column: Any) -> Any:
    """The column as int64, float64, datetime64[us] or str (the last still to be read).

    Text in an Arrow array stays what it is.

    Booleans become 0 and 1, time zones are dropped (the clock stays), spans of time become days, anything else text.
    """
    if isinstance(column, (pa.Array, pa.ChunkedArray)):
        return column if is_text(column) else _settle_series(_from_arrow(column))
    return _settle_series(column)


def _settle_series(column: pd.Series[Any]) -> pd.Series[Any]:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        column = pd.Series(np.asarray(column), index=column.index)
        dtype = column.dtype
    if isinstance(dtype, (pd.StringDtype, pd.ArrowDtype)) and types.is_string_dtype(dtype):
        return column.astype("str")
    if types.is_bool_dtype(dtype) or types.is_numeric_dtype(dtype):
        return _numeric(column)
    if types.is_datetime64_any_dtype(dtype):
        naive = column.dt.tz_localize(None) if getattr(dtype, "tz", None) is not None else column
        return _numpy_dates(naive)
    return pd.Series(column.dt.total_seconds() / 86_400) if types.is_timedelta64_dtype(dtype) else _objects(column)


def is_text(column: Any) -> bool:
    """Whether a settled column is still to be read."""
    if isinstance(column, pd.Series):
        return isinstance(column.dtype, pd.StringDtype)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _from_arrow(column: Any) -> pd.Series[Any]:
    kind = column.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        try:
            column = column.cast(pa.timestamp("us"))
        except pa.ArrowInvalid:  # finer than microseconds
            column = column.cast(pa.timestamp("us"), safe=False)
    if pa.types.is_integer(kind) and column.null_count:
        extremes = pa.compute.min_max(column).as_py()
        if extremes["min"] is not None and max(abs(extremes["min"]), abs(extremes["max"])) > 2**53:
            column = column.cast(pa.string())
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return pd.Series(_in_one(column), copy=False)
    found: pd.Series[Any] = column.to_pandas()
    return found


def _in_one(column: Any) -> NDArray[Any]:
    """Numbers in one array, NaN where missing.

    NumPy asks for large pages where Arrow's allocators do not: making small ones takes longer than the copy.
    """
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if len(chunks) == 1:
        return np.asarray(chunks[0].to_numpy(zero_copy_only=False))
    gaps = pa.types.is_integer(column.type) and column.null_count
    values = np.empty(len(column), np.float64 if gaps else column.type.to_pandas_dtype())
    at = 0
    for chunk in chunks:
        values[at : at + len(chunk)] = chunk.to_numpy(zero_copy_only=False)
        at += len(chunk)
    return values


def _numeric(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype in (np.int64, np.float64):
        return column
    if types.is_complex_dtype(column.dtype):
        return _as_text(column)
    missing = column.isna()
    whole = types.is_integer_dtype(column.dtype) or types.is_bool_dtype(column.dtype)
    if not whole:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.Series(values, index=column.index, copy=False)
    if missing.any():
        floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
        inexact = bool((np.abs(floats[~missing.to_numpy()]) > 2**53).any())
        return _as_text(column) if inexact else pd.Series(floats, index=column.index)
    if types.is_unsigned_integer_dtype(column.dtype) and len(column) and int(column.max()) > 2**63 - 1:
        return _as_text(column)
    return pd.Series(column.to_numpy(dtype=np.int64), index=column.index, copy=False)


def _numpy_dates(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(column.to_numpy(dtype="datetime64[us]"), index=column.index, copy=False)


def _objects(column: pd.Series[Any]) -> pd.Series[Any]:
    """Python objects: numbers or dates where all of them are, else what they look like in print."""
    found = column.dropna()
    inferred = types.infer_dtype(found, skipna=True)
    if inferred == "integer" and found.map(lambda value: abs(int(value)) >= 2**63).any():
        return _as_text(column)  # beyond 64 bits
    if inferred in ("integer", "floating", "mixed-integer-float", "boolean", "decimal"):
        return _numeric(pd.to_numeric(column if inferred == "integer" else column.astype("float64")))
    if inferred in ("datetime", "datetime64", "date"):
        try:
            return _numpy_dates(pd.to_datetime(column))
        except (ValueError, TypeError):  # dates of several time zones, or outside of what pandas holds
            return _as_text(column)
    return _as_text(column)


def _as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    missing = column.isna()
    return column.map(str).astype("str").mask(missing)


def read_given(column: pd.Series[Any], hints: Hints) -> Typed:
    """A settled number or date column as a `Typed`, with infinities counted as unreadable."""
    if types.is_datetime64_any_dtype(column.dtype):
        return Typed(column, Form.DATE, how="dates")
    if hints.form is not Form.NUMBER and (dates := _number_dates(column, hints)) is not None:
        return dates
    values = column.to_numpy()
    if values.dtype.kind == "f" and len(values) and np.isinf([np.fmax.reduce(values), np.fmin.reduce(values)]).any():
        infinite = np.isinf(values)
        odd = tuple(str(value) for value in np.unique(values[infinite]))
        return Typed(column.mask(infinite), Form.NUMBER, n_odd=int(infinite.sum()), odd_values=odd)
    return Typed(column, Form.NUMBER)


def _number_dates(column: pd.Series[Any], hints: Hints) -> Typed | None:
    """Numbers that are dates: 20120904, 41156, seconds since 1970."""
    named = hints.date or hints.form is Form.DATE
    if not named and (hints.other or not perhaps_days(column.to_numpy()[:_HEAD_ROWS])):
        return None
    values = column.to_numpy(dtype=np.float64)
    known = values[~np.isnan(values)]
    if (
        named
        and known.size
        and (known == np.round(known)).all()
        and known.min() >= 10_000_000
        and known.max() < 100_000_000
    ):
        texts = column.map(lambda value: str(int(value)), na_action="ignore").astype("str")
        cells = distinct_cells(texts)
        dates = read_dates(cells, compact=True, past=hints.past)
        if dates.read[~dates.nothing].mean() >= 0.99:
            days = pd.Series(cells.spread(dates.values, np.datetime64("NaT", "us")), index=column.index)
            return Typed(days, Form.DATE, how="dates written as eight digits")
    found = number_dates(values, hints)
    if found is None:
        return None
    return Typed(pd.Series(found.values, index=column.index), Form.DATE, how=found.how, notes=(found.note,))

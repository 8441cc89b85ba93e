"""Reading a column's cells as numbers or as positions among levels: the same for fitting and for new rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.preparation.plan import Reading

Floats = NDArray[np.float64]


def read_numbers(
    series: pd.Series[Any],
    reading: Reading = Reading.NUMBER,
    *,
    origin: str = "",
    words: Sequence[str] = (),
    unknown: Sequence[float] = (),
) -> Floats:
    """The column as float64, missing as NaN.

    The result may share memory with the table: copy before changing it.

    Parameters
    ----------
    series : Series of length n
    reading, origin, words, unknown
        As in `NumberPlan`.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    if reading is Reading.WORDS:
        values = positions(series, words).astype(np.float64)
        values[values < 0] = np.nan
        return values
    values = _days(series, origin) if reading is Reading.DATE else _floats(series)
    if unknown:
        values = np.where(np.isin(values, unknown), np.nan, values)
    return values


def _floats(series: pd.Series[Any]) -> Floats:
    dtype = series.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "fiub":
        return series.to_numpy(dtype=np.float64)
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _days(series, "1970-01-01")
    if not pd.api.types.is_numeric_dtype(dtype):  # texts among numbers: what is no number is missing
        series = pd.to_numeric(series.astype("object"), errors="coerce")
    return series.to_numpy(dtype=np.float64, na_value=np.nan)


def _days(series: pd.Series[Any], origin: str) -> Floats:
    """Days since the origin, in UTC when the dates know their time zone."""
    if not pd.api.types.is_datetime64_any_dtype(series.dtype):
        series = pd.to_datetime(series.astype("str"), errors="coerce", format="ISO8601", utc=True).dt.tz_localize(
            None
        )
    start = pd.Timestamp(origin)
    zone = getattr(series.dtype, "tz", None)
    since = series - (start if zone is None else start.tz_localize("UTC"))
    return np.asarray(since / pd.Timedelta(days=1), dtype=np.float64)


def known_values(values: Floats) -> Floats:
    """The values that are not NaN; the very array when none is."""
    missing = np.isnan(values)
    return values[~missing] if missing.any() else values


def has_infinite(values: Floats) -> bool:
    """Whether a value is infinite; the sum settles it for nearly every column."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = values.sum()
    return not np.isfinite(total) and bool(np.isinf(values).any())


def as_text(series: pd.Series[Any]) -> pd.Series[str]:
    """The cells as pandas strings; missing stays missing."""
    return series.astype("str")


def positions(series: pd.Series[Any], levels: Sequence[Any]) -> NDArray[np.int64]:
    """Where each cell stands among the levels; -1 when it is missing or none of them."""
    if len(levels) and not isinstance(levels[0], str):
        cells: Any = _floats(series)
        index = pd.Index(np.asarray(levels, dtype=np.float64))
    else:
        cells = as_text(series)
        index = pd.Index(list(levels), dtype="str")
    codes, distinct = pd.factorize(cells)  # each distinct text is looked up once
    places = np.append(index.get_indexer(pd.Index(distinct)), -1)
    return places[codes].astype(np.int64)


def is_code(series: pd.Series[Any]) -> bool:
    """Whether a category's levels are numbers (region 1, 2, 3) rather than words."""
    return pd.api.types.is_numeric_dtype(series.dtype)

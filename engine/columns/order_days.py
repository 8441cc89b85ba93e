"""On which day an order line was placed: by the calendar, or counted from a day that the table does not tell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Kind
from engine.errors import EngineError

ReferenceDate = int | str | datetime.date | datetime.datetime | pd.Timestamp | np.datetime64
Days = NDArray[np.datetime64]

# Names of a column that counts days, as anonymised order lines do.
_COUNTS_DAYS = re.compile(r"(day|days|tag|jour|dia|giorno)([ _-]?(no|nr|num|number|index|id))?", re.IGNORECASE)
# With fewer different days the numbers may be those of a month or a week.
_DAYS_OF_A_MONTH = 31


def counted_days(columns: Sequence[Column]) -> Column | None:
    """The column that numbers the days, where none holds dates."""
    for column in columns:
        if (
            column.kind is Kind.NUMBER
            and column.n_distinct > _DAYS_OF_A_MONTH
            and _COUNTS_DAYS.fullmatch(column.name)
        ):
            return column
    return None


def are_counted(days: pd.Series[Any]) -> bool:
    """Whether the days are numbers and not dates."""
    return days.dtype.kind in "if"


def moments(days: pd.Series[Any]) -> Days:
    """When each line was placed. Numbered days stand on the calendar as if day 0 were the first of 1970, which is never
    shown; a number that is no whole day from 0 to 999,999 is no day."""
    if not are_counted(days):
        return days.to_numpy(dtype="datetime64[us]")
    numbers = days.to_numpy(dtype=np.float64)
    valid = (numbers >= 0) & (numbers < 1e6) & (numbers % 1 == 0)
    moments = np.where(valid, numbers, 0).astype("datetime64[D]").astype("datetime64[us]")
    return np.where(valid, moments, np.datetime64("NaT", "us"))


def reference_day(chosen: ReferenceDate | None, days: pd.Series[Any]) -> np.datetime64 | None:
    """The day to count back from, as it was chosen.

    Raises
    ------
    EngineError
        If it is no day of the kind that the table has.
    """
    if chosen is None:
        return None
    if are_counted(days):
        if not re.fullmatch(r"\d{1,6}", str(chosen).strip()):
            raise EngineError(
                f"{chosen!r} is not a day of this table, whose days are numbers.",
                f"Write the reference day as a number, such as {_next_number(days)}.",
            )
        return np.datetime64(int(str(chosen)), "D")
    try:
        day = pd.Timestamp(chosen).strftime("%Y-%m-%d")
    except (ValueError, TypeError):  # pandas' way of saying that this is no date (NaT has none either)
        raise EngineError(f"{chosen!r} is not a date.", "Write the reference date as 2011-12-10.") from None
    return np.datetime64(day, "D")


def usual_reference(days: pd.Series[Any]) -> str:
    """The day after the last line, as it would be chosen; "" when no line has a day."""
    placed = moments(days)
    placed = placed[~np.isnat(placed)]
    if not placed.size:
        return ""
    last = placed.max().astype("datetime64[D]")
    return str(last.astype(np.int64) + 1) if are_counted(days) else str(last + np.timedelta64(1, "D"))


def in_words(reference: np.datetime64, days: pd.Series[Any]) -> str:
    """The reference day as one says it: "10 December 2011", or "day 712"."""
    if are_counted(days):
        return f"day {reference.astype('datetime64[D]').astype(np.int64)}"
    shown = pd.Timestamp(reference)
    return f"{shown.day} {shown:%B %Y}"


def _next_number(days: pd.Series[Any]) -> str:
    return usual_reference(days) or "100"

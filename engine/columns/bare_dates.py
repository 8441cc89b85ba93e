"""Days written as bare numbers in a column whose name does not say "date": 20120904, or 41156 under "day"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.columns.dates import serial_dates
from engine.columns.forms import Form, Hints
from engine.dataset import Severity

_DAY_WORDS = frozenset(["day", "tag", "jour", "dia", "giorno", "dag", "when", "zeitpunkt"])
# 1968 to 2064 in a spreadsheet: narrower than where the name says date.
_FIRST_SERIAL, _LAST_SERIAL = 25_000, 60_000
# Of other numbers with eight digits hardly one in thirty is a day of these years: so many are no chance.
_FIRST_YEAR, _LAST_YEAR, _FEWEST = 1950, 2079, 20
_NO_DAY = np.datetime64("NaT", "us")


def says_day(words: Sequence[str]) -> bool:
    """Whether a name speaks of a day or of a moment ("trans_day", "booked_on", "paid_at")."""
    return bool(_DAY_WORDS.intersection(words)) or (len(words) > 1 and words[-1] in ("on", "at"))


@dataclass(frozen=True, eq=False)
class NumberDates:
    """Numbers as moments (NaT where missing), how they were written in half a sentence, and a note on what says so."""

    values: NDArray[np.datetime64]
    how: str
    note: tuple[str, Severity]


def number_dates(values: NDArray[np.float64], hints: Hints) -> NumberDates | None:
    """Numbers as dates where the name or the numbers themselves say that they are; NaN where missing."""
    if hints.date or hints.form is Form.DATE:
        serial = serial_dates(values)
        found = None if serial is None else (*serial, "the name says that they are dates")
    else:
        found = None if hints.other else bare_dates(values, hints.words)
    if found is None:
        return None
    moments, how, why = found
    return NumberDates(moments, f"dates written as {how}", (f"Its dates are {how}; {why}.", Severity.INFO))


def perhaps_days(head: NDArray[Any]) -> bool:
    """Whether numbers like these first ones may be days: a look that spares the other columns the closer one."""
    known = head[~np.isnan(head)] if head.dtype.kind == "f" else head
    if not known.size:
        return True
    low, high = known.min(), known.max()
    return bool(_FIRST_SERIAL <= low <= high <= _LAST_SERIAL or _are_years(low, high))


def _are_years(low: float, high: float) -> bool:
    return low >= _FIRST_YEAR * 10_000 and high < (_LAST_YEAR + 1) * 10_000


def bare_dates(values: NDArray[np.float64], words: Sequence[str]) -> tuple[NDArray[np.datetime64], str, str] | None:
    """Numbers as days, how they were written, and what says so; None where they may be anything else.

    Parameters
    ----------
    values : ndarray of float64
        NaN where missing.
    words : sequence of str
        Those of the column's name, which means nothing else.
    """
    known = values[~np.isnan(values)]
    if not known.size or not (known == np.floor(known)).all():
        return None
    low, high = known.min(), known.max()
    if _are_years(low, high):
        days = _calendar(values)
        if not np.isnat(days[~np.isnan(values)]).any() and len(np.unique(known)) >= _FEWEST:
            return days, "eight digits", "each of them is a day of the calendar"
    if says_day(words) and low >= _FIRST_SERIAL and high <= _LAST_SERIAL and low < high:
        serial = serial_dates(values)
        return None if serial is None else (*serial, "the name speaks of a day")
    return None


def _calendar(values: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """20120904 as the 4th of September 2012; NaT where there is no such day."""
    digits = np.nan_to_num(values).astype(np.int64)
    year, month, day = digits // 10_000, digits // 100 % 100, digits % 100
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(exists, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(exists, day - 1, 0)
    exists &= days.astype("datetime64[M]") == months
    return np.where(exists, days.astype("datetime64[us]"), _NO_DAY)

"""Numbers as people write them: 51,400; 12 %; $1,450; 3 May 2014."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd

from engine.dataset import Kind, Meaning
from engine.profiles.numbers import is_year

GAP = " "  # narrow no-break space between a number and its unit
MISSING = "not given"
_BEFORE = frozenset("$€£¥₹")


def count(n: int) -> str:
    """ "2,240" """
    return f"{int(n):,}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """ "1 customer", "572 customers" """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as "12 %"; what would round to nothing or to everything says so."""
    if share is None or not math.isfinite(share):
        return MISSING
    smallest = 10.0**-digits
    scaled = 100 * share
    if 0 < scaled < smallest / 2:
        return f"under {smallest:.{digits}f}{GAP}%"
    if 100 - smallest / 2 < scaled < 100:
        return f"over {100 - smallest:.{digits}f}{GAP}%"
    return f"{scaled:,.{digits}f}{GAP}%"


def number(x: float) -> str:
    """Three significant digits below a hundred, whole numbers above, no exponent up to a trillion."""
    if x == 0:
        return "0"
    size = abs(x)
    if size >= 1e12 or size < 1e-4:
        return _minus(f"{x:.3g}")
    if size >= 100 or float(x).is_integer():
        return _minus(f"{x:,.0f}")
    if size < 1:
        return _minus(f"{x:.3g}")
    return _minus(f"{x:,.{1 if size >= 10 else 2}f}".rstrip("0").rstrip("."))


def value(x: Any, unit: str = "", meaning: Meaning | None = None, name: str = "") -> str:
    """Any cell of a table with its unit: numbers, dates and texts. A year is a name and has no thousands; the column's
    name may say that it is one.
    """
    if x is None or x is pd.NaT or x is pd.NA or (isinstance(x, (float, np.floating)) and not math.isfinite(x)):
        return MISSING
    if isinstance(x, (pd.Timestamp, dt.date, np.datetime64)):
        return date(pd.Timestamp(x))
    if isinstance(x, (bool, np.bool_)):
        return "yes" if x else "no"
    if isinstance(x, (int, float, np.integer, np.floating)):
        year = meaning is Meaning.BIRTH_YEAR or is_year(name, float(x))
        return f"{x:.0f}" if year else with_unit(float(x), unit)
    return str(x)


def typical(x: float | None, kind: Kind, unit: str = "", meaning: Meaning | None = None, name: str = "") -> str:
    """A median or the like of a column; those of dates are counted in days since 1970."""
    if x is not None and kind is Kind.DATE and math.isfinite(x):
        return day(pd.Timestamp(x, unit="D"))
    return value(x, unit, meaning, name)


def date(moment: pd.Timestamp) -> str:
    """ "3 May 2014", with the time when there is one."""
    return day(moment) if moment == moment.normalize() else f"{day(moment)}, {moment:%H:%M}"


def day(moment: dt.datetime) -> str:
    """ "3 May 2014", without its hour."""
    return f"{moment.day} {moment:%B %Y}"


def with_unit(x: float, unit: str) -> str:
    text = number(x)
    if not unit:
        return text
    if unit in _BEFORE:
        return f"−{unit}{text[1:]}" if x < 0 else f"{unit}{text}"
    return f"{text}{GAP}{unit}"


def _minus(text: str) -> str:
    return text.replace("-", "−", 1) if text.startswith("-") else text

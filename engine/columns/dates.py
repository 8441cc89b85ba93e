"""Dates as people and programs write them: one order of day and month for the whole column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.date_order import DateOrder, decide_order
from engine.columns.distinct import Distinct, groups, is_word, matches, plain_letters
from engine.columns.missing import NO_DATE, WORDS_FOR_NOTHING
from engine.columns.months import MONTHS

_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?)?$"
_TIME = (
    r"(?:(?:[T,]\s*|\s+)(?P<h>\d{1,2})[:h.](?P<mi>\d{2})(?:[:.m](?P<s>\d{2})s?(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<ap>[aApP]\.?\s?[mM]\.?)?\s*(?P<z>[zZ]|UTC|GMT|[-+]\d{2}:?\d{2}|[-+]\d{2})?)?$"
)
_WEEKDAY = r"^(?:[A-Za-z]+\.?,?\s+)?"
_FORMS = {
    "numeric": r"^(?P<a>\d{1,4})(?P<one>[-/. ]\s?)(?P<b>\d{1,2})(?P<two>[-/. ]\s?)(?P<c>\d{4}|\d{1,2})" + _TIME,
    "day name": _WEEKDAY
    + r"(?P<a>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[-/., ]*(?:de |of )?\s*(?P<m>[A-Za-z]+)\.?[-/., ]*(?:de |del |of )?"
    + r"\s*'?(?P<c>\d{4}|\d{2})"
    + _TIME,
    "name day": _WEEKDAY
    + r"(?P<m>[A-Za-z]+)\.?[-/., ]+(?P<a>\d{1,2})(?:st|nd|rd|th)?[-/., ]+'?(?P<c>\d{4}|\d{2})"
    + _TIME,
    "year name": r"^(?P<c>\d{4})[-/., ]+(?P<m>[A-Za-z]+)\.?(?:[-/., ]+(?P<a>\d{1,2}))?" + _TIME,
    "month name": r"^(?P<m>[A-Za-z]+)\.?(?:[-/., ]|de |del )+'?(?P<c>\d{4})" + _TIME,
    # A space instead of the hyphen would make a day of the two digits ("May 10").
    "month short year": r"^(?P<m>[A-Za-z]+)\.?(?:[-/]| ?')(?P<c>\d{2})$",
    "year month": r"^(?P<c>\d{4})[-/](?P<b>\d{1,2})" + _TIME,
    "month year": r"^(?P<b>\d{1,2})[-/](?P<c>\d{4})" + _TIME,
    "compact": r"^(?P<c>[12]\d{3})(?P<b>[01]\d)(?P<a>[0-3]\d)"
    r"(?:[T ]?(?P<h>[0-2]\d)(?P<mi>[0-5]\d)(?P<s>[0-5]\d)?)?[zZ]?$",
}
# What all of them have: two numbers apart, a word between or before numbers, or eight digits.
_PERHAPS = r"\d[-/. ]\s?\d|\d.*[A-Za-z].*\d|[A-Za-z][^A-Za-z0-9]+.*\d|\d{8}"
# Two-digit years from here on are of the last century (POSIX strptime).
_PIVOT = 69
# The same for dates of birth: customers are rarely children.
_BIRTH_PIVOT = 20
_NAT = np.datetime64("NaT", "us")


@dataclass(frozen=True, eq=False)
class Dates:
    """What a column's distinct cells are as dates.

    Attributes
    ----------
    values : ndarray of datetime64[us], shape (m,)
    read, nothing : ndarray of bool, shape (m,)
    order : DateOrder
        Whether the day or the month stands first, and what proves it.
    zones : int
        Different offsets from UTC; with more than one all are turned into UTC.
    """

    values: NDArray[np.datetime64]
    read: NDArray[np.bool_]
    nothing: NDArray[np.bool_]
    order: DateOrder = DateOrder()
    zones: int = 0


def read_dates(
    cells: Distinct, prior: str = "", chosen: str = "", compact: bool = False, past: bool = False
) -> Dates:
    """Read a column's cells as dates.

    Parameters
    ----------
    cells : Distinct
    prior : {"day_first", "month_first", ""}
        What the rest of the table proves; used only where this column proves nothing.
    chosen : {"day_first", "month_first", ""}
        What the person said.
    compact : bool
        Whether eight digits may be a date (they may as well be a number).
    past : bool
        Whether years written with two digits are all past (dates of birth).
    """
    nothing = cells.empty | is_word(cells.texts, WORDS_FOR_NOTHING) | is_word(cells.texts, NO_DATE)
    if (quick := _iso(cells, nothing)) is not None:
        return quick
    values = np.full(len(cells.texts), _NAT)
    order, zones = DateOrder(), 0
    texts = plain_letters(cells.texts)
    rest = ~nothing & matches(texts, _PERHAPS)
    for form, pattern in _FORMS.items():
        if form == "compact" and not compact:
            continue
        if not rest.any():
            break
        places = np.flatnonzero(rest)
        fits, parts = groups(texts.take(pa.array(places)), pattern)
        if not fits.any():
            continue
        where = places[fits]
        caught = {name: part.filter(pa.array(fits)) for name, part in parts.items()}
        if form == "numeric":
            order = decide_order(caught, cells, where, prior, chosen)
        days = _days(form, caught, order, past)
        clock, offsets = _clock(caught)
        moments = days.astype("datetime64[us]") + clock
        zones = max(zones, len(set(offsets[~np.isnan(offsets)].tolist())))
        if zones > 1:
            moments = moments - np.nan_to_num(offsets).astype(np.int64) * np.timedelta64(60_000_000, "us")
        values[where] = moments
        rest[where] = np.isnat(moments)
    read = ~np.isnat(values)
    return Dates(values, read, nothing, order, zones)


def _iso(cells: Distinct, nothing: NDArray[np.bool_]) -> Dates | None:
    """The common case at the speed of Arrow; None where one cell is not an ISO date that exists."""
    if not (matches(cells.texts, _ISO) | nothing).all() or nothing.all():
        return None
    texts = pc.if_else(pa.array(nothing), pa.scalar(None, pa.large_string()), cells.texts)
    try:
        values = pc.cast(texts, pa.timestamp("us")).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # 2014-02-30
        return None
    return Dates(values.astype("datetime64[us]"), ~nothing, nothing)


def _days(form: str, parts: dict[str, Any], order: DateOrder, past: bool) -> NDArray[np.datetime64]:
    """Year, month and day put together; NaT where there is no such day."""
    if form == "numeric":
        first, second, third = (_integers(parts[name]) for name in "abc")
        leading_year = np.asarray(pc.equal(pc.utf8_length(parts["a"]), 4).to_numpy(zero_copy_only=False), dtype=bool)
        leading_year |= order.year_first
        year = np.where(leading_year, first, third)
        short = np.asarray(
            pc.less_equal(pc.utf8_length(parts["c"]), 2).to_numpy(zero_copy_only=False), dtype=bool
        ) & (~leading_year | (order.year_first & (first < 100)))
        day_first = order.day_first
        month = np.where(leading_year, second, second if day_first else first)
        day = np.where(leading_year, third, first if day_first else second)
        # The odd cell of the other order can be read in one way only.
        swapped = ~leading_year & (month > 12) & (day <= 12)
        month, day = np.where(swapped, day, month), np.where(swapped, month, day)
        # "5/3/1" and "123/4/2012" are not dates.
        wrong = _lengths(parts["a"]) == 3
        wrong |= ~leading_year & (_lengths(parts["c"]) == 1)
        wrong |= leading_year & (_lengths(parts["c"]) == 4)
        wrong |= ~np.asarray(
            pc.equal(pc.utf8_trim_whitespace(parts["one"]), pc.utf8_trim_whitespace(parts["two"])).to_numpy(
                zero_copy_only=False
            ),
            dtype=bool,
        )
        month = np.where(wrong, 0, month)
    else:
        year = _integers(parts["c"])
        short = _lengths(parts["c"]) == 2
        month = _months(parts["m"]) if "m" in parts else _integers(parts["b"])
        day = np.where(_lengths(parts["a"]) > 0, _integers(parts["a"]), 1) if "a" in parts else np.ones_like(year)
    century = np.where(year >= _PIVOT, 1900, 2000)
    if past:
        century = np.where(year >= _BIRTH_PIVOT, 1900, 2000)
    year = np.where(short, year + century, year)
    exists = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (np.where(exists, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(exists, day - 1, 0)
    exists &= days.astype("datetime64[M]") == months
    return np.where(exists, days, np.datetime64("NaT", "D"))


def _clock(parts: dict[str, Any]) -> tuple[NDArray[np.timedelta64], NDArray[np.float64]]:
    """Time of day (NaT where there is no such time) and minutes from UTC (NaN where not written)."""
    if "h" not in parts:
        n = len(next(iter(parts.values())))
        return np.zeros(n, dtype="timedelta64[us]"), np.full(n, np.nan)
    hour, minute, second = (_integers(parts[name], 0) for name in ("h", "mi", "s"))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(parts["ap"], 0, 1)) if "ap" in parts else None
    if half is not None:
        afternoon, morning = (np.asarray(pc.equal(half, sign).to_numpy(zero_copy_only=False)) for sign in "pa")
        hour = np.where((afternoon & (hour < 12)), hour + 12, np.where(morning & (hour == 12), 0, hour))
    fraction = np.zeros(len(hour), dtype=np.int64)
    if "f" in parts:
        fraction = _integers(pc.utf8_slice_codeunits(pc.utf8_rpad(parts["f"], 6, "0"), 0, 6), 0)
    valid = (hour < 24) & (minute < 60) & (second < 60)
    micro = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    clock = np.where(valid, micro.astype("timedelta64[us]"), np.timedelta64("NaT", "us"))
    offsets = np.array([_offset(zone) for zone in parts["z"].to_pylist()]) if _any(parts.get("z")) else None
    return clock, offsets if offsets is not None else np.full(len(hour), np.nan)


def _any(texts: Any) -> bool:
    return texts is not None and bool(pc.any(pc.not_equal(texts, "")).as_py())


def _offset(zone: str) -> float:
    if not zone:
        return float("nan")
    if zone[0] not in "+-":
        return 0.0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) * 60 + int(digits[2:]))


def _months(names: Any) -> NDArray[np.int64]:
    encoded = pc.dictionary_encode(names)
    numbers = np.array([MONTHS.get(name.lower(), 0) for name in encoded.dictionary.to_pylist()] + [0])
    return np.asarray(numbers[encoded.indices.to_numpy(zero_copy_only=False)], dtype=np.int64)


def _integers(texts: Any, blank: int = 0) -> NDArray[np.int64]:
    filled = pc.if_else(pc.equal(texts, ""), pa.scalar(str(blank), texts.type), texts)
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _lengths(texts: Any) -> NDArray[np.int64]:
    return np.asarray(pc.utf8_length(texts).to_numpy(zero_copy_only=False), dtype=np.int64)


def serial_dates(values: NDArray[np.float64]) -> tuple[NDArray[np.datetime64], str] | None:
    """Numbers as dates: days of a spreadsheet, or seconds and its thousandths since 1970.

    Parameters
    ----------
    values : ndarray of float64, shape (m,)
        NaN where missing.

    Returns
    -------
    (ndarray of datetime64[us], str) or None
        The dates and how they were written; None when the numbers are in none of the ranges.
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    # 1927 to 2119 in a spreadsheet; 1985 to 2096 since 1970.
    if low >= 10_000 and high <= 80_000:
        return _since("1899-12-30", values * 86_400_000_000), "spreadsheet serial numbers"
    for scale, name in ((1e6, "seconds"), (1e3, "milliseconds"), (1.0, "microseconds"), (1e-3, "nanoseconds")):
        if low * scale >= 4.8e14 and high * scale <= 4.0e15:
            return _since("1970-01-01", values * scale), f"{name} since 1970"
    return None


def _since(start: str, micro: NDArray[np.float64]) -> NDArray[np.datetime64]:
    missing = np.isnan(micro)
    whole = np.round(np.where(missing, 0.0, micro) / 1e3).astype(np.int64) * 1000  # float64 holds no finer
    return np.where(missing, _NAT, np.datetime64(start, "us") + whole.astype("timedelta64[us]"))


def without_dates(dates: Dates, mask: NDArray[np.bool_]) -> Dates:
    """The same, with some cells not read."""
    return replace(dates, values=np.where(mask, _NAT, dates.values), read=dates.read & ~mask)

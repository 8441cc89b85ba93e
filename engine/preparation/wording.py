"""Numbers and names as people write them, for the sentences that say what was done."""

from __future__ import annotations

import datetime as dt

from engine.dataset import Column, Meaning


def number(value: float, column: Column | None = None) -> str:
    """51,382 or 0.042 with the column's unit; a year of birth has no thousands separator."""
    if column is not None and column.meaning is Meaning.BIRTH_YEAR:
        return f"{value:.0f}"
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-4:
        text = f"{value:.3g}"
    elif size >= 1000 or float(value).is_integer():
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    unit = column.unit if column is not None else ""
    if not unit:
        return text
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"


def day(days: float, origin: str) -> str:
    """The date so many days after the origin."""
    try:
        return (dt.datetime.fromisoformat(origin) + dt.timedelta(days=float(days))).date().isoformat()
    except OverflowError:
        return f"{days:,.0f} days after {origin}"


def customers(count: int) -> str:
    """1 customer, 2 customers."""
    return f"{count:,} customer{'' if count == 1 else 's'}"


def share(part: float) -> str:
    """A share as a percentage with two significant digits, and "less than" where it would round to nothing."""
    if 0 < part < 0.0005:
        return "less than 0.1 %"
    if part < 0.1:
        return f"{100 * part:.1f} %"
    return f"{100 * part:.0f} %"


def listed(names: list[str] | tuple[str, ...], limit: int = 8) -> str:
    """a, b and c; past the limit "a, b … and 12 more"."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit:,} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

"""Numbers as people write them: 51,400; 12 %; $2,300; 7.8 days."""

from __future__ import annotations

import math
import re
from typing import Any

# Not "orders per year" or "spent last year".
_YEAR = re.compile(r"(?i)(?<!per[ _])(?<!last[ _])(?<!this[ _])(?<![^\W_])year$")
_MONEY = ("$", "€", "£", "¥", "₹")


def is_year(name: str, value: float) -> bool:
    """Whether a number is the year that its column's name promises: 2023 in "First gift year", not 2,023."""
    return 1800 <= value <= 2200 and bool(_YEAR.search(name))


def write_number(value: float, unit: str = "", *, exact: bool = False, plain: bool = False) -> str:
    """A value with its unit.

    Parameters
    ----------
    value : float
    unit : str
        As in `engine.dataset.Column.unit`.
    exact : bool
        Keep up to six significant digits instead of three: for cut-offs, which people apply.
    plain : bool
        Without thousands separators: years.
    """
    if not math.isfinite(value):
        return "unknown"
    text = _digits(value, 6 if exact else 3, plain)
    if unit.lstrip("kKM") in _MONEY:
        sign, scale = unit.lstrip("kKM"), unit[: len(unit) - 1]
        return f"-{sign}{text[1:]}{scale}" if text.startswith("-") else f"{sign}{text}{scale}"
    return f"{text} {unit}" if unit else text


def _digits(value: float, digits: int, plain: bool) -> str:
    if plain:
        return f"{value:.0f}"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= 15 or size < -4:
        return f"{value:.{digits}g}"
    rounded = round(value, digits - 1 - size)
    decimals = max(0, digits - 1 - size)
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_share(value: float) -> str:
    """A share as a whole percentage, with "under 1 %" instead of a nought that is not one."""
    if not math.isfinite(value):
        return "unknown"
    percent = 100 * value
    if 0 < percent < 1:
        return "under 1 %"
    if 99 < percent < 100:
        return "over 99 %"
    return f"{percent:.0f} %"


def write_count(count: int, one: str, many: str) -> str:
    """ "1 customer", "2,240 customers"."""
    return f"{count:,} {one if count == 1 else many}"


def rounded_to(value: float, digits: int) -> float:
    """A value rounded to significant digits, without binary dust."""
    return float(f"{value:.{digits - 1}e}") if math.isfinite(value) else value


def as_plain(value: Any) -> Any:
    """A NumPy scalar as the Python value that JSON knows."""
    return value.item() if hasattr(value, "item") else value

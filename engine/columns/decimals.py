"""Which sign is the decimal one, decided over a whole column, and numbers read by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.distinct import join, matches, where

# Groups of three behind a first group that does not start with 0; also the Indian 12,34,567.
_POINT = (
    r"^(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:'\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3})?"
    r"(?:\.\d*)?$"
)
_COMMA = r"^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:'\d{3})+)?(?:,\d*)?$"


@dataclass(frozen=True)
class DecimalSign:
    decimal: str
    evidence: str  # "" when no cell proves it
    ambiguous: bool


def decimal_sign(
    core: Any,
    candidate: NDArray[np.bool_],
    counts: NDArray[np.int64],
    prior: str,
    chosen: str,
    *,
    told: bool = False,
) -> DecimalSign:
    """Decide the decimal sign from cells that can be read in one way only ("12,5", "1.234,50", "1234.567").

    Parameters
    ----------
    core : pyarrow.Array of large_string, shape (m,)
        Digits and separators.
    candidate : ndarray of bool, shape (m,)
        Which of them to consider.
    counts : ndarray of int64, shape (m,)
    prior, chosen : {".", ",", ""}
        Of the rest of the table, and of the person for this column.
    told : bool
        Whether ``prior`` is a person's word for the file.
    """
    separated = candidate & matches(core, r"[.,]")
    point, comma = matches(core, _POINT), matches(core, _COMMA)
    for_point = int(counts[separated & point & ~comma].sum())
    for_comma = int(counts[separated & comma & ~point].sum())
    evidence = "" if for_point == for_comma else "." if for_point > for_comma else ","
    if chosen or evidence:
        return DecimalSign(chosen or evidence, evidence, False)
    doubtful = separated & point & comma
    if told or not doubtful.any():
        return DecimalSign(prior or ".", "", False)
    return _decide_doubtful(core, candidate, doubtful, prior)


def _decide_doubtful(core: Any, candidate: NDArray[np.bool_], doubtful: NDArray[np.bool_], prior: str) -> DecimalSign:
    """All separated cells look like "1,234" or all like "1.234"."""
    signs = {sign for sign in ".," if (doubtful & matches(core, rf"\{sign}")).any()}
    if len(signs) == 2:  # "1,234" beside "1.234"
        return DecimalSign(prior or ".", "", True)
    sign = signs.pop()
    other = "," if sign == "." else "."
    whole = candidate & matches(core, r"^\d+$")
    if (whole & matches(core, r"^[1-9]\d{3}")).any():  # who writes 1234 does not write 1,234 for a thousand
        return DecimalSign(sign, sign, False)
    small = int((whole & matches(core, r"^\d{1,3}$")).sum())
    ends_in_zero = bool((doubtful & matches(core, r"0$")).any())
    # Decimals are written at full length ("850.000") or without closing zeros ("1.5"): numbers below a thousand
    # without the sign beside "12.500" make it a mark of thousands.
    if small and (ends_in_zero or (small >= 2 and int(doubtful.sum()) >= 3)):
        return DecimalSign(other, "", not ends_in_zero)
    return DecimalSign(prior or ".", "", True)


def read_cores(
    core: Any, exponent: Any, candidate: NDArray[np.bool_], decimal: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Values, which were read, which are written without decimals, and which only fit the other convention."""
    fits = matches(core, _POINT if decimal == "." else _COMMA)
    other = matches(core, _COMMA if decimal == "." else _POINT)
    mixed = candidate & other & ~fits
    read = candidate & (fits | other)
    by_point = fits if decimal == "." else ~fits
    bare = pc.replace_substring_regex(core, r"[ ']", "")
    as_point = pc.replace_substring(bare, ",", "")
    as_comma = pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", ".")
    digits = where(by_point, as_point, as_comma)
    whole = read & matches(digits, r"^\d+$") & matches(exponent, "^$")
    complete = join(digits, exponent)
    values = pc.cast(where(read, complete, None), pa.float64()).to_numpy(zero_copy_only=False)
    return values.astype(np.float64), read, whole, mixed

"""Numbers as people and programs write them: one convention for the whole column, decided by all of its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.affixes import Affix, read_affixes
from engine.columns.decimals import decimal_sign, read_cores
from engine.columns.distinct import Distinct, groups, is_word, join, matches, plain_digits, where
from engine.columns.missing import WORDS_FOR_NOTHING

_PLAIN = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?$"
_DOT_AND_THREE = r"^[-+]?[1-9]\d{0,2}\.\d{3}$"
_WRITTEN = (
    r"^(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<before>[^\d\s()+\-.,'\x00-\x1f][^\d\s()+\-,'\x00-\x1f]*)?\s*(?P<open2>\()?\s*"
    r"(?P<sign2>[-+])?\s*(?P<core>\d[\d.,' ]*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?\s*"
    r"(?P<after>[^\d()+\-\s.,'\x00-\x1f][^\d()+\-\x00-\x1f]*)?\s*(?P<close>\))?\s*(?P<sign3>[-+])?\s*"
    r"(?P<last>[^\d()+\-\s.,'\x00-\x1f][^\d()+\-\x00-\x1f]*)?\s*(?P<close2>\))?$"
)
# More ways of writing something around a number than this, and the column is not one of numbers.
_MOST_AFFIXES = 500


@dataclass(frozen=True, eq=False)
class Numbers:
    """What a column's distinct cells are as numbers.

    Attributes
    ----------
    values : ndarray of float64, shape (m,)
        NaN where a cell is not a number.
    read, nothing, whole : ndarray of bool, shape (m,)
        Cells that are numbers; cells that say there is no value; numbers written without decimals.
    evidence : {".", ",", ""}
        The decimal sign that some cell proves.
    ambiguous : bool
        No cell proves it, and it matters: "1,234" may be a thousand or about one.
    """

    values: NDArray[np.float64]
    read: NDArray[np.bool_]
    nothing: NDArray[np.bool_]
    whole: NDArray[np.bool_]
    evidence: str = ""
    decimal: str = "."
    ambiguous: bool = False
    unit: str = ""
    currencies: dict[str, int] = field(default_factory=dict)
    mixed: int = 0  # rows in the other convention, read by the only way they can be
    mixed_percent: int = 0  # rows without the percent sign that others have
    leading_zeros: int = 0  # rows like 0042
    inexact: int = 0  # rows with more digits than a float64 holds


def read_numbers(cells: Distinct, prior: str = "", decimal: str = "", *, told: bool = False) -> Numbers:
    """Read a column's cells as numbers.

    Parameters
    ----------
    cells : Distinct
    prior : {".", ",", ""}
        The decimal sign proved by the rest of the table; used only where this column proves none.
    decimal : {".", ",", ""}
        The sign that the person chose for the column.
    told : bool
        Whether ``prior`` is a person's word for the file, which weighs more than what "1.234" looks like.
    """
    nothing = cells.empty | is_word(cells.texts, WORDS_FOR_NOTHING)
    plain = matches(cells.texts, _PLAIN)
    if (plain | nothing).all() and decimal != ",":
        dotted = matches(cells.texts, r"\.")
        if not dotted.any() or decimal or (dotted & ~matches(cells.texts, _DOT_AND_THREE)).any():
            return _plain_numbers(cells, plain & ~nothing, nothing, "." if dotted.any() else "")
    return _written_numbers(cells, nothing, prior, decimal, told)


def _plain_numbers(cells: Distinct, read: NDArray[np.bool_], nothing: NDArray[np.bool_], evidence: str) -> Numbers:
    texts = where(read, cells.texts, None)
    values = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    read = read & np.isfinite(values)
    whole = read & matches(cells.texts, r"^[-+]?\d+$")
    return Numbers(
        np.where(read, values, np.nan),
        read,
        nothing,
        whole,
        evidence=evidence,
        leading_zeros=int(cells.counts[whole & matches(cells.texts, r"^[-+]?0\d")].sum()),
        inexact=int(cells.counts[whole & matches(cells.texts, r"\d{16}") & (np.abs(values) >= 2**53)].sum()),
    )


def _written_numbers(cells: Distinct, nothing: NDArray[np.bool_], prior: str, chosen: str, told: bool) -> Numbers:
    """Numbers with something around them, or with separators."""
    fits, parts = groups(plain_digits(cells.texts), _WRITTEN)
    candidate = fits & ~nothing
    affixes, core = _affixes(parts, candidate, cells.counts)
    negative, signs_fit = _signs(parts)
    candidate &= signs_fit & np.array([affix is not None for affix in affixes], dtype=bool)
    unit, currencies, odd_units, bare = _one_unit(affixes, candidate, cells.counts)
    candidate &= ~odd_units
    exponent = parts["exponent"]
    choice = decimal_sign(core, candidate, cells.counts, prior, chosen, told=told)
    values, read, whole, mixed = read_cores(core, exponent, candidate, choice.decimal)
    scales = np.array([affix.scale if affix is not None else 1.0 for affix in affixes])
    with np.errstate(over="ignore"):
        values = np.where(negative, -values, values) * scales
    read &= np.isfinite(values)
    whole &= read & (scales == 1.0)
    lone = whole & matches(core, r"^0\d+$")
    digits = pc.utf8_length(pc.replace_substring_regex(core, r"\D", "")).to_numpy(zero_copy_only=False)
    return Numbers(
        np.where(read, values, np.nan),
        read,
        nothing,
        whole,
        evidence=choice.evidence,
        decimal=choice.decimal,
        ambiguous=choice.ambiguous,
        unit=unit,
        currencies=currencies,
        mixed=int(cells.counts[mixed & read].sum()),
        mixed_percent=int(cells.counts[bare & read].sum()) if unit == "%" else 0,
        leading_zeros=int(cells.counts[lone].sum()),
        inexact=int(cells.counts[whole & (digits > 15) & (np.abs(values) >= 2**53)].sum()),
    )


def _affixes(
    parts: dict[str, Any], candidate: NDArray[np.bool_], counts: NDArray[np.int64]
) -> tuple[NDArray[Any], Any]:
    """What stands around each number, and its core without trailing blanks."""
    core = pc.utf8_trim_whitespace(parts["core"])
    spaced = matches(parts["core"], r"\s$")
    around = join(parts["before"], parts["after"], parts["last"], where(spaced, " ", ""), between="\x1f")
    encoded = pc.dictionary_encode(around)
    written = [text.split("\x1f") for text in encoded.dictionary.to_pylist()]
    if len(written) > _MOST_AFFIXES:
        known: list[Affix | None] = [Affix() if not any(each[:3]) else None for each in written]
    else:
        has_k = any(each[1].casefold().startswith(("k", "tsd", "mio", "million")) for each in written)
        known = [_affix(before, after, last, bool(gap), has_k) for before, after, last, gap in written]
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    lookup = np.empty(len(known), dtype=object)
    lookup[:] = known
    # "$.50": the dot belongs to the number, unless it ends an abbreviation ("Rs.50").
    dotted = (
        matches(parts["before"], r"\.$")
        & np.array(
            [each[0].endswith(".") and affix is None for each, affix in zip(written, known, strict=True)], dtype=bool
        )[codes]
    )
    if dotted.any():
        lookup = np.append(lookup, [None])
        bare = [_affix(each[0].rstrip("."), each[1], each[2], bool(each[3]), False) for each in written]
        lookup[: len(bare)] = [first or second for first, second in zip(known, bare, strict=True)]
        core = where(dotted, join(".", core), core)
    found = lookup[codes]
    found[~candidate] = None
    return found, core


def _affix(before: str, after: str, last: str, spaced: bool, scales_are_safe: bool) -> Affix | None:
    if after and last:
        return None
    affix = read_affixes(before, after or last, spaced, scales_are_safe)
    # Behind a trailing sign only a currency or percent makes sense: "12-Jan" is a date.
    return None if affix is not None and last and affix.other else affix


def _signs(parts: dict[str, Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which numbers are negative (minus before or behind, or parentheses), and where the signs make sense."""
    filled = {
        name: np.asarray(pc.not_equal(parts[name], "").to_numpy(zero_copy_only=False), dtype=bool)
        for name in ("open", "open2", "close", "close2", "sign", "sign2", "sign3")
    }
    opened = filled["open"].astype(int) + filled["open2"]
    closed = filled["close"].astype(int) + filled["close2"]
    signs = filled["sign"].astype(int) + filled["sign2"] + filled["sign3"]
    minus = np.zeros(len(opened), dtype=bool)
    for name in ("sign", "sign2", "sign3"):
        minus |= np.asarray(pc.equal(parts[name], "-").to_numpy(zero_copy_only=False), dtype=bool)
    trailing_plus = np.asarray(pc.equal(parts["sign3"], "+").to_numpy(zero_copy_only=False), dtype=bool)
    fits = (opened == closed) & (opened <= 1) & (opened + signs <= 1) & ~trailing_plus  # "65+" is not 65
    return minus | (opened == 1), fits


def _one_unit(
    affixes: NDArray[Any], candidate: NDArray[np.bool_], counts: NDArray[np.int64]
) -> tuple[str, dict[str, int], NDArray[np.bool_], NDArray[np.bool_]]:
    """The column's unit, its currencies by rows, cells in another unit, and cells without any."""
    rows: dict[str, int] = {}
    currencies: dict[str, int] = {}
    written = [_unit_of(affix) for affix in affixes]
    for position in np.flatnonzero(candidate):
        affix, unit, count = affixes[position], written[position], int(counts[position])
        rows[unit] = rows.get(unit, 0) + count
        if affix.currency:
            currencies[affix.currency] = currencies.get(affix.currency, 0) + count
    units = {unit: count for unit, count in rows.items() if unit}
    if not units:
        unit = max(currencies, key=currencies.__getitem__) if currencies else ""
        none = np.zeros(len(affixes), dtype=bool)
        return unit, currencies, none, none
    main = max(units, key=units.__getitem__)
    # An unknown word must go with nearly every number before it counts as the unit.
    if main not in {affix.unit for affix in affixes if affix is not None} and units[main] < 0.9 * sum(rows.values()):
        main = ""
    odd = np.array([unit not in ("", main) for unit in written], dtype=bool)
    bare = np.array([not unit for unit in written], dtype=bool)
    return main, currencies, odd, bare


def _unit_of(affix: Affix | None) -> str:
    if affix is None:
        return ""
    return affix.unit or (affix.other[:-1] if affix.other.endswith("s") and len(affix.other) > 3 else affix.other)

"""Day first or month first, decided by evidence over the whole column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.distinct import Distinct, matches

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"


@dataclass(frozen=True)
class DateOrder:
    """How the parts of a date follow each other.

    ``evidence`` is the order that some cell proves (a part above 12), "" when none does; ``why`` says in words what
    decided. ``contrary`` counts the rows that can only be read in the other order.
    """

    order: str = ""
    year_first: bool = False
    evidence: str = ""
    why: str = ""
    ambiguous: bool = False
    contrary: int = 0

    @property
    def day_first(self) -> bool:
        return self.order != MONTH_FIRST


def decide_order(
    parts: dict[str, Any], cells: Distinct, places: NDArray[np.int64], prior: str, chosen: str
) -> DateOrder:
    """Decide from the cells written as three numbers.

    Parameters
    ----------
    parts : dict of str to pyarrow.Array
        Named parts ``a``, ``b``, ``c`` and the first separator ``one``.
    cells : Distinct
        The column.
    places : ndarray of int64
        Where in ``cells.texts`` the parts come from.
    prior, chosen : {"day_first", "month_first", ""}
    """
    first, second, third = (
        np.asarray(pc.cast(parts[name], "int64").to_numpy(zero_copy_only=False)) for name in "abc"
    )
    counts = cells.counts[places]
    leading_year = np.asarray(pc.utf8_length(parts["a"]).to_numpy(zero_copy_only=False)) == 4
    rest = ~leading_year
    if not rest.any():
        return DateOrder(year_first=False, why="year first")
    short = np.asarray(pc.utf8_length(parts["c"]).to_numpy(zero_copy_only=False)) <= 2
    if (rest & short & (first > 31)).any() and not (rest & (third > 31)).any():
        return DateOrder(year_first=True, why="year first, with two digits")
    day_first = int(counts[rest & (first > 12) & (second <= 12)].sum())
    month_first = int(counts[rest & (second > 12) & (first <= 12)].sum())
    if chosen:
        return DateOrder(chosen, why="you chose this", contrary=month_first if chosen == DAY_FIRST else day_first)
    if day_first != month_first:
        order = DAY_FIRST if day_first > month_first else MONTH_FIRST
        many, few = max(day_first, month_first), min(day_first, month_first)
        return DateOrder(order, evidence=order, why=f"{many:,} of them prove it", contrary=few)
    if not (rest & (first != second)).any():  # 05/05/2014 reads the same either way
        return DateOrder(prior or DAY_FIRST, why="either order reads the same")
    return _without_proof(parts, cells, places, rest, prior)


def _without_proof(
    parts: dict[str, Any], cells: Distinct, places: NDArray[np.int64], rest: NDArray[np.bool_], prior: str
) -> DateOrder:
    """No part is above 12: neighbouring columns, the sequence of rows, and habit decide, and it is said."""
    if prior:
        return DateOrder(prior, why="as in the other dates of the table", ambiguous=True)
    if sorted_by := _sequence(parts, cells, places):
        return DateOrder(sorted_by, why="so that the rows are in order of time", ambiguous=True)
    separator = str(parts["one"][int(np.flatnonzero(rest)[0])].as_py()).strip()
    padded = bool(matches(parts["a"], r"^0\d").any() or matches(parts["b"], r"^0\d").any())
    twelve_hours = "ap" in parts and bool(pc.any(pc.not_equal(parts["ap"], "")).as_py())
    if separator == "/" and (twelve_hours or not padded):
        return DateOrder(MONTH_FIRST, why="as usual for this way of writing", ambiguous=True)
    return DateOrder(DAY_FIRST, why="as usual for this way of writing", ambiguous=True)


def _sequence(parts: dict[str, Any], cells: Distinct, places: NDArray[np.int64]) -> str:
    """The order in which the rows would be sorted by date, when only one of the two does that."""
    if len(places) < 5:
        return ""
    first, second, third = (
        np.asarray(pc.cast(parts[name], "int64").to_numpy(zero_copy_only=False)) for name in "abc"
    )
    row = np.full(len(cells.texts) + 1, -1)
    for order, (month, day) in ((DAY_FIRST, (second, first)), (MONTH_FIRST, (first, second))):
        row[places] = third * 10_000 + month * 100 + day
        steps = np.diff(row[cells.codes][row[cells.codes] >= 0])
        if (steps >= 0).all() or (steps <= 0).all():
            other = (first, second) if order == DAY_FIRST else (second, first)
            row[places] = third * 10_000 + other[0] * 100 + other[1]
            steps = np.diff(row[cells.codes][row[cells.codes] >= 0])
            return "" if (steps >= 0).all() or (steps <= 0).all() else order
    return ""

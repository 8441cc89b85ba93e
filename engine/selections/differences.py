"""How two groups of customers differ, column by column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, Kind, Role
from engine.limits import MAP_BLOCK_CUSTOMERS
from engine.profiles.rules import numbers_of
from engine.selections.columns import done_with
from engine.selections.filters import answer_codes


@dataclass(frozen=True)
class Difference:
    """One column of a group against another.

    Attributes
    ----------
    effect : float
        Numbers: how much more often a member of the group has the larger value than one of the others than the other
        way round (Cliff's delta, 1993), -1 to 1. Ranks decide, so that one absurd value does not hide what all others
        show. Answers: difference of the shares that give ``answer``, the one whose share differs most; for two answers
        both measures are the same.
    selected, rest : float or None
        Medians in the column's unit; for answers the shares. None where no value is known.
    """

    column: str
    effect: float
    selected: float | None
    rest: float | None
    answer: str | None = None


def differences(dataset: Dataset, own: NDArray[np.bool_], rest: NDArray[np.bool_]) -> tuple[Difference, ...]:
    """Every column that can be compared, the largest effect first.

    Parameters
    ----------
    dataset : Dataset
    own, rest : ndarray of bool, shape (n_rows,)
        The two groups, neither empty; a customer may be in both.
    """
    columns = [column for column in dataset.columns if _comparable(column)]
    found = []
    for column in columns:
        found.append(_difference(dataset, column, own, rest))
        done_with(dataset, column.name)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: -abs(each.effect)))


def _comparable(column: Column) -> bool:
    kinds = (Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY)
    return column.kind in kinds and column.role in (Role.FEATURE, Role.PROFILE) and not column.personal


def _difference(
    dataset: Dataset, column: Column, own: NDArray[np.bool_], rest: NDArray[np.bool_]
) -> Difference | None:
    values = dataset.frame[column.name]
    if column.kind is not Kind.NUMBER:
        codes, answers = answer_codes(values)
        if not answers:
            return None
        shares = [
            np.bincount(codes[group & (codes >= 0)], minlength=len(answers)) / np.count_nonzero(group)
            for group in (own, rest)
        ]
        most = int(np.argmax(np.abs(shares[0] - shares[1])))
        if column.kind is Kind.BOOLEAN:  # of yes and no, both of which differ alike, people speak of yes
            most = answers.index(max(answers))
        first, second = float(shares[0][most]), float(shares[1][most])
        return Difference(column.name, first - second, first, second, answers[most])
    numbers = numbers_of(values)
    known = ~np.isnan(numbers)
    a, b = numbers[own & known], numbers[rest & known]
    a.sort()
    b.sort()
    return Difference(column.name, _delta(a, b), _median(a), _median(b))


def _delta(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Cliff's delta of sorted values; 0 where one group has none."""
    if not len(a) or not len(b):
        return 0.0
    below = not_above = 0
    for start in range(0, len(a), MAP_BLOCK_CUSTOMERS):
        part = a[start : start + MAP_BLOCK_CUSTOMERS]
        below += int(b.searchsorted(part, "left").sum(dtype=np.int64))
        not_above += int(b.searchsorted(part, "right").sum(dtype=np.int64))
    return (below + not_above) / (len(a) * len(b)) - 1.0


def _median(values: NDArray[np.float64]) -> float | None:
    """Of sorted values."""
    middle = len(values) // 2
    return float(values[[middle, ~middle]].mean()) if len(values) else None

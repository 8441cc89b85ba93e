"""One column of a dataset as profiles need it: its values, and the order that every statistic is read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Kind, Meaning
from engine.limits import HIGH_PERCENTILE, LOW_PERCENTILE
from engine.profiles.rules import numbers_of


@dataclass(frozen=True, eq=False, kw_only=True)
class ProfiledColumn:
    """What a column is.

    Attributes
    ----------
    is_feature : bool
        Whether it took part in making the segments.
    nameable : bool
        Whether a name may use it: a feature, or a sum of features.
    listed : bool
        Whether the profile lists it as a column of the table.
    sources : frozenset of str
        The table's columns it says something about: itself, or what it is computed from.
    expression : str
        How a derived column is computed from the table's own.
    missing : tuple of float
        Values that a person confirmed to stand for "unknown".
    """

    name: str
    kind: Kind
    meaning: Meaning | None
    unit: str
    is_feature: bool
    nameable: bool
    listed: bool
    sources: frozenset[str]
    expression: str = ""
    missing: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class NumberColumn(ProfiledColumn):
    """A column of numbers (or dates, as days since 1970) over all rows of the table.

    Attributes
    ----------
    values : ndarray of float64, shape (n_rows,)
        NaN where the value is missing or stands for "unknown".
    order : ndarray of int32
        Row positions of the known values, lowest value first.
    """

    values: NDArray[np.float64]
    order: NDArray[np.int32]

    @cached_property
    def sorted(self) -> NDArray[np.float64]:
        return self.values[self.order]

    @cached_property
    def median(self) -> float:
        return float(np.median(self.sorted)) if len(self.order) else float("nan")

    @cached_property
    def mean(self) -> float:
        return float(self.sorted.mean()) if len(self.order) else float("nan")

    @cached_property
    def std(self) -> float:
        return float(self.sorted.std()) if len(self.order) else float("nan")

    @cached_property
    def thirds(self) -> tuple[float, float]:
        """The last value of the lower third and the first of the upper third, by mid-rank percentile."""
        distinct, counts = np.unique(self.sorted, return_counts=True)
        middle = (np.cumsum(counts) - counts / 2) / len(self.order)
        low = max(int(np.searchsorted(middle, LOW_PERCENTILE, "right")) - 1, 0)
        high = min(int(np.searchsorted(middle, HIGH_PERCENTILE, "left")), len(distinct) - 1)
        return float(distinct[low]), float(distinct[high])

    @cached_property
    def middle(self) -> tuple[float, float]:
        """The narrowest bounds that leave at least a tenth of the customers out on either side.

        "Moderate" must exclude somebody both ways: an interval from the lowest to the highest value says nothing.
        """
        n = len(self.order)
        low, high = self.sorted[int(np.ceil(0.1 * n)) - 1], self.sorted[n - int(np.ceil(0.1 * n))]
        above = self.sorted[np.searchsorted(self.sorted, low, "right") :]
        below = self.sorted[: np.searchsorted(self.sorted, high, "left")]
        return (float(above[0]) if len(above) else np.inf), (float(below[-1]) if len(below) else -np.inf)

    @cached_property
    def whole(self) -> bool:
        """Whether all values are whole numbers, so that cut-offs should be."""
        return self.kind is Kind.NUMBER and bool((self.sorted == np.floor(self.sorted)).all())

    @property
    def varies(self) -> bool:
        return len(self.order) > 1 and bool(self.sorted[0] < self.sorted[-1])

    def percentile(self, value: float) -> float:
        """Mid-rank percentile of a value among all customers: the share below plus half the ties."""
        below, upto = (
            np.searchsorted(self.sorted, [value], "left")[0],
            np.searchsorted(self.sorted, [value], "right")[0],
        )
        return float(below + upto) / (2 * len(self.order))


@dataclass(frozen=True, eq=False, kw_only=True)
class AnswerColumn(ProfiledColumn):
    """A column of categories or yes/no answers over all rows of the table.

    Attributes
    ----------
    codes : ndarray of int32, shape (n_rows,)
        Positions in ``levels``; -1 where the value is missing.
    levels : tuple
        The answers as in the table.
    counts : ndarray of int64, shape (len(levels),)
    """

    codes: NDArray[np.int32]
    levels: tuple[Any, ...]
    counts: NDArray[np.int64]

    @property
    def varies(self) -> bool:
        return len(self.levels) > 1


AnyColumn = NumberColumn | AnswerColumn


def profiled_column(values: pd.Series[Any], **described: Any) -> AnyColumn | None:
    """A column ready for statistics; None for texts, constants and empty columns, of which nothing can be said.

    Parameters
    ----------
    values : pandas.Series
    **described
        The fields of `ProfiledColumn`.
    """
    kind = described["kind"]
    if kind in (Kind.NUMBER, Kind.DATE):
        numbers = numbers_of(values, described.get("missing", ()))
        known = np.count_nonzero(~np.isnan(numbers))  # NaN sorts last
        return NumberColumn(
            **described, values=numbers, order=np.argsort(numbers, kind="stable")[:known].astype(np.int32)
        )
    if kind in (Kind.BOOLEAN, Kind.CATEGORY):
        codes, levels = pd.factorize(values)
        counts = np.bincount(codes[codes >= 0], minlength=len(levels)).astype(np.int64)
        return AnswerColumn(**described, codes=codes.astype(np.int32), levels=tuple(levels), counts=counts)
    return None

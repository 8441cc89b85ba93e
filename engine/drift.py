"""Whether new customers still look like those the segments were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.limits import CLEAR_DRIFT, DRIFT_BINS, SOME_DRIFT
from engine.model_schema import NeededColumn
from engine.preparation.values import as_text, known_values, read_numbers

# A bin nobody is in would make the index infinite; half a customer stands for nobody.
_HALF_A_CUSTOMER = 0.5


@dataclass(frozen=True)
class Drift:
    """How far one column has moved.

    Attributes
    ----------
    column : str
    index : float
        Population stability index: 0 when the shares are the same.
    """

    column: str
    index: float

    @property
    def words(self) -> str:
        """By the usual reading of the index (Siddiqi 2006)."""
        if self.index < SOME_DRIFT:
            return "much as before"
        return "somewhat different" if self.index < CLEAR_DRIFT else "clearly different"


def stability_index(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """Population stability index of two distributions over the same classes (Siddiqi 2006, Credit Risk Scorecards).

    Parameters
    ----------
    before, after : ndarray of int64, shape (classes,)
        Counts; a class that is empty in one of the two counts half a customer there.

    Returns
    -------
    float
        The sum over the classes of ``(after - before) * ln(after / before)``, in shares. It is 0 for equal shares,
        also when one of the two has nobody.
    """
    if not before.sum() or not after.sum():
        return 0.0
    taken = (before > 0) | (after > 0)
    old, new = np.maximum(before[taken], _HALF_A_CUSTOMER), np.maximum(after[taken], _HALF_A_CUSTOMER)
    old, new = old / old.sum(), new / new.sum()
    return float(((new - old) * np.log(new / old)).sum())


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of one column over which its drift is taken, and how many training customers were in each.

    Attributes
    ----------
    column, form : str
        As in `NeededColumn`.
    edges : ndarray of float64
        Of numbers and dates: tenths of the training customers (ties stay together).
    levels : pandas.Index
        Of answers.
    counts : ndarray of int64
        The last class is a missing value: that more are missing is a change too. Of answers, the one before it is an
        answer never seen in training.
    """

    column: str
    form: str
    edges: NDArray[np.float64]
    levels: pd.Index
    counts: NDArray[np.int64]

    def count(self, series: pd.Series) -> NDArray[np.int64]:
        """How many of these customers are in each class; counts of blocks add up."""
        return _counts(series, self.form, self.edges, self.levels)


def classes_of(training: pd.DataFrame, schema: Sequence[NeededColumn]) -> tuple[Classes, ...]:
    """The classes of every column that the segments need, from the customers they were made from."""
    return tuple(_classes(training[column.name], column.name, column.form) for column in schema)


def drift_against(classes: Sequence[Classes], counts: Sequence[NDArray[np.int64]]) -> tuple[Drift, ...]:
    """The drift of every column, the largest first, from what `Classes.count` found."""
    found = [Drift(each.column, stability_index(each.counts, new)) for each, new in zip(classes, counts, strict=True)]
    return tuple(sorted(found, key=lambda drift: -drift.index))


def drift_of(training: pd.DataFrame, new: pd.DataFrame, schema: Sequence[NeededColumn]) -> tuple[Drift, ...]:
    """The drift of every column that the segments need, the largest first.

    Parameters
    ----------
    training, new : DataFrame
        With the columns of the schema.
    schema : sequence of NeededColumn
    """
    classes = classes_of(training, schema)
    return drift_against(classes, [each.count(new[each.column]) for each in classes])


def _classes(training: pd.Series, column: str, form: str) -> Classes:
    edges, levels = np.zeros(0), pd.Index([])
    if form == "text":
        levels = pd.Index(as_text(training).dropna().unique())
    elif len(known := known_values(read_numbers(training))):
        edges = np.unique(np.quantile(known, np.linspace(0, 1, DRIFT_BINS + 1)[1:-1]))
    else:  # nobody's value was known: there is nothing to compare with
        return Classes(column, form, edges, levels, np.zeros(2, dtype=np.int64))
    return Classes(column, form, edges, levels, _counts(training, form, edges, levels))


def _counts(series: pd.Series, form: str, edges: NDArray[np.float64], levels: pd.Index) -> NDArray[np.int64]:
    if form == "text":
        text = as_text(series)
        places = levels.get_indexer(pd.Index(text))
        places = np.where(text.isna(), len(levels) + 1, np.where(places < 0, len(levels), places))
        return np.bincount(places, minlength=len(levels) + 2)
    values = read_numbers(series)
    places = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return np.bincount(places, minlength=len(edges) + 2)

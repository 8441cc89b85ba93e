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


def drift_of(training: pd.DataFrame, new: pd.DataFrame, schema: Sequence[NeededColumn]) -> tuple[Drift, ...]:
    """The drift of every column that the segments need, the largest first.

    Parameters
    ----------
    training, new : DataFrame
        With the columns of the schema.
    schema : sequence of NeededColumn
    """
    found = [Drift(column.name, _of(training[column.name], new[column.name], column.form)) for column in schema]
    return tuple(sorted(found, key=lambda drift: -drift.index))


def _of(training: pd.Series, new: pd.Series, form: str) -> float:
    """Missing values are a class of their own: that more are missing is a change too."""
    if form == "text":
        levels = pd.Index(as_text(training).dropna().unique())
        before, after = (levels.get_indexer(pd.Index(as_text(each))) for each in (training, new))
        # The last two classes: an answer never seen before, and none.
        before = np.where(as_text(training).isna(), len(levels) + 1, np.where(before < 0, len(levels), before))
        after = np.where(as_text(new).isna(), len(levels) + 1, np.where(after < 0, len(levels), after))
        return stability_index(*(np.bincount(each, minlength=len(levels) + 2) for each in (before, after)))
    old, young = read_numbers(training), read_numbers(new)
    if not len(known := known_values(old)):
        return 0.0
    edges = np.unique(np.quantile(known, np.linspace(0, 1, DRIFT_BINS + 1)[1:-1]))
    return stability_index(*(_counts(values, edges) for values in (old, young)))


def _counts(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """Customers per class: up to each edge (ties stay together), beyond the last, and without a value."""
    missing = np.isnan(values)
    places = np.where(missing, len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return np.bincount(places, minlength=len(edges) + 2)

"""What the choices for one column would do to it, before they are applied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Dataset, Role
from engine.errors import EngineError
from engine.limits import MIN_ROWS
from engine.preparation.apply import transform
from engine.preparation.matrix import Step
from engine.preparation.one_column import Decided, Learner
from engine.preparation.outliers import latest_date
from engine.preparation.plan import LevelsPlan, Plan, Reading
from engine.preparation.roles import Selection, spec_of
from engine.preparation.sampling import sample_of
from engine.preparation.set_aside import examine_column, without_value
from engine.preparation.spec import Imputation, PreparationSpec

BINS = 24  # bars of a small histogram: enough to see a tail, few enough to tell apart on a phone
MOST_LEVELS = 8  # bars of words that fit under each other


@dataclass(frozen=True)
class Bars:
    """Counts of values, in bins or by level.

    Attributes
    ----------
    counts : tuple of int
    edges : tuple of float or str, one more than counts
        Of the bins; ISO dates for dates; empty when there are levels.
    levels : tuple of str
        What is counted; empty when there are bins.
    """

    counts: tuple[int, ...]
    edges: tuple[float | str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """One column before and after its preparation, apart from what other columns do.

    Attributes
    ----------
    before : Bars
        As the table has it.
    after : Bars or None
        As the segmentation would compare it; None when it takes no part.
    steps : tuple of Step
        What would be done, in order, with reasons.
    n_rows, n_missing : int
    n_set_aside : int
        Customers who would take no part because of this column.
    set_aside : tuple of (row, reason)
        Each of them, in row order.
    """

    before: Bars
    after: Bars | None
    steps: tuple[Step, ...]
    n_rows: int
    n_missing: int
    n_set_aside: int = 0
    set_aside: tuple[tuple[int, str], ...] = ()


def column_effect(dataset: Dataset, spec: PreparationSpec, name: str) -> Effect:
    """Prepare one column by itself, exactly as `prepare` would.

    Parameters
    ----------
    dataset : Dataset
    spec : PreparationSpec
        With the choices to be tried.
    name : str
        A column of the dataset.

    Raises
    ------
    EngineError
        If a choice does not fit the column, or leaves too few customers.
    """
    column = dataset.columns[name]
    columns = {each.name: each for each in dataset.columns}
    chosen = Selection(dataset.frame, columns, (name,), (), {name: Role.FEATURE}, (), ())
    learner = Learner(chosen, spec)
    series = dataset.frame[name]
    before = _before(series, learner, dataset)
    n_missing = int(series.isna().sum())
    role = spec_of(name, spec).role or column.role
    if role is not Role.FEATURE:
        return Effect(before, None, (), len(series), n_missing)
    found = examine_column(series, column, learner, latest_date(dataset.frame, columns), feature=True)
    reasons = {row: why for rows, why_each in found.rows for row, why in zip(rows.tolist(), why_each, strict=True)}
    done = list(found.steps)
    if learner.spec_of(name).imputation is Imputation.SET_ASIDE and found.missing is not None:
        done.append(without_value(column, int(found.missing.sum())))
        reasons |= dict.fromkeys(np.flatnonzero(found.missing).tolist(), f"{name} is missing.")
    kept = np.setdiff1d(np.arange(len(series)), np.fromiter(reasons, dtype=np.int64, count=len(reasons)))
    if len(kept) < MIN_ROWS:
        raise EngineError(
            f"{len(reasons):,} of {len(series):,} customers would be set aside because of {name}.",
            "Clip or keep these values instead.",
        )
    plans, steps = learner.learn(series.iloc[kept], column, Decided(found.clip, found.curve))
    after = _after(Plan(tuple(plans)), dataset.frame, kept) if plans else None
    aside = tuple(sorted(reasons.items()))
    return Effect(before, after, (*done, *steps), len(series), n_missing, len(aside), aside)


def _before(series: pd.Series, learner: Learner, dataset: Dataset) -> Bars:
    column = dataset.columns[str(series.name)]
    if not learner.is_number(column):
        return _levels(series.dropna().astype("str").value_counts())
    start = learner.start(series, column)
    values = learner.read(series, start)
    bars = _histogram(values[np.isfinite(values)])
    if start.reading is Reading.DATE:
        origin = pd.Timestamp(start.origin)
        days = tuple((origin + pd.Timedelta(days=float(edge))).isoformat() for edge in bars.edges)
        return Bars(bars.counts, days)
    return bars


def _after(plan: Plan, frame: pd.DataFrame, kept: NDArray[np.int64]) -> Bars:
    """Of the first feature, or of all levels; longer columns are judged by a sample."""
    values = transform(plan, frame, np.sort(sample_of(kept)))
    first = plan.features[0]
    if isinstance(first, LevelsPlan):
        counts = (values > 0).sum(axis=0)  # a level's feature is above its mean where it is the answer
        names = [name.removeprefix(f"{first.column} = ") for name in first.features]
        return _levels(pd.Series(counts, index=names).sort_values(ascending=False, kind="stable"))
    return _histogram(values[:, 0].astype(np.float64))


def _histogram(values: NDArray[np.float64]) -> Bars:
    if not len(values):
        return Bars((), ())
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low) or high == low:
        return Bars((len(values),), (low, high))
    counts, edges = np.histogram(values, bins=BINS)
    return Bars(tuple(int(each) for each in counts), tuple(float(each) for each in edges))


def _levels(counts: pd.Series) -> Bars:
    shown = counts.iloc[:MOST_LEVELS]
    names, numbers = [str(name) for name in shown.index], [int(each) for each in shown]
    if len(counts) > MOST_LEVELS:
        names.append(f"{len(counts) - MOST_LEVELS:,} more")
        numbers.append(int(counts.iloc[MOST_LEVELS:].sum()))
    return Bars(tuple(numbers), levels=tuple(names))

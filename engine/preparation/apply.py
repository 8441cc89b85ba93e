"""From the rows of a table to rows of the matrix, in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.limits import PREPARATION_BLOCK_ROWS
from engine.preparation.derive import with_derived
from engine.preparation.fit_number import working_values
from engine.preparation.plan import FeaturePlan, LevelsPlan, NumberPlan, Plan, Reading
from engine.preparation.values import Floats, positions, read_numbers
from engine.threads import available_threads

Block = NDArray[np.float32]
# Writes the features of one column for the rows of a slice (or with these positions) into its columns of a block.
Rows = slice | NDArray[np.int64]
_Writer = Callable[[Rows, Block], None]
_LARGEST = np.float32(1e30)  # its square is still far from the largest float64


def transform(
    plan: Plan, frame: pd.DataFrame, rows: NDArray[np.int64] | None = None, *, derived: bool = False
) -> Block:
    """The matrix of these rows.

    Parameters
    ----------
    plan : Plan
    frame : DataFrame
        With the columns ``plan.columns``.
    rows : ndarray of int64, shape (n,), optional
        Positions of the rows to take; all when left out.
    derived : bool
        The computed columns are there already.

    Returns
    -------
    ndarray of float32, shape (n, d), C-contiguous
        Always finite.
    """
    if not derived:
        frame = with_derived(frame, plan.derived)
    out = np.empty((len(frame) if rows is None else len(rows), len(plan.feature_names)), dtype=np.float32)
    writers: list[tuple[_Writer, int, int]] = []
    start = 0
    for feature in plan.features:
        width = len(feature.features)
        writers.append((_writer(feature, frame[feature.column]), start, start + width))
        start += width

    def fill(first: int) -> None:
        part = slice(first, first + PREPARATION_BLOCK_ROWS)
        block = out[part]
        for write, left, right in writers:
            write(part if rows is None else rows[part], block[:, left:right])
        if not np.isfinite(block).all():  # only values of some 1e38 standard deviations
            np.clip(block, -_LARGEST, _LARGEST, out=block)

    starts = range(0, len(out), PREPARATION_BLOCK_ROWS)
    threads = min(available_threads(), len(starts))
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fill, starts))
    else:
        for first in starts:
            fill(first)
    return out


def _writer(plan: FeaturePlan, series: pd.Series) -> _Writer:
    return _level_writer(plan, series) if isinstance(plan, LevelsPlan) else _number_writer(plan, series)


def _number_writer(plan: NumberPlan, series: pd.Series) -> _Writer:
    plain = plan.reading is Reading.NUMBER and isinstance(series.dtype, np.dtype) and series.dtype.kind in "fiub"
    raw = series.to_numpy() if plain else None
    unknown = (*plan.unknown, np.inf, -np.inf)

    def write(rows: Rows, block: Block) -> None:
        if raw is not None:
            values = raw[rows].astype(np.float64)
        else:
            part = series.iloc[rows]
            values = np.array(read_numbers(part, plan.reading, origin=plan.origin, words=plan.words))
        if plan.unknown or np.isinf(values).any():
            values[np.isin(values, unknown)] = np.nan
        with np.errstate(over="ignore"):
            block[:, 0] = scaled_values(values, plan)

    return write


def scaled_values(values: Floats, plan: NumberPlan) -> Floats:
    """One feature in float64, operation by operation as scikit-learn's steps compute it; overwrites ``values``."""
    if plan.indicator:
        work = np.isnan(values).astype(np.float64)
    else:
        work = working_values(values, plan)
        missing = np.isnan(work)
        if missing.any():
            work[missing] = plan.fill
    if plan.center:
        work -= plan.center
    if plan.scale != 1:
        work /= plan.scale
    if plan.weight != 1:
        work *= plan.weight
    return work


def _level_writer(plan: LevelsPlan, series: pd.Series) -> _Writer:
    features = level_rows(plan)

    def write(rows: Rows, block: Block) -> None:
        block[:] = features[level_codes(plan, series.iloc[rows])]

    return write


def level_codes(plan: LevelsPlan, series: pd.Series) -> NDArray[np.int64]:
    """Per cell the number of its feature; one past the last feature for an unseen level that none stands for."""
    every = (*plan.levels, *plan.rare)
    n_levels = len(plan.levels)
    last = n_levels  # "other", or nothing at all
    of_level = np.array([*range(n_levels), *([last] * len(plan.rare)), last], dtype=np.int64)  # the last: unseen
    codes = of_level[positions(series, every)]
    missing = np.isnan(read_numbers(series, unknown=plan.unknown)) if plan.numeric else series.isna().to_numpy()
    fill = every.index(plan.fill) if plan.fill in every else -1
    codes[missing] = of_level[fill]
    return codes


def level_rows(plan: LevelsPlan) -> Block:
    """The features of each code, and of none."""
    d = len(plan.features)
    rows = np.vstack([np.eye(d), np.zeros((1, d))]) - np.asarray(plan.centers)
    return np.asarray(rows * plan.weight, dtype=np.float32)

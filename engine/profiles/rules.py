"""Rules: descriptions that anyone can recompute from the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.profiles.result import Condition


def rule_mask(conditions: Sequence[Condition], frame: pd.DataFrame) -> NDArray[np.bool_]:
    """For which rows all conditions hold.

    Parameters
    ----------
    conditions : sequence of Condition
        None at all describe everyone.
    frame : pandas.DataFrame
        With the columns of ``Dataset.frame``; conditions on derived columns carry their expression.

    Returns
    -------
    ndarray of bool, shape (len(frame),)
        Missing values never satisfy a condition.

    Raises
    ------
    EngineError
        If a column is missing, or an operator unknown.
    """
    holds = np.ones(len(frame), dtype=bool)
    for condition in conditions:
        holds &= _holds(condition, column_of(condition.column, condition.expression, frame))
    return holds


def column_of(name: str, expression: str, frame: pd.DataFrame) -> pd.Series[Any]:
    """A column of the table, or a derived one.

    Raises
    ------
    EngineError
        If it is neither there nor computable.
    """
    if name in frame.columns:
        return frame[name]
    if not expression:
        raise EngineError(f"The table has no column {name!r}.", "Use a table with the columns of the original one.")
    try:
        return pd.Series(frame.eval(expression), index=frame.index)
    except (pd.errors.UndefinedVariableError, SyntaxError, TypeError, ValueError, KeyError) as error:
        raise EngineError(
            f"The column {name!r} cannot be computed as {expression!r}: {error}.",
            "Use a table with the columns of the original one.",
        ) from error


def numbers_of(values: pd.Series[Any], missing: tuple[float, ...] = ()) -> NDArray[np.float64]:
    """A column as float64, NaN where nothing is known; dates as days since 1970."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.tz_localize(None) if getattr(values.dtype, "tz", None) is not None else values
        values = (values - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    elif not pd.api.types.is_numeric_dtype(values.dtype):
        values = pd.to_numeric(values, errors="coerce")
    array: NDArray[np.float64] = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    unknown = ~np.isfinite(array)
    if missing:
        unknown |= np.isin(array, missing)
    return np.where(unknown, np.nan, array) if unknown.any() else array


def condition_holds(condition: Condition, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a condition on numbers (as `numbers_of` gives them) holds.

    Raises
    ------
    EngineError
        If the operator is unknown.
    """
    # Comparisons with NaN are False, which is what a missing value deserves.
    if condition.operator == ">=":
        return numbers >= _number(condition.value)
    if condition.operator == "<=":
        return numbers <= _number(condition.value)
    if condition.operator == "between":
        low, high = condition.value
        return (numbers >= _number(low)) & (numbers <= _number(high))
    raise EngineError(
        f"Unknown operator {condition.operator!r} on {condition.column!r}.", "Use >=, <=, between or ==."
    )


def _holds(condition: Condition, values: pd.Series[Any]) -> NDArray[np.bool_]:
    if condition.operator == "==":
        return np.asarray(values.eq(condition.value).fillna(False), dtype=bool) & values.notna().to_numpy()
    return condition_holds(condition, numbers_of(values, condition.missing))


def _number(value: Any) -> float:
    """A cut-off as `numbers_of` counts: dates are written as text (2014-06-29)."""
    return (
        (pd.Timestamp(value) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1) if isinstance(value, str) else value
    )

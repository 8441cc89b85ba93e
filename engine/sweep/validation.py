"""What may be swept: every argument checked at the door, with a sentence that names the value and its place."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import MAX_K
from engine.preparation.matrix import PreparedMatrix


def as_array(matrix: Any) -> NDArray[Any]:
    """The 2-D float32 or float64 array behind a matrix; a memory-map stays one, nothing is copied.

    Raises
    ------
    EngineError
        If it is not a prepared matrix or a two-dimensional array of numbers with rows and columns.
    """
    values = matrix.values if isinstance(matrix, PreparedMatrix) else matrix
    if not isinstance(values, np.ndarray):
        raise EngineError(
            f"Expected a prepared matrix or a 2-D array, not {type(values).__name__}.",
            "Call prepare(dataset) first, or pass DataFrame.to_numpy(dtype='float32').",
        )
    if values.ndim != 2:
        raise EngineError(
            f"The matrix has {values.ndim} dimension{'' if values.ndim == 1 else 's'}, not two.",
            "Pass one row per customer and one column per feature.",
        )
    if values.shape[0] == 0 or values.shape[1] == 0:
        raise EngineError(
            f"The matrix has {values.shape[0]:,} rows and {values.shape[1]:,} columns: there is nothing to segment.",
            "Use a table with at least two customers and one feature.",
        )
    if values.dtype not in (np.float32, np.float64):
        if values.dtype.kind not in "iub" and values.dtype != np.float16:
            raise EngineError(
                f"The matrix holds {values.dtype} values, not numbers of type float32 or float64.",
                "Encode categories and convert numbers first; prepare(dataset) does both.",
            )
        values = values.astype(np.float64)
    return values


def feature_names(matrix: Any, n_features: int) -> tuple[str, ...]:
    """Names for messages and loadings: the prepared ones, else ``feature 1``, ``feature 2``…"""
    if isinstance(matrix, PreparedMatrix):
        return tuple(matrix.feature_names)
    return tuple(f"feature {j + 1}" for j in range(n_features))


def non_finite(values: NDArray[Any], names: tuple[str, ...], first_row: int = 0) -> EngineError | None:
    """The error for the first value in a block of rows that is not a finite number, with its place."""
    bad = ~np.isfinite(values)
    if not bad.any():
        return None
    row, column = np.argwhere(bad)[0]
    return EngineError(
        f"Row {first_row + int(row) + 1:,} of the matrix has {values[row, column]} in {names[int(column)]!r}, "
        "which is not a finite number.",
        "Fill in or set aside missing and infinite values first; prepare(dataset) does.",
    )


def check_ks(ks: Iterable[int]) -> tuple[int, ...]:
    """The ks asked for, ascending and each once.

    Raises
    ------
    EngineError
        If there are none, or one is not an integer from 1 to the largest k allowed.
    """
    try:
        asked = list(ks)
    except TypeError:
        raise EngineError(
            f"ks is {ks!r}, which is not a collection of numbers of segments.",
            "Pass a range or a list: range(2, 13).",
        ) from None
    if not asked:
        raise EngineError("No number of segments was asked for: ks is empty.", "Pass a range such as range(2, 13).")
    return tuple(sorted({check_k(k) for k in asked}))


def check_k(k: int) -> int:
    """One number of segments, as a plain int."""
    if isinstance(k, bool | np.bool_) or not isinstance(k, Integral):
        raise EngineError(
            f"{k!r} is not a number of segments.",
            f"Pass a whole number from 1 to {MAX_K} (an int, not a float or text).",
        )
    if not 1 <= k <= MAX_K:
        raise EngineError(f"{int(k):,} segments were asked for.", f"Ask for 1 to {MAX_K} segments.")
    return int(k)


def check_enough_rows(k: int, n_distinct: int, n_rows: int) -> None:
    """Refuse more segments than there are different customers: K-Means could not fill them."""
    if k <= n_distinct:
        return
    if n_distinct < n_rows:
        have = f"only {n_distinct:,} of the {n_rows:,} rows are different from each other"
    else:
        have = f"there {'is only 1 row' if n_rows == 1 else f'are only {n_rows:,} rows'}"
    raise EngineError(
        f"{k} segments were asked for, but {have}.",
        f"Ask for at most {n_distinct:,} segment{'' if n_distinct == 1 else 's'}, or use more rows or features.",
    )


def check_seed(seed: int) -> int:
    """A seed that every generator accepts."""
    if isinstance(seed, bool | np.bool_) or not isinstance(seed, Integral) or not 0 <= seed < 2**32:
        raise EngineError(f"The seed is {seed!r}.", "Pass a whole number from 0 to 4,294,967,295.")
    return int(seed)


def check_memory(memory: int | None) -> int | None:
    """Bytes to work within, or None to leave it to the operator."""
    if memory is None:
        return None
    if isinstance(memory, bool | np.bool_) or not isinstance(memory, Integral) or memory < 0:
        raise EngineError(f"The memory is {memory!r}.", "Pass a whole number of bytes, such as 512 * 2**20.")
    return int(memory)


def check_weights(sample_weight: Any, n_rows: int) -> NDArray[np.float64] | None:
    """Weights of the rows as float64, or None when all count the same."""
    if sample_weight is None:
        return None
    weights = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (n_rows,):
        raise EngineError(
            f"There are weights of shape {weights.shape} for {n_rows:,} rows.",
            "Pass one weight per row of the matrix.",
        )
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if bad.size:
        raise EngineError(
            f"The weight of row {bad[0] + 1:,} is {weights[bad[0]]}.", "Weights must be finite and not negative."
        )
    if not weights.any():
        raise EngineError("All weights are zero.", "Give at least one row a positive weight.")
    return weights

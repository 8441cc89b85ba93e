"""Every customer with their segment, as a table people open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from engine.dataset import Dataset, Role
from engine.preparation.matrix import PreparedMatrix
from engine.segmentation import Segmentation

SEGMENT, SEGMENT_NAME, REASON = "segment", "segment_name", "not_segmented_because"


def assignments(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, names: Sequence[str]
) -> pd.DataFrame:
    """The identifier first, then the segment, then every original column; rows in their original order.

    Parameters
    ----------
    dataset, matrix, segmentation
        What belongs together.
    names : sequence of str, length k
        The names to write, in label order.

    Returns
    -------
    DataFrame of ``dataset.n_rows`` rows
        ``segment`` counts from 1 and is empty for customers set aside, with the reason in a column of its own
        that exists only when somebody was set aside.
    """
    numbers = np.zeros(dataset.n_rows, dtype=np.int64)
    numbers[matrix.row_index] = segmentation.labels.astype(np.int64) + 1
    labels = np.array(["", *names], dtype=object)
    added: dict[str, object] = {
        _free(SEGMENT, dataset): pd.array(numbers, dtype="Int64"),
        _free(SEGMENT_NAME, dataset): labels[numbers],
    }
    frame = pd.DataFrame(added)
    frame.iloc[numbers == 0, 0] = pd.NA
    if matrix.set_aside:
        reasons = np.full(dataset.n_rows, "", dtype=object)
        for customer in matrix.set_aside:
            reasons[customer.row] = customer.reason
        frame[_free(REASON, dataset)] = reasons
    original = dataset.frame.reset_index(drop=True)
    if matrix.id_column is not None:
        first = [matrix.id_column]
        rest = [name for name in original.columns if name != matrix.id_column]
        return pd.concat([original[first], frame, original[rest]], axis=1)
    frame.insert(0, _free("row", dataset), np.arange(1, dataset.n_rows + 1))
    return pd.concat([frame, original], axis=1)


def scored(dataset: Dataset, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores of `SegmentModel.score` beside every original column, the identifier first; rows in their order."""
    original = dataset.frame.reset_index(drop=True)
    found = scores.reset_index(drop=True)
    found.columns = pd.Index([_free(str(name), dataset) for name in found.columns])
    first = [column.name for column in dataset.columns if column.role is Role.IDENTIFIER][:1]
    rest = [name for name in original.columns if name not in first]
    if not first:
        found.insert(0, _free("row", dataset), np.arange(1, dataset.n_rows + 1))
    return pd.concat([original[first], found, original[rest]], axis=1)


def _free(name: str, dataset: Dataset) -> str:
    """The name, or a longer one where the person's table already has a column of that name."""
    taken = set(dataset.frame.columns)
    while name in taken:
        name = f"tessera_{name}"
    return name


# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralise_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before every text cell and header that a spreadsheet would run as a formula."""
    safe = frame.copy(deep=False)
    for position, dtype in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            column = frame.iloc[:, position]
            text = column.astype("str")
            risky = column.notna() & text.str.startswith(_FORMULA_STARTS)
            if risky.any():
                safe.isetitem(position, column.where(~risky, "'" + text).array)
    safe.columns = pd.Index([f"'{name}" if str(name).startswith(_FORMULA_STARTS) else name for name in frame.columns])
    return safe

"""A table's columns, read one after the other: of ten million customers not all of them are in memory at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Dataset
from engine.mapped import let_go


def column_rows(dataset: Dataset, column: str, rows: NDArray[np.int64]) -> pd.Series[Any]:
    """The values of some rows; the column's other pages are not kept."""
    values = dataset.frame[column].iloc[rows]
    done_with(dataset, column)
    return values


def done_with(dataset: Dataset, column: str) -> None:
    """Nobody reads on in this column: its pages are given back to the system."""
    values = dataset.frame[column]
    if values.dtype.kind in "iuf":
        let_go(values.to_numpy())

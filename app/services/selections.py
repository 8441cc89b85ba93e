"""Customers within a region drawn on the map: who they are, and their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.services.map import Axes, map_index
from app.services.results import Ready

if TYPE_CHECKING:
    from engine.selections.describe import SelectionDescription


def rows_within(ready: Ready, axes: Axes, corners: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    """Rows of the table, in ascending order, of all customers in the region.

    Raises
    ------
    EngineError
        If the corners are no region, with a sentence.
    """
    from engine.selections.region import positions_within

    return np.sort(ready.matrix.row_index[positions_within(map_index(ready, axes), corners)])


def describe_rows(ready: Ready, rows: NDArray[np.int64]) -> SelectionDescription:
    """What sets these rows apart from all others of the table."""
    from engine.selections.describe import describe_selection

    selected = np.zeros(ready.dataset.n_rows, dtype=bool)
    selected[rows] = True
    labels = np.full(ready.dataset.n_rows, -1, dtype=np.int32)
    labels[ready.matrix.row_index] = ready.segmentation.labels
    return describe_selection(ready.dataset, selected, labels, ready.k)

"""The segments that are shown against another segmentation of the same browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.choices import Choices
from app.services.library import choices_of, library
from app.services.results import Ready
from engine.errors import EngineError

# Stands before the id of something kept, where tables are chosen as well.
KEPT = "kept:"

if TYPE_CHECKING:
    import pandas as pd

    from engine.comparison import Comparison


def compare(ready: Ready, other: Ready) -> Comparison:
    """What became of the segments of ``other`` in those of ``ready``.

    Within one table customers are its rows; between tables they are told by their ids.

    Raises
    ------
    EngineError
        If the tables have no ids, or no customer in common.
    """
    from engine.comparison import compare_segments

    same = ready.view.id == other.view.id
    return compare_segments(_segments(other, by_row=same), _segments(ready, by_row=same))


def _segments(ready: Ready, *, by_row: bool) -> pd.Series:
    """The segment (from 1) of each customer, missing for those set aside."""
    import pandas as pd

    numbers = np.full(ready.dataset.n_rows, np.nan)
    numbers[ready.matrix.row_index] = ready.segmentation.labels + 1
    if by_row:
        return pd.Series(numbers)
    if ready.matrix.id_column is None:
        raise EngineError(
            f"{ready.view.name} has no column of ids, so its customers cannot be found in another table.",
            "Give a column the use “identifier” on the Data page.",
        )
    return pd.Series(numbers, index=pd.Index(ready.dataset.frame[ready.matrix.id_column].astype("str")))


def other_choices(choices: Choices, other: str | None, k: int | None) -> Choices:
    """The other segmentation: another k of the open table under its preparation, another table as it comes, or
    something kept, as it was kept.

    Parameters
    ----------
    other : str or None
        A table's id, or `KEPT` followed by the id of something kept.
    """
    if other and other.startswith(KEPT):
        found = next((view for view in library() if view.id == other.removeprefix(KEPT) and not view.deleted), None)
        return Choices() if found is None else choices_of(found)
    if not other or other == choices.dataset:
        return choices.with_k(k)
    return Choices(dataset=other, k=k)

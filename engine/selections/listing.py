"""The rows of a list in the order that is asked for, and only those in which a text stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind
from engine.errors import EngineError
from engine.profiles.rules import numbers_of
from engine.profiles.vocabulary import shown
from engine.selections.columns import column_rows
from engine.selections.filters import answer_codes

_NUMERIC = (Kind.NUMBER, Kind.DATE)


def sorted_rows(dataset: Dataset, rows: NDArray[np.int64], column: str, *, descending: bool) -> NDArray[np.int64]:
    """The rows by a column's values, equal ones in the order of the table, unknown values last either way.

    Raises
    ------
    EngineError
        If the table has no such column.
    """
    if column not in dataset.columns.names:
        raise EngineError(f"The table has no column “{shown(column)}”.", "Sort by one that is shown.")
    values = column_rows(dataset, column, rows)
    if dataset.columns[column].kind in _NUMERIC or values.dtype.kind in "iuf":
        keys = numbers_of(values)
    else:
        codes, answers = answer_codes(values)
        ranks = np.empty(len(answers) + 1)
        ranks[np.argsort(np.array([answer.casefold() for answer in answers], dtype=object), kind="stable")] = (
            np.arange(len(answers))
        )
        ranks[-1] = np.nan  # where code -1, which is unknown, points to
        keys = ranks[codes]
    return rows[np.argsort(-keys if descending else keys, kind="stable")]


def rows_with_text(dataset: Dataset, rows: NDArray[np.int64], text: str, columns: Sequence[str]) -> NDArray[np.int64]:
    """The rows in which the text stands in one of the columns: within texts whatever the case, as a whole number."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return rows
    found = np.zeros(len(rows), dtype=bool)
    for name in columns:
        values = column_rows(dataset, name, rows)
        if values.dtype.kind in "iuf":
            number = _number(wanted)
            found |= False if number is None else values.to_numpy() == number
        elif dataset.columns[name].kind is not Kind.DATE:
            codes, answers = answer_codes(values)
            holds = np.array([*(wanted in answer.casefold() for answer in answers), False], dtype=bool)
            found |= holds[codes]
    return rows[found]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None

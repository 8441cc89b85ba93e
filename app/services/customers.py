"""One customer: found by id, in a segment or in none, and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.services.results import Ready
from engine.dataset import Role

if TYPE_CHECKING:
    from engine.map.customer import CustomerExplanation, Standing


def find_customer(ready: Ready, text: str) -> int | None:
    """The row of the customer with this id, also of one who was set aside; None when nobody has it.

    Without an identifier the table's rows are counted from 1, as on the cards.
    """
    wanted = text.strip()
    ids = [column for column in ready.dataset.columns.with_role(Role.IDENTIFIER) if not column.personal]
    if not ids:
        wanted = wanted.removeprefix("Row ").replace(",", "")
        row = int(wanted) - 1 if wanted.isdecimal() else -1
        return row if 0 <= row < ready.dataset.n_rows else None
    values = ready.dataset.frame[ids[0].name]
    if values.dtype.kind in "iuf":
        try:
            matches = values.to_numpy() == float(wanted.replace(",", ""))
        except ValueError:
            return None
    else:
        matches = values.astype("str").eq(wanted).to_numpy(dtype=bool, na_value=False)
    found = np.flatnonzero(matches)
    return int(found[0]) if len(found) else None


def label_of(ready: Ready, row: int) -> int | None:
    """The segment of a row of the table, from 0; None for customers set aside."""
    position = position_of(ready, row)
    return None if position is None else int(ready.segmentation.labels[position])


def position_of(ready: Ready, row: int) -> int | None:
    """The position in the matrix of a row of the table."""
    position = int(np.searchsorted(ready.matrix.row_index, row))
    found = position < len(ready.matrix.row_index) and ready.matrix.row_index[position] == row
    return position if found else None


def explain(ready: Ready, row: int) -> tuple[tuple[Standing, ...], CustomerExplanation | None]:
    """Where a row's values stand, and why this segment; the latter is None for customers set aside."""
    from engine.map.customer import explain_customer, standings

    position = position_of(ready, row)
    if position is None:
        return standings(ready.dataset, ready.matrix, None, row), None
    found = explain_customer(ready.dataset, ready.matrix, ready.segmentation, position)
    return found.standings, found

"""One customer: id, segment, and the values as they stand in the table."""

from __future__ import annotations

from typing import Any

from dash import html

from app.components.numbers import MISSING, value
from app.components.page import facts
from app.components.segments import badge
from engine.dataset import Dataset, Role

SHORT = 8  # values in the card that follows the pointer


def customer_card(
    dataset: Dataset, row: int, *, number: int | None, name: str, order: tuple[str, ...], complete: bool
) -> html.Div:
    """The card of one customer.

    Parameters
    ----------
    dataset : Dataset
    row : int
        Position in ``dataset.frame``.
    number, name
        The segment; None when the customer was set aside.
    order : tuple of str
        Columns that matter most come first.
    complete : bool
        All columns instead of the first few.
    """
    cells = dataset.frame.iloc[row]
    ids = [column for column in dataset.columns.with_role(Role.IDENTIFIER) if not column.personal]
    title = value(_plain(cells[ids[0].name])) if ids else f"Row {row + 1:,}"
    shown = [dataset.columns[each] for each in order if each in dataset.columns]
    shown += [column for column in dataset.columns if column not in shown and column.role is not Role.IGNORE]
    pairs = [
        (column.name, value(cells[column.name], column.unit, column.meaning))
        for column in shown
        if column.role is not Role.IDENTIFIER and not column.personal
    ]
    if not complete:
        pairs = [pair for pair in pairs if pair[1] != MISSING][:SHORT]
    segment: Any = [badge(number), html.Span(name)] if number else [html.Span("Not in any segment")]
    return html.Div(
        [
            html.P([html.Small(ids[0].name if ids else "Customer"), html.Strong(title)], className="customer-id"),
            html.P(segment, className="customer-segment"),
            facts(pairs),
        ],
        className="customer",
    )


def _plain(cell: Any) -> Any:
    """An id is a name, not a quantity: no thousands separators."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

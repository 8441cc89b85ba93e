"""One customer: id, segment, and the values as they stand in the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from dash import dcc, html

from app.components.numbers import MISSING, percent, value
from app.components.page import facts
from app.components.segments import badge
from engine.dataset import Column, Dataset, Kind, Role
from engine.profiles.lexicon import column_title
from engine.report.words import said

SHORT = 8  # values in the card that follows the pointer


def customer_card(
    dataset: Dataset,
    row: int,
    *,
    number: int | None,
    name: str,
    order: tuple[str, ...],
    complete: bool,
    colour: int | None = None,
    standings: Mapping[str, tuple[float | None, float | None]] | None = None,
    address: str = "",
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
    colour : int, optional
        The segment's, one of the twelve.
    standings : mapping, optional
        Per column the share of all, and of the segment, who have less, 0 to 1.
    address : str
        Where the card alone is.
    """
    ids = _identifiers(dataset)
    title = customer_title(dataset, row)
    cells = _cells(dataset, row, order)
    # What follows the pointer is made for every point that it rests on, and a table may have two thousand columns.
    pairs = list(cells) if complete else list(islice((each for each in cells if each[1] != MISSING), SHORT))
    than = {name: "later" if dataset.columns[name].kind is Kind.DATE else "more" for name, _ in pairs}
    segment: Any = [badge(number, colour), html.Span(name)] if number else [html.Span("Not in any segment")]
    return html.Div(
        [
            html.P(
                [html.Small(column_title(ids[0].name) if ids else "Customer"), html.Strong(title)],
                className="customer-id",
            ),
            html.P(segment, className="customer-segment"),
            facts(
                [
                    (column_title(name), _with_standing(text, (standings or {}).get(name), than[name]))
                    for name, text in pairs
                ]
            ),
            *([dcc.Link("Address of this card", href=address, className="go")] if address else []),
        ],
        className="customer",
    )


def _cells(dataset: Dataset, row: int, order: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Columns and what stands in them, those of the order first; only as many are read as are asked for."""
    columns, frame, first = dataset.columns, dataset.frame, frozenset(order)
    others = (column for column in columns if column.name not in first and column.role is not Role.IGNORE)
    for column in chain((columns[name] for name in order if name in columns), others):
        if column.role is not Role.IDENTIFIER and not column.personal:
            place = frame.columns.get_loc(column.name)
            assert isinstance(place, int)  # names are unique
            yield (
                column.name,
                said(value(frame.iat[row, place], column.unit, column.meaning, column.name), column.kind),
            )


def customer_title(dataset: Dataset, row: int) -> str:
    """The customer's id as it stands in the table, or the row's number."""
    ids = _identifiers(dataset)
    return value(_plain(dataset.frame[ids[0].name].iloc[row])) if ids else f"Row {row + 1:,}"


def _identifiers(dataset: Dataset) -> list[Column]:
    return [column for column in dataset.columns.with_role(Role.IDENTIFIER) if not column.personal]


_LOWEST = {"more": "nobody has less", "later": "nobody's is earlier"}


def _with_standing(text: str, standing: tuple[float | None, float | None] | None, than: str) -> Any:
    """The value, and below it how many customers have less, or earlier."""
    if standing is None or standing[0] is None:
        return text
    if not standing[0]:
        return [html.Span(text, className="fact-value"), html.Small(_LOWEST[than])]
    words = f"{than} than {percent(standing[0])} of all"
    if standing[1] is not None:
        words += f", {percent(standing[1])} of the segment"
    return [html.Span(text, className="fact-value"), html.Small(words)]


def _plain(cell: Any) -> Any:
    """An id is a name, not a quantity: no thousands separators."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

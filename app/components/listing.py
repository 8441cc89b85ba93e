"""A page of a list of customers, with headers that sort and buttons that turn the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from app.components.evidence import said
from app.components.numbers import MISSING, count, plural, value
from app.components.segments import badge
from engine.dataset import Column, Kind, Role
from engine.profiles.lexicon import column_title
from engine.selections.filters import as_text

if TYPE_CHECKING:
    from app.services import ListPage, ListQuery, Ready


def customer_list(
    page: ListPage, query: ListQuery, result: Ready, addresses: Sequence[str], sort_kind: str, page_kind: str
) -> list[Any]:
    """The table of one page; the first column leads to the customer's card.

    Parameters
    ----------
    page : ListPage
    query : ListQuery
        What was asked for.
    result : Ready
    addresses : sequence of str
        One per row of the page.
    sort_kind, page_kind : str
        Types of the pattern ids of headers and page buttons.
    """
    from app import services

    if not page.total:
        return [html.P(f"“{query.text}” stands in none of them.", className="muted")]
    columns = [result.dataset.columns[name] for name in services.list_columns(result)]
    names = bool(columns) and columns[0].role is Role.IDENTIFIER
    header = [html.Th("Row", scope="col")] if not names else []
    header += [_header(column, place, query, sort_kind) for place, column in enumerate(columns)]
    header.insert(1, html.Th("Segment", scope="col"))
    frame = result.dataset.frame
    rows = []
    for row, label, address in zip(page.rows, page.labels, addresses, strict=True):
        cells = [_cell(frame[column.name].iloc[row], column) for column in columns]
        first = cells.pop(0) if names else count(int(row) + 1)
        segment = badge(int(label) + 1, result.colours[label]) if label >= 0 else "none"
        line = [html.Td(dcc.Link(first, href=address)), html.Td(segment), *(html.Td(cell) for cell in cells)]
        rows.append(html.Tr(line))
    table = html.Table(
        [
            html.Caption("Customers of the selection", className="visually-hidden"),
            html.Thead(html.Tr(header)),
            html.Tbody(rows),
        ],
        className="plain-table customer-list",
    )
    return [
        html.Div(table, className="scroll", tabIndex="0", role="region", **{"aria-label": "Customers"}),
        _pages(page, page_kind),
    ]


def _header(column: Column, place: int, query: ListQuery, kind: str) -> html.Th:
    sorted_by = column.name == query.sort
    sign = (" ↓" if query.descending else " ↑") if sorted_by else ""
    order = ("descending" if query.descending else "ascending") if sorted_by else "none"
    button = html.Button(
        f"{column_title(column.name)}{sign}", id={"type": kind, "column": place}, type="button", title=column.name
    )
    return html.Th(button, scope="col", **{"aria-sort": order})


def _cell(cell: Any, column: Column) -> str:
    if column.role is Role.IDENTIFIER:  # a name, not a quantity
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if column.kind is Kind.BOOLEAN and value(cell) != MISSING:
        return said(as_text(cell), column.kind)
    return value(cell, column.unit, column.meaning, column.name)


def _pages(page: ListPage, kind: str) -> html.Div:
    def turn(words: str, to: int, off: bool) -> html.Button:
        identity = {"type": kind, "page": to}
        return html.Button(words, id=identity, className="button quiet-button", type="button", disabled=off)

    return html.Div(
        [
            turn("Back", page.page - 1, page.page <= 1),
            html.Span(f"Page {count(page.page)} of {count(page.pages)}, {plural(page.total, 'customer')}"),
            turn("Next", page.page + 1, page.page >= page.pages),
        ],
        className="row-of-buttons",
    )

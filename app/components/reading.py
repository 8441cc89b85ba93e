"""Order lines that become customers, and corrections of how a file was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.components.numbers import count, plural
from app.components.page import facts
from engine.corrections import Corrections, Rows
from engine.dataset import Dataset

AS_FOUND = "found"  # a select's value for "what the file says"; it cannot be empty

DEFINITIONS = (
    ("Recency", "Days from a customer's last purchase to the reference date."),
    ("Frequency", "How many orders they placed."),
    ("Monetary", "How much they spent."),
    ("Average basket", "What they spent per order."),
    ("Tenure", "Days from their first purchase to the reference date."),
    ("Number of products", "How many different products they bought."),
    ("Share of returns", "Lines cancelled or sent back, as a share of all their lines."),
)
_SEPARATORS = {",": "Commas", ";": "Semicolons", "\t": "Tabs", "|": "Vertical bars", " ": "Blanks"}
_ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "Latin-1", "utf-16": "UTF-16"}


def orders_offer(dataset: Dataset, day: str, ids: Mapping[str, Any]) -> html.Div:
    """What was recognised, what would be built of it, and the two ways on.

    Parameters
    ----------
    dataset : Dataset
        A table of order lines.
    day : str
        The reference date to begin with, as ISO text.
    ids : mapping of str to id
        Of the "date", and of the buttons "customers" and "as_they_are".
    """
    found = dataset.transactions
    assert found is not None
    buyers = dataset.columns[found.customer].n_distinct
    return html.Div(
        [
            html.H2("Order lines, not yet customers"),
            html.P(
                f"{plural(dataset.n_rows, 'row')} belong to {plural(buyers, 'customer')} "
                f"(column “{found.customer}”, dated by “{found.date}”). Segments are made of customers, so build one "
                "row for each of them first. Cancellations, returns and lines without a customer are left out of "
                "what was bought, and counted."
            ),
            _reference(day, ids["date"]),
            html.Div(
                [
                    html.Button(
                        "Build one row per customer", id=ids[Rows.CUSTOMERS], className="button primary", n_clicks=0
                    ),
                    html.Button("Use the rows as they are", id=ids[Rows.AS_THEY_ARE], className="button", n_clicks=0),
                ],
                className="row-of-buttons",
            ),
            html.H3("What will be known of every customer"),
            facts([(html.Strong(term), meaning) for term, meaning in DEFINITIONS]),
        ],
        className="outcome orders",
    )


def built_customers(day: str, ids: Mapping[str, Any]) -> html.Div:
    """That the rows were built from order lines, with the reference date to change and the way back."""
    return html.Div(
        [
            _reference(day, ids["date"]),
            html.Div(
                [
                    html.Button("Build again", id=ids[Rows.CUSTOMERS], className="button", n_clicks=0),
                    html.Button("Back to the order lines", id=ids["back"], className="button", n_clicks=0),
                ],
                className="row-of-buttons",
            ),
        ],
        className="orders built",
    )


def _reference(day: str, identity: Any) -> html.Div:
    return html.Div(
        [
            html.Label([html.Span("Reference date"), dbc.Input(id=identity, type="date", value=day)]),
            html.Small(
                "Recency and tenure are counted back from this day; purchases on or after it are left out. "
                "The day after the last line is the usual choice."
            ),
        ],
        className="field reference-date",
    )


def correction_form(dataset: Dataset, corrections: Corrections, ids: Mapping[str, Any]) -> list[Any]:
    """Another separator, encoding, first line or sheet, the other tables of the file, and the way back.

    Parameters
    ----------
    dataset : Dataset
    corrections : Corrections
        What was chosen so far.
    ids : mapping of str to callable or id
        ``field(name)``, ``begin(line)`` and ``again``, ``back``.
    """
    dialect = dataset.dialect
    if dialect is None:
        return []
    parts: list[Any] = []
    if dialect.format == "delimited":
        separators = dict(_SEPARATORS)
        for own in (dialect.delimiter, corrections.delimiter):
            if own and own not in separators:
                separators[own] = f"“{own}”"
        found = separators.get(dialect.delimiter or "", "none")
        parts += [
            _select("Fields are separated by", "delimiter", separators, corrections.delimiter, found, ids),
            _select(
                "Characters are written in",
                "encoding",
                _ENCODINGS,
                corrections.encoding,
                (dialect.encoding or "").upper(),
                ids,
            ),
            _line(dialect.header, corrections.first_line, ids),
        ]
    elif len(dialect.sheets) > 1:
        sheets = {name: name for name in dialect.sheets}
        parts.append(_select("Sheet", "sheet", sheets, corrections.sheet, f"{dialect.sheet}", ids))
    others = _others(dataset, ids) if dialect.format == "delimited" else None
    if not parts:
        return [html.P("This kind of file says itself how it is to be read.", className="muted")]
    buttons = [html.Button("Read again", id=ids["again"], className="button primary", n_clicks=0)]
    if corrections.key:
        buttons.append(html.Button("Back to what was found", id=ids["back"], className="button", n_clicks=0))
    return [html.Div(parts, className="fields"), html.Div(buttons, className="row-of-buttons"), others]


def _select(
    title: str, name: str, words: Mapping[str, str], chosen: str | None, found: str, ids: Mapping[str, Any]
) -> html.Div:
    # What was found with a correction in place is the correction itself.
    first = "As found" if chosen or not found else f"As found: {found}"
    options = [{"value": AS_FOUND, "label": first}, *({"value": key, "label": text} for key, text in words.items())]
    return html.Div(
        html.Label([html.Span(title), dbc.Select(id=ids["field"](name), options=options, value=chosen or AS_FOUND)]),
        className="field",
    )


def _line(header: int | None, chosen: int | None, ids: Mapping[str, Any]) -> html.Div:
    found = "As found: no names of columns" if header is None else f"As found: line {header}"
    control = dbc.Input(id=ids["field"]("first_line"), type="number", min=1, step=1, value=chosen, placeholder=found)
    return html.Div(html.Label([html.Span("The table begins in line"), control]), className="field")


def _others(dataset: Dataset, ids: Mapping[str, Any]) -> Any:
    if not dataset.other_tables:
        return None
    items = [
        html.Li(
            [
                html.Span(
                    f"Line {count(each.first_line)}: {plural(each.n_rows, 'row')} of {', '.join(each.columns[:6])}"
                    + (f" and {len(each.columns) - 6} more" if len(each.columns) > 6 else "")
                ),
                html.Button("Use this table", id=ids["begin"](each.first_line), className="button", n_clicks=0),
            ]
        )
        for each in dataset.other_tables
    ]
    return html.Div([html.H3("Other tables in the file"), html.Ul(items, className="own-tables")])


def usual_reference(dataset: Dataset) -> str:
    """The day after the last line, as ISO text; "" when no line has a date."""
    import pandas as pd

    found = dataset.transactions
    last = dataset.frame[found.date].max() if found is not None else pd.NaT
    return "" if pd.isna(last) else (last.normalize() + pd.Timedelta(days=1)).date().isoformat()

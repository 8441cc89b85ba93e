"""Order lines that become customers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.components.numbers import plural
from app.components.page import facts
from engine.corrections import Rows
from engine.dataset import Dataset

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

DEFINITIONS = (
    ("Recency", "Days from a customer's last purchase to the reference date."),
    ("Frequency", "How many orders they placed."),
    ("Monetary", "How much they spent."),
    ("Average basket", "What they spent per order."),
    ("Tenure", "Days from their first purchase to the reference date."),
    ("Number of products", "How many different products they bought."),
    ("Share of returns", "Lines cancelled or sent back, as a share of all their lines."),
)


def orders_offer(dataset: Dataset, day: str, ids: Mapping[str, Any]) -> html.Div:
    """What was recognised, what would be built of it, and the two ways on.

    Parameters
    ----------
    dataset : Dataset
        A table of order lines.
    day : str
        The reference date to begin with, as ISO text; a number where the table numbers its days.
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
    # Days that the table numbers are chosen by their number; what was no number stays to be mended.
    called, kind = ("Reference date", "date") if not day or _DATE.fullmatch(day) else ("Reference day", "text")
    return html.Div(
        [
            html.Label([html.Span(called), dbc.Input(id=identity, type=kind, value=day)]),
            html.Small(
                "Recency and tenure are counted back from this day; purchases on or after it are left out. "
                "The day after the last line is the usual choice."
            ),
        ],
        className="field reference-date",
    )

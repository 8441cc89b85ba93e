"""The table of columns: what each is used for, what it means and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.components.numbers import count, value
from app.components.page import icon
from engine.dataset import Column, Role

MAX_SHOWN = 150  # beyond this a table of columns is slower than it is useful; the rest are counted

ROLE_WORDS = {
    Role.FEATURE: "Decides the segments",
    Role.PROFILE: "Described only",
    Role.IDENTIFIER: "Names the customer",
    Role.IGNORE: "Not used",
}


def columns_table(columns: Sequence[Column], roles: Mapping[str, Role], ids: tuple[str, str]) -> html.Div:
    """One row per column with a select for its use and a button for its preparation.

    Parameters
    ----------
    columns : sequence of Column
    roles : mapping of column name to Role
        The use each really has.
    ids : pair of str
        Types of the pattern ids of the selects and the buttons; the index is the column's position.
    """
    rows = [_row(i, column, roles.get(column.name, column.role), ids) for i, column in enumerate(columns[:MAX_SHOWN])]
    header = ["Column", "Use", "Meaning and reason", ""]
    return html.Div(
        [
            html.Table(
                [
                    html.Caption("Columns of the table", className="visually-hidden"),
                    html.Thead(html.Tr([html.Th(word, scope="col") for word in header[:-1]] + [html.Td()])),
                    html.Tbody(rows),
                ],
                className="columns-table",
            ),
            html.P(f"And {count(len(columns) - MAX_SHOWN)} more columns.") if len(columns) > MAX_SHOWN else None,
        ]
    )


def _row(i: int, column: Column, role: Role, ids: tuple[str, str]) -> html.Tr:
    meaning = column.meaning.replace("_", " ").capitalize() if column.meaning else "Meaning not known"
    return html.Tr(
        [
            html.Th([html.Span(column.name, className="column-name"), html.Small(_kind(column))], scope="row"),
            html.Td(
                html.Label(
                    [
                        html.Span(f"Use of {column.name}", className="visually-hidden"),
                        dbc.Select(
                            id={"type": ids[0], "index": i},
                            options=[{"value": str(each), "label": words} for each, words in ROLE_WORDS.items()],
                            value=str(role),
                            size="sm",
                            className=f"role role-{role}",
                        ),
                    ]
                )
            ),
            html.Td([html.Strong(meaning), html.Span(column.reason), _odd(column)], className="reason"),
            html.Td(
                html.Button(
                    [icon("sliders"), html.Span(f"Prepare {column.name}", className="visually-hidden")],
                    id={"type": ids[1], "index": i},
                    className="quiet",
                    title="Preparation",
                )
            ),
        ]
    )


def _kind(column: Column) -> str:
    words = [str(column.kind)]
    if column.unit:
        words.append(column.unit)
    if column.n_missing:
        words.append(f"{count(column.n_missing)} missing")
    return " · ".join(words)


def _odd(column: Column) -> Any:
    parts = []
    if column.n_odd:
        shown = ", ".join(f"“{text}”" for text in column.odd_values[:3])
        parts.append(f"{count(column.n_odd)} cells could not be read as {column.kind} ({shown}).")
    if column.sentinels:
        shown = ", ".join(value(each) for each in column.sentinels)
        parts.append(f"{shown} may stand for “unknown”.")
    return html.Span(" ".join(parts), className="caution") if parts else None

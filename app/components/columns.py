"""The table of columns: what each is used for, what it means and why; and the drawer with a column's preparation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app.components.numbers import count, value
from app.components.page import icon
from engine.dataset import Column, Role
from engine.preparation.spec import (
    ColumnSpec,
    Encoding,
    Imputation,
    Outliers,
    Scaling,
    Transform,
)

MAX_SHOWN = 150  # beyond this a table of columns is slower than it is useful; the rest are counted

ROLE_WORDS = {
    Role.FEATURE: "Decides the segments",
    Role.PROFILE: "Described only",
    Role.IDENTIFIER: "Names the customer",
    Role.IGNORE: "Not used",
}
AUTOMATIC = ""  # the select's value for "decided from the data"

CHOICES: Mapping[str, tuple[str, str, type[StrEnum], dict[str, str]]] = {
    "imputation": (
        "Missing values",
        "What stands in for an empty cell.",
        Imputation,
        {
            "median": "The column's median",
            "mean": "The column's mean",
            "most_frequent": "The most frequent value",
            "constant": "A fixed value",
            "indicator": "The median, and “missing” as a signal",
            "set_aside": "Set the customer aside",
        },
    ),
    "outliers": (
        "Extreme values",
        "A few very large values can make a segment of their own.",
        Outliers,
        {
            "keep": "Keep as they are",
            "clip": "Draw in to the 1st and 99th percentile",
            "set_aside": "Set the customer aside",
        },
    ),
    "transform": (
        "Transform",
        "A logarithm counts a doubling as the same step everywhere.",
        Transform,
        {"none": "None", "log": "Logarithm", "yeo_johnson": "Yeo-Johnson"},
    ),
    "scaling": (
        "Scaling",
        "Columns in different units become comparable.",
        Scaling,
        {
            "standard": "Mean 0, standard deviation 1",
            "robust": "Median and middle half",
            "min_max": "From 0 to 1",
            "none": "None",
        },
    ),
    "encoding": (
        "Categories",
        "How words become numbers.",
        Encoding,
        {"one_hot": "One column per category", "ordinal": "In their order"},
    ),
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


def preparation_form(column: Column, spec: ColumnSpec, ids: tuple[str, int]) -> list[Any]:
    """The choices for one column.

    Parameters
    ----------
    column : Column
    spec : ColumnSpec
        What was chosen so far.
    ids : pair of str and int
        Type of the pattern ids of the controls and the column's position; the field is the setting's name.
    """
    identity = {"type": ids[0], "column": ids[1]}
    numeric = column.kind in {"number", "boolean", "date"}
    shown = [name for name in CHOICES if (name != "encoding" if numeric else name in {"imputation", "encoding"})]
    parts: list[Any] = [html.P(column.reason, className="muted")]
    for name in shown:
        title, why, _, words = CHOICES[name]
        options = [{"value": AUTOMATIC, "label": "Decided from the data"}]
        options += [{"value": key, "label": text} for key, text in words.items()]
        current = getattr(spec, name)
        parts += _field(
            title,
            why,
            dbc.Select(id={**identity, "field": name}, options=options, value=str(current) if current else AUTOMATIC),
        )
        if name == "imputation":
            parts += _field(
                "Fixed value",
                "Used when a fixed value stands in for an empty cell.",
                dcc.Input(
                    id={**identity, "field": "fill_value"},
                    type="number" if numeric else "text",
                    value=spec.fill_value,
                    debounce=True,
                ),
            )
    parts += _field(
        "Weight",
        "How much the column counts: 2 is twice as much, 0 not at all.",
        dcc.Input(
            id={**identity, "field": "weight"},
            type="number",
            min=0,
            max=100,
            step=0.1,
            value=1 if spec.weight is None else spec.weight,
            debounce=True,
        ),
    )
    return parts


def _field(title: str, why: str, control: Any) -> list[Any]:
    return [html.Div([html.Label([html.Span(title), control]), html.Small(why)], className="field")]

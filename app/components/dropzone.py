"""Where a file is dropped, and the tables this browser already has. assets/upload.js does the sending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from app.choices import Choices
from app.components.numbers import date, plural
from app.components.page import icon

if TYPE_CHECKING:
    from app.services import DatasetView


def drop_zone() -> html.Div:
    """Drop, choose with mouse or keyboard, or try the sample; the progress takes its place while a file is sent."""
    return html.Div(
        [
            html.Div(
                [
                    icon("upload"),
                    html.P("Drop your customer table here", className="drop-title"),
                    html.P("CSV, Excel or Parquet; one row per customer, or all their orders", className="muted"),
                    html.Div(
                        [
                            html.Button("Choose a file", className="button primary", **{"data-choose-file": ""}),
                            html.Button("Try the sample", className="button", **{"data-try-sample": ""}),
                        ],
                        className="row-of-buttons",
                    ),
                    html.P("The sample is synthetic: 2,240 invented customers.", className="small-print"),
                ],
                className="drop-words",
            ),
            html.Div(className="drop-activity", **{"data-activity-slot": ""}),
            html.P(
                [
                    icon("shield-lock"),
                    "Only this browser can open what you drop. It stays on this server, goes to nobody else, and you "
                    "can delete it at any time.",
                ],
                className="who-sees",
            ),
        ],
        className="drop",
    )


def server_tables(names: Sequence[str]) -> Any:
    """The tables that the operator lets every browser open without uploading them, by name."""
    if not names:
        return None
    buttons = [html.Button(name, className="button", **{"data-open-table": name}) for name in names]
    return html.Section(
        [html.H2("Tables of this server"), html.Div(buttons, className="row-of-buttons")], className="part"
    )


def own_tables(views: Sequence[DatasetView], opened: str | None, delete: str) -> Any:
    """The browser's own tables, to open again or to delete.

    Parameters
    ----------
    views : sequence of DatasetView
    opened : str or None
        Id of the table that is open.
    delete : str
        Type of the pattern ids of the delete buttons; the dataset is the table's id.
    """
    if not views:
        return None
    rows = [
        html.Li(
            [
                html.Span(
                    html.Strong(view.name)
                    if view.id == opened
                    else dcc.Link(view.name, href=f"/{Choices(dataset=view.id).to_search()}"),
                    className="table-name",
                ),
                html.Span(_about(view, view.id == opened), className="muted"),
                html.Details(
                    [
                        html.Summary(["Delete", html.Span(f" {view.name}", className="visually-hidden")]),
                        html.Button(
                            "Delete for good", id={"type": delete, "dataset": view.id}, className="button danger"
                        ),
                    ],
                    className="delete",
                ),
            ]
        )
        for view in views
    ]
    return html.Section([html.H2("Your tables"), html.Ul(rows, className="own-tables")], className="part")


def _about(view: DatasetView, opened: bool) -> str:
    words = ["open"] if opened else []
    if view.synthetic:
        words.append("synthetic")
    if view.n_rows is not None:
        words.append(plural(view.n_rows, "row"))
    words.append(f"kept until {date_only(view)}")
    return " · ".join(words)


def date_only(view: DatasetView) -> str:
    import pandas as pd

    return date(pd.Timestamp(view.expires).tz_localize(None).normalize())

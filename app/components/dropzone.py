"""Where a file is dropped, and the tables this browser already has. assets/upload.js does the sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from app.choices import Choices
from app.components.numbers import day, plural
from app.components.page import icon
from app.limits import COOKIE_DAYS

if TYPE_CHECKING:
    from app.services import DatasetView


def drop_zone(days: int, *, signed_in: bool = False) -> html.Div:
    """Drop, choose with mouse or keyboard, or try the sample; the progress takes its place while a file is sent.

    Parameters
    ----------
    days : int
        After which an uploaded table is deleted.
    signed_in : bool
        Whether tables belong to a person, and not to a browser.
    """
    who = "until you share it" if signed_in else "in this browser"
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
                    f"Only you can open what you drop, {who}. It stays on this server, goes to nobody else, "
                    f"and is deleted after {plural(days, 'day')}, or as soon as you say so.",
                ],
                className="who-sees",
            ),
        ],
        className="drop",
    )


def shared_tables(views: Sequence[DatasetView], opened: str | None) -> Any:
    """Tables that others share with a team of the person, by team and owner, to open."""
    groups: dict[str, list[DatasetView]] = {}
    for view in views:
        if view.shared is not None:
            groups.setdefault(view.shared.words, []).append(view)
    return [
        html.Section(
            [
                html.H2(words),
                html.Ul([html.Li(_shared_table(each, each.id == opened)) for each in tables], className="own-tables"),
            ],
            className="part",
        )
        for words, tables in groups.items()
    ]


def _shared_table(view: DatasetView, opened: bool) -> list[Any]:
    return [
        html.Span(_name(view, opened), className="table-name"),
        html.Span(_about(view, opened), className="muted"),
    ]


def _name(view: DatasetView, opened: bool) -> Any:
    return html.Strong(view.name) if opened else dcc.Link(view.name, href=f"/{Choices(dataset=view.id).to_search()}")


def server_tables(names: Sequence[str]) -> Any:
    """The tables that the operator lets every browser open without uploading them, by name."""
    if not names:
        return None
    buttons = [html.Button(name, className="button", **{"data-open-table": name}) for name in names]
    return html.Section(
        [html.H2("Tables of this server"), html.Div(buttons, className="row-of-buttons")], className="part"
    )


@dataclass(frozen=True)
class TableIds:
    """Types of the pattern ids of the buttons beside a table (``dataset`` is the table's id), and an id."""

    keep: str
    delete: str
    delete_all: str


def own_tables(views: Sequence[DatasetView], opened: str | None, ids: TableIds) -> Any:
    """The browser's own tables, to open again, to keep or to delete, and the way to delete everything.

    Parameters
    ----------
    views : sequence of DatasetView
    opened : str or None
        Id of the table that is open.
    ids : TableIds
    """
    if not views:
        return None
    rows = [html.Li(_table(view, view.id == opened, ids)) for view in views]
    erase = html.Details(
        [
            html.Summary("Delete all my data"),
            html.P(
                f"{plural(len(views), 'table')} with all segments, names, notes, what is kept in the library and every "
                "share link, at once and for good. Nobody can bring it back.",
                className="small-print",
            ),
            html.Button(
                "Delete everything for good", id={"type": ids.delete_all, "index": 0}, className="button danger"
            ),
        ],
        className="delete delete-all",
    )
    return html.Section([html.H2("Your tables"), html.Ul(rows, className="own-tables"), erase], className="part")


def _table(view: DatasetView, opened: bool, ids: TableIds) -> list[Any]:
    hidden = html.Span(f" {view.name}", className="visually-hidden")
    longer = view.expires < datetime.now(UTC) + timedelta(days=COOKIE_DAYS - 1)
    return [
        html.Span(_name(view, opened), className="table-name"),
        html.Span(_about(view, opened), className="muted"),
        html.Button(["Keep for a year", hidden], id={"type": ids.keep, "dataset": view.id}, className="link-button")
        if longer
        else None,
        html.Details(
            [
                html.Summary(["Delete now", hidden]),
                html.Button(
                    "Delete for good", id={"type": ids.delete, "dataset": view.id}, className="button danger"
                ),
            ],
            className="delete",
        ),
    ]


def _about(view: DatasetView, opened: bool) -> str:
    words = ["open"] if opened else []
    if view.synthetic:
        words.append("synthetic")
    if view.n_rows is not None:
        words.append(plural(view.n_rows, "row"))
    words.append(f"deleted on {day(view.expires)}")
    return " · ".join(words)

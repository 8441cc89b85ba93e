"""The Data page's list of own tables: keep one for longer, delete one, or delete everything."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.dropzone import TableIds, own_tables, server_tables, shared_tables
from app.components.numbers import plural
from app.shell import Ids as Shell


class Ids(StrEnum):
    ERASED = "data-erased"


class Patterns(StrEnum):
    KEEP = "data-keep-table"
    DELETE = "data-delete-table"
    DELETE_ALL = "data-delete-all"


def layout() -> html.P:
    """Where it is said that everything is gone."""
    return html.P(id=Ids.ERASED, className="erased", role="status")


def tables(choices: Choices) -> list[Any]:
    """The server's tables, the browser's own, and those that teams share."""
    ids = TableIds(Patterns.KEEP, Patterns.DELETE, Patterns.DELETE_ALL)
    opened = services.status(choices).dataset  # as it is read now: its rows may have become customers
    views = tuple(opened if opened is not None and opened.id == view.id else view for view in services.datasets())
    own = own_tables(views, choices.dataset, ids)
    shared = shared_tables(services.shared_tables(), choices.dataset)
    return [server_tables(services.registered_tables()), own, *shared]


def register() -> None:
    revision = Output(Shell.REVISION, "data", allow_duplicate=True)
    choices = Output(Shell.CHOICES, "data", allow_duplicate=True)
    callback(
        revision,
        Input({"type": Patterns.KEEP, "dataset": ALL}, "n_clicks"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(keep_table)
    callback(
        revision,
        choices,
        Input({"type": Patterns.DELETE, "dataset": ALL}, "n_clicks"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(delete_table)
    callback(
        revision,
        choices,
        Output(Ids.ERASED, "children"),
        Input({"type": Patterns.DELETE_ALL, "index": ALL}, "n_clicks"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(delete_all)


def keep_table(_clicks: list[int | None], revision: int | None) -> Any:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    services.keep_dataset(str(ctx.triggered_id["dataset"]))
    return (revision or 0) + 1


def delete_table(_clicks: list[int | None], revision: int | None, choices_data: Any) -> tuple[Any, Any]:
    """Delete one of the browser's own tables for good; if it was open, nothing is open."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    dataset = str(ctx.triggered_id["dataset"])
    services.delete_dataset(dataset)
    opened = Choices.from_json(choices_data).dataset
    return (revision or 0) + 1, {} if opened == dataset else no_update


def delete_all(_clicks: list[int | None], revision: int | None) -> tuple[Any, Any, Any]:
    """Delete everything that the browser has, and say so."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return (no_update,) * 3
    deleted = services.delete_everything()
    return (
        (revision or 0) + 1,
        {},
        f"Deleted for good: {plural(deleted, 'table')}, with everything made from the data.",
    )

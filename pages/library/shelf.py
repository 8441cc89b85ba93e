"""What is kept: opened, compared, approved, copied, called otherwise, deleted and brought back."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update

from app import services
from app.components.library import ShelfPatterns, shelf
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.library.ids import Ids, Patterns

_PATTERNS = ShelfPatterns(
    approve=Patterns.APPROVE,
    delete=Patterns.DELETE,
    copy=Patterns.COPY,
    compare=Patterns.COMPARE,
    title=Patterns.NEW_TITLE,
    note=Patterns.NEW_NOTE,
    retitle=Patterns.RETITLE,
)


def register() -> None:
    callback(Output(Ids.SHELF, "children"), Input(Shell.VIEW, "data"))(show_shelf)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output(Ids.SHELF_PROBLEM, "children"),
        Input({"type": Patterns.APPROVE, "saved": ALL}, "n_clicks"),
        Input({"type": Patterns.DELETE, "saved": ALL}, "n_clicks"),
        Input({"type": Patterns.COPY, "saved": ALL}, "n_clicks"),
        Input({"type": Patterns.RETITLE, "saved": ALL}, "n_clicks"),
        State({"type": Patterns.NEW_TITLE, "saved": ALL}, "value"),
        State({"type": Patterns.NEW_NOTE, "saved": ALL}, "value"),
        State({"type": Patterns.NEW_TITLE, "saved": ALL}, "id"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(change)
    clientside_callback(
        ClientsideFunction("tessera", "compareWithKept"),
        Output(Ids.TABLE, "value", allow_duplicate=True),
        Input({"type": Patterns.COMPARE, "saved": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )


def show_shelf(view: Any) -> Any:
    if not view:
        return no_update
    return shelf(services.library(), _PATTERNS, comparable=view.get("kind") == "ready")


def change(
    _approves: Any,
    _deletes: Any,
    _copies: Any,
    _retitles: Any,
    titles: list[Any],
    notes: list[Any],
    ids: list[Any],
    revision: Any,
) -> tuple[Any, Any]:
    """The button that was pressed, on the segmentation it stands beside; buttons just drawn press nothing."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    saved = next((each for each in services.library() if each.id == ctx.triggered_id["saved"]), None)
    if saved is None:
        return (revision or 0) + 1, "It is not in the library any more."
    try:
        if ctx.triggered_id["type"] == Patterns.APPROVE:
            services.approve(saved.id, not saved.approved)
        elif ctx.triggered_id["type"] == Patterns.COPY:
            services.copy_kept(saved.id)
        elif ctx.triggered_id["type"] == Patterns.RETITLE:
            place = next(i for i, each in enumerate(ids) if each["saved"] == saved.id)
            services.retitle(saved.id, titles[place], notes[place])
        else:
            services.let_go(saved.id, not saved.deleted)
    except EngineError as error:
        return no_update, str(error)
    return (revision or 0) + 1, None

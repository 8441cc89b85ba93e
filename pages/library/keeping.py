"""Keeping what is open under a name."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.library import name_taken
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.library.ids import Ids, Patterns


def register() -> None:
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output(Ids.KEEP_PROBLEM, "children"),
        Output(Ids.TITLE, "value"),
        Output(Ids.NOTE, "value"),
        Input(Ids.KEEP, "n_clicks"),
        Input(Ids.TITLE, "n_submit"),
        Input({"type": Patterns.TAKEN, "how": ALL}, "n_clicks"),
        State(Ids.TITLE, "value"),
        State(Ids.NOTE, "value"),
        State(Shell.LOOK, "data"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(keep)


def keep(
    _clicks: Any,
    _submits: Any,
    _taken: Any,
    title: str | None,
    note: str | None,
    look: Any,
    revision: Any,
    choices_data: Any,
) -> tuple[Any, Any, Any, Any]:
    """Keep what is open under the title in the field; a title that is another's is asked about first."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:  # buttons that were just drawn press nothing
        return (no_update,) * 4
    taken = services.Taken.REFUSE if isinstance(ctx.triggered_id, str) else services.Taken(ctx.triggered_id["how"])
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update, "Wait until the segments are shown, then keep them.", no_update, no_update
    try:
        services.keep(result, title, note, look, taken=taken)
    except services.NameTaken as error:
        return no_update, name_taken(error.title, error.free, Patterns.TAKEN), no_update, no_update
    except EngineError as error:
        return no_update, html.P(str(error)), no_update, no_update
    return (revision or 0) + 1, None, "", ""

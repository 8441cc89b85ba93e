"""Models that a person brought: listed, called otherwise, deleted and brought back."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from app import services
from app.choices import Choices
from app.components.models import ModelPatterns, model_shelf
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.library.ids import Ids, Patterns

_PATTERNS = ModelPatterns(
    delete=Patterns.MODEL_DELETE,
    title=Patterns.MODEL_TITLE,
    note=Patterns.MODEL_NOTE,
    retitle=Patterns.MODEL_RETITLE,
)


def register() -> None:
    callback(
        Output(Ids.MODELS, "children"),
        Input(Shell.VIEW, "data"),
        Input(Ids.BROUGHT, "data"),
        State(Shell.CHOICES, "data"),
    )(show_models)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output(Shell.PROBLEM, "data", allow_duplicate=True),
        Input({"type": Patterns.MODEL_DELETE, "model": ALL}, "n_clicks"),
        Input({"type": Patterns.MODEL_RETITLE, "model": ALL}, "n_clicks"),
        State({"type": Patterns.MODEL_TITLE, "model": ALL}, "value"),
        State({"type": Patterns.MODEL_NOTE, "model": ALL}, "value"),
        State({"type": Patterns.MODEL_TITLE, "model": ALL}, "id"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(change)


def show_models(view: Any, brought: Any, choices_data: Any) -> Any:
    if not view:
        return no_update
    newest = brought.get("model") if isinstance(brought, dict) else None
    return model_shelf(services.models(), _PATTERNS, Choices.from_json(choices_data), newest)


def change(
    _deletes: Any, _retitles: Any, titles: list[Any], notes: list[Any], ids: list[Any], revision: Any
) -> tuple[Any, Any]:
    """The button that was pressed, on the model it stands beside; buttons just drawn press nothing."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    model = next((each for each in services.models() if each.id == ctx.triggered_id["model"]), None)
    if model is None:
        return (revision or 0) + 1, no_update
    try:
        if ctx.triggered_id["type"] == Patterns.MODEL_RETITLE:
            place = next(i for i, each in enumerate(ids) if each["model"] == model.id)
            services.retitle_model(model.id, titles[place], notes[place])
        else:
            services.let_go_model(model.id, not model.deleted)
    except EngineError as error:
        return no_update, {"message": error.message, "remedy": error.remedy}
    return (revision or 0) + 1, None

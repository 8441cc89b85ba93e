"""Selecting customers: drawing around them, by their values, and those that were kept under a name."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update

from app import services
from app.choices import Choices
from app.components.numbers import count
from app.components.selection import kept_selections
from app.shell import Ids as Shell
from engine.errors import EngineError
from engine.profiles.lexicon import column_title
from engine.profiles.vocabulary import shown
from engine.selections.filters import Filter
from engine.selections.selection import Selection
from pages.map.ids import NO_COLUMN, Ids, Patterns
from pages.map.looking import chosen, ready

REGION = "region"  # which part of a selection a button takes away; otherwise the place of a filter


def register() -> None:
    clientside_callback(
        ClientsideFunction("tessera", "drawRegion"),
        Output(Ids.SELECTED, "data"),
        Input(Ids.SCATTER, "selectedData"),
        State(Ids.SELECTED, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )
    callback(
        Output(Ids.COLUMN, "options"),
        Output(Ids.KEPT, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(offer)
    callback(
        Output(Ids.RANGE, "className"),
        Output(Ids.LOW, "placeholder"),
        Output(Ids.HIGH, "placeholder"),
        Output(Ids.ANSWERS, "className"),
        Output(Ids.ANSWERS, "options"),
        Output(Ids.LOW, "value"),
        Output(Ids.HIGH, "value"),
        Output(Ids.ANSWERS, "value"),
        Input(Ids.COLUMN, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(offer_values)
    callback(
        Output(Ids.SELECTED, "data", allow_duplicate=True),
        Output(Ids.TROUBLE, "children"),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.COLUMN, "value"),
        State(Ids.LOW, "value"),
        State(Ids.HIGH, "value"),
        State(Ids.ANSWERS, "value"),
        State(Ids.SELECTED, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(add_filter)
    callback(
        Output(Ids.SELECTED, "data", allow_duplicate=True),
        Input(Ids.CLEAR, "n_clicks"),
        Input({"type": Patterns.DROP, "part": ALL}, "n_clicks"),
        Input({"type": Patterns.OPEN, "selection": ALL}, "n_clicks"),
        State(Ids.SELECTED, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(change)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output(Ids.SAVE_TROUBLE, "children"),
        Output(Ids.TITLE, "value"),
        Input(Ids.SAVE, "n_clicks"),
        State(Ids.TITLE, "value"),
        State(Ids.SELECTED, "data"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(keep)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Input({"type": Patterns.FORGET, "selection": ALL}, "n_clicks"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(forget)


def offer(view: Any, choices_data: Any) -> tuple[Any, Any]:
    result = ready(view, choices_data)
    if result is None:
        return no_update, no_update
    columns = [{"value": NO_COLUMN, "label": "Choose a column"}]
    columns += [{"value": name, "label": column_title(name)} for name in services.value_columns(result)]
    whose = result.view.owner if result.view.shared else None
    return columns, kept_selections(services.saved_selections(result), Patterns.OPEN, Patterns.FORGET, whose)


def offer_values(column: Any, choices_data: Any) -> tuple[Any, ...]:
    """A range with the lowest and highest value for numbers and dates, the answers with their counts for all else."""
    result = services.resolve(Choices.from_json(choices_data))
    found = services.values_of(result, column) if isinstance(result, services.Ready) else None
    if found is None:
        return "map-range hidden", "", "", "map-answers hidden", [], "", "", []
    if found.low is not None:
        return "map-range", found.low, found.high, "map-answers hidden", [], "", "", []
    answers = [
        {"value": answer, "label": f"{shown(answer) if answer else 'not given'} ({count(n)})"}
        for answer, n in found.answers
    ]
    return "map-range hidden", "", "", "map-answers", answers, "", "", []


def add_filter(
    clicks: Any, column: Any, low: Any, high: Any, answers: Any, selected: Any, choices_data: Any
) -> tuple[Any, str]:
    result = services.resolve(Choices.from_json(choices_data))
    if not clicks or not isinstance(result, services.Ready):
        return no_update, ""
    if column == NO_COLUMN:
        return no_update, "Choose a column first."
    if not (low or high or answers):
        return no_update, "Say from which value, to which, or which answers."
    try:
        data = chosen(result, selected)
        before = Selection() if services.SAVED in data else Selection.from_json(data)
        added = Filter(str(column), str(low or "") or None, str(high or "") or None, tuple(map(str, answers or ())))
        after = before.with_filter(added)
        services.selected_rows(result, after.to_json())  # says what is wrong with it before it is taken
    except EngineError as error:
        return no_update, f"{error.message} {error.remedy}"
    return {"dataset": result.choices.dataset, **after.to_json()}, ""


def change(clear: Any, drops: Any, opens: Any, selected: Any, choices_data: Any) -> Any:
    """Take all or one part of the selection away, or open one that was kept."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    if ctx.triggered_id == Ids.CLEAR:
        return None
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update
    if ctx.triggered_id["type"] == Patterns.OPEN:
        return {"dataset": result.choices.dataset, services.SAVED: str(ctx.triggered_id["selection"])}
    try:
        selection = Selection.from_json(chosen(result, selected))
    except EngineError:
        return None
    part = ctx.triggered_id["part"]
    if part == REGION:
        after = selection.with_region(None)
    else:
        names = [each.column for each in selection.filters]
        after = selection.without(names[part]) if isinstance(part, int) and part < len(names) else selection
    return {"dataset": result.choices.dataset, **after.to_json()} if after else None


def keep(clicks: Any, title: Any, selected: Any, revision: Any, choices_data: Any) -> tuple[Any, str, Any]:
    result = services.resolve(Choices.from_json(choices_data))
    if not clicks or not isinstance(result, services.Ready):
        return no_update, "", no_update
    try:
        services.keep_selection(result, chosen(result, selected), str(title or ""))
    except EngineError as error:
        return no_update, f"{error.message} {error.remedy}", no_update
    said = "Kept. It is among the groups to compare and to contact on Profiles, and in every list of customers."
    return (revision or 0) + 1, said, ""


def forget(_: Any, revision: Any) -> Any:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    services.forget_selection(str(ctx.triggered_id["selection"]))
    return (revision or 0) + 1

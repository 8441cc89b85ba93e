"""The charts of the Profiles page: the heat map, one column, and a comparison."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from app import services
from app.choices import Choices
from app.components.compare import comparison
from app.components.evidence import heat_sentence, heat_table, marked, spread_sentence, spread_table
from app.components.numbers import count
from app.components.selection import differences_table
from app.components.states import problem
from app.figures.distribution import distribution
from app.figures.heatmap import heat_map, row_labels
from app.figures.theme import Theme
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.profiles.ids import Ids

EVERYONE = "everyone"
SELECTION = "selection:"
# Pixels that a row's label and a cell's number need: a narrower screen scrolls instead of printing over itself.
HEAT_LABELS, HEAT_CELL = 190, 58


def register() -> None:
    callback(
        Output(Ids.HEAT, "figure"),
        Output(Ids.HEAT_FRAME, "style"),
        Output(Ids.HEAT_WORDS, "children"),
        Output(Ids.HEAT_TABLE, "children"),
        Output(Ids.COLUMN, "options"),
        Output(Ids.COLUMN, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.COLUMN, "value"),
    )(remembered(show_heat))
    callback(
        Output(Ids.SPREAD, "figure"),
        Output(Ids.SPREAD_FRAME, "style"),
        Output(Ids.SPREAD_WORDS, "children"),
        Output(Ids.SPREAD_TABLE, "children"),
        Input(Ids.COLUMN, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(show_column))
    callback(
        Output(Ids.COLUMN, "value", allow_duplicate=True),
        Input(Ids.HEAT, "clickData"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_column)
    clientside_callback(
        ClientsideFunction("tessera", "scrollToColumn"),
        Output(Ids.SCROLLED, "data"),
        Input(Ids.HEAT, "clickData"),
        prevent_initial_call=True,
    )
    callback(
        Output(Ids.FIRST, "options"),
        Output(Ids.FIRST, "value"),
        Output(Ids.SECOND, "options"),
        Output(Ids.SECOND, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.FIRST, "value"),
        State(Ids.SECOND, "value"),
    )(offer_comparison)
    callback(
        Output(Ids.COMPARISON, "children"),
        Input(Ids.FIRST, "value"),
        Input(Ids.SECOND, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(show_comparison))


def show_heat(view: Any, choices_data: Any, column: str | None) -> tuple[Any, ...]:
    result = ready(view, choices_data)
    if result is None:
        return (no_update,) * 6
    details = services.column_details(result)
    figure = heat_map(result.profiles, result.names, Theme.read(view.get("theme")))
    columns = [detail.name for detail in details]
    return (
        figure,
        {"height": f"{figure.layout['height']}px", "minWidth": f"{HEAT_LABELS + HEAT_CELL * result.k}px"},
        heat_sentence(details),
        heat_table(details, result.profiles, result.names),
        [{"value": detail.name, "label": marked(detail)} for detail in details],
        column if column in columns else columns[0] if columns else None,
    )


def show_column(column: str | None, view: Any, choices_data: Any) -> tuple[Any, ...]:
    result = ready(view, choices_data)
    detail = None
    if result is not None:
        detail = next((each for each in services.column_details(result) if each.name == column), None)
    if result is None or detail is None:
        return (no_update,) * 4
    figure = distribution(detail, result.names, result.colours, Theme.read(view.get("theme")))
    height = {"height": f"{figure.layout['height']}px"}
    return figure, height, spread_sentence(detail, result.names), spread_table(detail, result.names)


def choose_column(click: Any, choices_data: Any) -> Any:
    """The column of the clicked cell, by the label of its row: Dash leaves positions in heat maps out of its events."""
    result = services.resolve(Choices.from_json(choices_data))
    points = (click or {}).get("points") or [{}]
    if not isinstance(result, services.Ready):
        return no_update
    return row_labels(result.profiles).get(str(points[0].get("y")), no_update)


def offer_comparison(view: Any, choices_data: Any, first: str | None, second: str | None) -> tuple[Any, ...]:
    """The segments to choose from; what was chosen stays while it is still there."""
    result = ready(view, choices_data)
    if result is None:
        return (no_update,) * 4
    segments = [{"value": str(i), "label": f"{i} {name}"} for i, name in enumerate(result.names, start=1)]
    groups = segments + [
        {"value": f"{SELECTION}{each.id}", "label": f"{each.title} ({count(each.size)})"}
        for each in services.saved_selections(result)
    ]
    known = {option["value"] for option in groups}
    focus = str(result.choices.segment or 1)
    start = focus if focus in known else "1"
    everyone = {"value": EVERYONE, "label": "Everyone"}
    return (
        groups,
        first if first in known else start,
        [everyone, *groups],
        second if second in known or second == EVERYONE else "2" if start == "1" else "1",
    )


def show_comparison(first: str | None, second: str | None, view: Any, choices_data: Any) -> Any:
    from engine.profiles.comparison import compare

    result = ready(view, choices_data)
    if result is not None and any(str(each).startswith(SELECTION) for each in (first, second)):
        return _compare_groups(result, str(first), str(second))
    if result is None or not _is_segment(first, result.k):
        return no_update
    label = int(first or 1) - 1
    other = int(second or 1) - 1 if _is_segment(second, result.k) else None
    found = compare(services.column_details(result), result.profiles, label, other)
    return comparison(found, result.names[label], "Everyone" if other is None else result.names[other])


def _compare_groups(result: services.Ready, first: str, second: str) -> Any:
    """Two groups of which one is a kept selection."""
    try:
        (name, rows), (other, others) = (services.people(result, _group(each)) for each in (first, second))
    except EngineError as error:
        return problem(error.message, error.remedy)
    return differences_table(services.compare_rows(result, rows, others), result.dataset, name, other)


def _group(text: str) -> str:
    return f"segment:{text}" if text.isdecimal() else text


def _is_segment(text: str | None, k: int) -> bool:
    return bool(text) and str(text).isdecimal() and 1 <= int(str(text)) <= k


def ready(view: Any, choices_data: Any) -> services.Ready | None:
    """The results, when there are any to show."""
    if (view or {}).get("kind") != "ready":
        return None
    result = services.resolve(Choices.from_json(choices_data))
    return result if isinstance(result, services.Ready) else None

"""One customer on the Map page: under the pointer, clicked, or found by id."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update

from app import services
from app.choices import Choices
from app.components.customer import customer_card, customer_title
from app.components.explained import explanation
from app.figures.heatmap import ordered_columns
from app.shell import Ids as Shell
from engine.errors import EngineError
from engine.profiles.vocabulary import shown
from pages.map.ids import Ids
from pages.map.looking import look_of


def register() -> None:
    clientside_callback(
        ClientsideFunction("tessera", "hover"),
        Output(Ids.ASKED, "data"),
        Input(Ids.SCATTER, "hoverData"),
        Input(Ids.SCATTER, "clickData"),
        prevent_initial_call=True,
    )
    callback(
        Output(Ids.CARD, "children"),
        Input(Ids.HOVERED, "data"),
        State(Ids.ACROSS, "value"),
        State(Ids.UP, "value"),
        State(Ids.HIDDEN, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_customer)
    callback(
        Output(Ids.CARD, "children", allow_duplicate=True),
        Output(Ids.FOUND, "children"),
        Input(Ids.FIND, "n_clicks"),
        Input(Ids.SEARCH, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(search)


def show_customer(hovered: Any, across: Any, up: Any, hidden: Any, choices_data: Any) -> Any:
    """The card of the customer in a row of the table, or of the one nearest to a place on the map."""
    if not isinstance(hovered, dict):
        return no_update
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update
    row = _hovered_row(result, hovered, look_of(result, across, up, hidden=hidden))
    return no_update if row is None else _card(result, row, complete=bool(hovered.get("pinned")))


def _hovered_row(result: services.Ready, hovered: dict[str, Any], look: services.MapLook) -> int | None:
    row = hovered.get("row")
    if isinstance(row, int):
        return row if 0 <= row < result.dataset.n_rows else None
    try:
        x, y, (right, above) = float(hovered["x"]), float(hovered["y"]), map(float, hovered["reach"])
        return services.nearest_row(result, look, x, y, (right, above))
    except (KeyError, TypeError, ValueError, EngineError):
        return None


def search(_: Any, text: Any, choices_data: Any) -> tuple[Any, str]:
    """The complete card of the customer with this id, or the sentence that says there is none."""
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready) or not isinstance(text, str) or not text.strip():
        return no_update, ""
    row = services.find_customer(result, text)
    if row is None:
        return no_update, f"No customer has the id “{shown(text)}”. Ids are compared as they stand in the table."
    return _card(result, row, complete=True), ""


def _card(result: services.Ready, row: int, *, complete: bool) -> Any:
    if complete:
        return complete_card(result, row)
    label = services.label_of(result, row)
    return customer_card(
        result.dataset,
        row,
        number=None if label is None else label + 1,
        name="" if label is None else result.names[label],
        colour=None if label is None else result.colours[label],
        order=tuple(ordered_columns(result.profiles)),
        complete=False,
    )


def complete_card(result: services.Ready, row: int) -> html.Div:
    """All values with their percentiles, and why this segment."""
    label = services.label_of(result, row)
    standings, why = services.explain(result, row)
    card = customer_card(
        result.dataset,
        row,
        number=None if label is None else label + 1,
        name="" if label is None else result.names[label],
        colour=None if label is None else result.colours[label],
        order=tuple(ordered_columns(result.profiles)),
        complete=True,
        standings={each.column: (each.overall, each.within) for each in standings},
        address=customer_address(result, row),
    )
    if why is None:
        return card
    alike = [(customer_title(result.dataset, each), customer_address(result, each)) for each in why.look_alikes]
    return html.Div([card, explanation(why, result.dataset, result.names, result.colours, alike)])


def customer_address(result: services.Ready, row: int) -> str:
    """Rows count from 1, as people count them."""
    return f"/customer/{row + 1}{result.choices.to_search()}"

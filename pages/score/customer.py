"""What customers are placed with, one customer in the form, and the model taken elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ALL, Input, Output, State, callback, no_update

from app import services
from app.choices import Choices
from app.components.numbers import plural
from app.components.page import download
from app.components.scoring import UNKNOWN, customer_form, placed_words
from app.components.states import content_class, instead, problem
from app.exports import card_url, excel_url, model_url, parquet_url, script_url, sql_url, zip_url
from app.figures.placed import placed_customer
from app.figures.theme import Theme
from app.services.remembered import remembered
from app.shell import Ids as Shell
from pages.score.ids import Ids, Patterns
from pages.score.layout import MAP_HEIGHT


def register() -> None:
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.FORM, "children"),
        Output(Ids.TABLES, "options"),
        Output(Ids.AWAY, "children"),
        Output(Ids.PLACE_FRAME, "style"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)
    callback(
        Output(Ids.SOURCE, "options"),
        Output(Ids.SOURCE, "value"),
        Output(Ids.SOURCE_FIELD, "className"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(offer)
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input(Ids.SOURCE, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose)
    callback(
        Output(Ids.ANSWER, "children"),
        Output(Ids.PLACE, "figure"),
        Input({"type": Patterns.FIELD, "field": ALL}, "value"),
        State(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(place))


def offer(view: Any, choices_data: Any) -> tuple[Any, Any, Any]:
    """The segments that are open, and the models that were brought; nothing to choose where there are none of these."""
    if not view:
        return (no_update,) * 3
    choices = Choices.from_json(choices_data)
    brought = [each for each in services.models() if not each.deleted]
    options = [{"value": "", "label": "The open table" if choices.dataset else "No table open"}]
    options += [{"value": each.id, "label": f"Model: {each.title}"} for each in brought]
    return options, choices.model or "", "field-inline" if brought or choices.model else "field-inline hidden"


def choose(source: Any, choices_data: Any) -> Any:
    """Other segments to place customers with; what is open stays open."""
    choices = Choices.from_json(choices_data)
    return no_update if (source or None) == choices.model else replace(choices, model=source or None).to_json()


def show(view: Any, choices_data: Any) -> tuple[Any, ...]:
    choices = Choices.from_json(choices_data)
    other = None if choices.model else instead(view)
    if not view or other is not None:
        return (other, content_class(view), "" if view else no_update, *(no_update,) * 4)
    found = services.scorer(choices)
    if isinstance(found, services.Missing):
        return (problem(found.message, found.remedy), "content hidden", "", *(no_update,) * 4)
    if not isinstance(found, services.Scorer):
        return (None, content_class(view), *(no_update,) * 5)
    schema = services.telling_columns(found)
    # With the open table's segments it would be placed in itself.
    tables = [each for each in services.datasets() if choices.model or each.id != choices.dataset]
    return (
        None,
        "content",
        f"{plural(len(schema), 'column')} of {found.title} decide{'s' if len(schema) == 1 else ''} which of the "
        f"{len(found.names)} segments a customer is in.",
        customer_form(schema, Patterns.FIELD),
        [{"value": "", "label": "Choose a table" if tables else "No other table yet"}]
        + [{"value": each.id, "label": each.name} for each in tables],
        _ways_out(choices, found),
        {"height": f"{MAP_HEIGHT}px"} if found.ready is not None else {"display": "none"},
    )


def _ways_out(choices: Choices, found: services.Scorer) -> list[Any]:
    model = [
        download("Model for Tessera (JSON)", card_url(choices)),
        download("Model for Python (joblib)", model_url(choices)),
        download("Script for Python", script_url(choices)),
        download("Query for databases (SQL)", sql_url(choices)),
    ]
    if found.ready is None:
        return model
    return [
        *model,
        download("All customers, Excel", excel_url(choices)),
        download("All customers, Parquet", parquet_url(choices)),
        download("One file per segment (zip)", zip_url(choices)),
    ]


def place(values: list[Any], view: Any, choices_data: Any) -> tuple[Any, Any]:
    """The customer in the form."""
    choices = Choices.from_json(choices_data)
    found = services.scorer(choices)
    if not isinstance(found, services.Scorer) or not values:
        return no_update, no_update
    schema = services.telling_columns(found)
    if len(values) != len(schema):  # the form of another table is still on the screen
        return no_update, no_update
    given = {
        column.name: None if value in (None, "", UNKNOWN) else value
        for column, value in zip(schema, values, strict=True)
    }
    placed = services.place_customer(found, given)
    if found.ready is None:
        return placed_words(placed, found.names, found.colours), no_update
    figure = placed_customer(
        found.ready.projection,
        found.ready.matrix.features,
        services.background(found.ready),
        placed.position,
        placed.number,
        found.colours,
        Theme.read((view or {}).get("theme")),
    )
    return placed_words(placed, found.names, found.colours, found.ready.choices), figure

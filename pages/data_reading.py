"""The Data page's corrections of what was read: order lines to customers, and another way to read the file."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from app import services
from app.choices import Choices
from app.components import orders as order_lines
from app.components import reading
from app.components.states import problem
from app.shell import Ids as Shell
from engine.columns.order_days import usual_reference
from engine.corrections import Corrections, Rows
from engine.dataset import Dataset
from engine.errors import EngineError


class Patterns(StrEnum):
    ROWS = "data-rows"  # a button that says what order lines become
    DATE = "data-reference-date"
    FIELD = "data-correction"
    BEGIN = "data-begin"  # a button that begins the table in another line
    LOOK = "data-look"  # how the file would be read
    AGAIN = "data-read-again"
    BACK = "data-as-found"


_BACK = "back"


def _rows_id(rows: str) -> dict[str, str]:
    return {"type": Patterns.ROWS, "rows": rows}


_DATE = {"type": Patterns.DATE, "index": 0}
_ORDERS = {"date": _DATE, **{rows: _rows_id(rows) for rows in (*Rows, _BACK)}}
_FORM = {
    "field": lambda name: {"type": Patterns.FIELD, "field": name},
    "begin": lambda line: {"type": Patterns.BEGIN, "line": line},
    "look": {"type": Patterns.LOOK, "index": 0},
    "again": {"type": Patterns.AGAIN, "index": 0},
    "back": {"type": Patterns.BACK, "index": 0},
}


def register() -> None:
    choices = Output(Shell.CHOICES, "data", allow_duplicate=True)
    trouble = Output(Shell.PROBLEM, "data", allow_duplicate=True)
    callback(
        choices,
        trouble,
        Input({"type": Patterns.ROWS, "rows": ALL}, "n_clicks"),
        State({"type": Patterns.DATE, "index": ALL}, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_rows)
    callback(
        choices,
        trouble,
        Input({"type": Patterns.AGAIN, "index": ALL}, "n_clicks"),
        Input({"type": Patterns.BACK, "index": ALL}, "n_clicks"),
        Input({"type": Patterns.BEGIN, "line": ALL}, "n_clicks"),
        State({"type": Patterns.FIELD, "field": ALL}, "value"),
        State({"type": Patterns.FIELD, "field": ALL}, "id"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(read_again)
    callback(
        Output({"type": Patterns.LOOK, "index": ALL}, "children"),
        Input({"type": Patterns.FIELD, "field": ALL}, "value"),
        State({"type": Patterns.FIELD, "field": ALL}, "id"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_look)


def orders(dataset: Dataset, result: Any, choices: Choices) -> Any:
    """The offer for a table of order lines; None when there is nothing to decide."""
    if not isinstance(result, services.Undecided) or dataset.transactions is None:
        return None
    day = usual_reference(dataset.frame[dataset.transactions.date])
    return order_lines.orders_offer(dataset, day, _ORDERS)


def built(choices: Choices) -> Any:
    """How the customers were built, when they were."""
    if choices.reading.rows is Rows.CUSTOMERS:
        return order_lines.built_customers(choices.reading.reference_date or "", _ORDERS)
    return None


def corrections(dataset: Dataset, choices: Choices) -> list[Any]:
    """The form with which another reading is asked for."""
    return reading.correction_form(dataset, choices.reading, _FORM)


def choose_rows(_clicks: list[int | None], dates: list[str | None], choices_data: Any) -> tuple[Any, Any]:
    """What becomes of order lines."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    choices = Choices.from_json(choices_data)
    wanted = ctx.triggered_id["rows"]
    rows = None if wanted == _BACK else Rows(wanted)
    day = (dates[0] if dates else None) or None
    changed = replace(choices.reading, rows=rows, reference_date=day if rows is Rows.CUSTOMERS else None)
    return choices.with_reading(changed).to_json(), None


def show_look(values: list[Any], ids: list[dict[str, Any]], choices_data: Any) -> list[Any]:
    """How the file would be read as the form says, while nothing is applied."""
    if not ids or not ctx.outputs_list:
        return []
    choices = Choices.from_json(choices_data)
    try:
        chosen = Corrections.from_json(_told(values, ids))
        if chosen.of_the_file == choices.reading.of_the_file:
            return [None]
        return [reading.look(services.reading_head(choices, chosen))]
    except EngineError as error:
        return [problem(error.message, error.remedy)]


def _told(values: list[Any], ids: list[dict[str, Any]]) -> dict[str, Any]:
    """What the form says, without what is left to the file."""
    told = {each["field"]: value for each, value in zip(ids, values, strict=True)}
    told = {name: value for name, value in told.items() if value not in (None, "", reading.AS_FOUND)}
    if "header_rows" in told:
        told["header_rows"] = int(told["header_rows"])  # a select's values are texts
    return told


def read_again(
    _again: list[int | None],
    _back: list[int | None],
    _begin: list[int | None],
    values: list[Any],
    ids: list[dict[str, Any]],
    choices_data: Any,
) -> tuple[Any, Any]:
    """Read the file as the form says, from the line of another table, or as it was found."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    choices = Choices.from_json(choices_data)
    kind = ctx.triggered_id["type"]
    if kind == Patterns.BACK:
        return choices.with_reading(Corrections()).to_json(), None
    told = _told(values, ids)
    if kind == Patterns.BEGIN:
        told["first_line"] = ctx.triggered_id["line"]
    try:
        chosen = Corrections.from_json(told)
    except EngineError as error:
        return no_update, {"message": error.message, "remedy": error.remedy}
    # Corrections of columns belong to the columns that the old reading had.
    same = replace(chosen, columns=choices.reading.columns)
    changed = same if same.rows_key == choices.reading.rows_key else chosen
    return choices.with_reading(changed).to_json(), None

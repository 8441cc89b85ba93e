"""The Data page's drawer: how one column is prepared, what that would do, and what the column is."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.preparation import effect_panel, preparation_form
from app.components.states import problem
from app.edits import change_from_fields, correct_column
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.corrections import Rows
from engine.dataset import Column, Dataset, Role
from engine.errors import EngineError
from engine.preparation.spec import ColumnSpec


class Ids(StrEnum):
    DRAWER = "data-drawer"
    FORM = "data-drawer-form"
    EFFECT = "data-drawer-effect"
    APPLY = "data-drawer-apply"


class Patterns(StrEnum):
    PREPARE = "data-prepare"
    FIELD = "data-field"


def layout() -> dbc.Offcanvas:
    return dbc.Offcanvas(
        [
            html.Section([html.H3("What this does"), html.Div(id=Ids.EFFECT)], className="effects"),
            html.Div(id=Ids.FORM),
            html.Div(
                html.Button("Apply", id=Ids.APPLY, className="button primary", n_clicks=0), className="drawer-foot"
            ),
        ],
        id=Ids.DRAWER,
        title="Preparation",
        placement="end",
        is_open=False,
    )


def register() -> None:
    fields = {"type": Patterns.FIELD, "column": ALL, "field": ALL}
    callback(
        Output(Ids.DRAWER, "is_open"),
        Output(Ids.DRAWER, "title"),
        Output(Ids.FORM, "children"),
        Input({"type": Patterns.PREPARE, "index": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(open_drawer)
    callback(
        Output(Ids.EFFECT, "children"),
        Output(Ids.APPLY, "disabled"),
        Input(fields, "value"),
        State(fields, "id"),
        State(Shell.CHOICES, "data"),
        State(Shell.THEME, "data"),
        prevent_initial_call=True,
    )(show_effect)
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Output(Ids.DRAWER, "is_open", allow_duplicate=True),
        Input(Ids.APPLY, "n_clicks"),
        State(fields, "value"),
        State(fields, "id"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(apply)


def roles_of(dataset: Dataset, choices: Choices, ready: Any) -> dict[str, Role]:
    """The use each column really has: what the person said, else what the preparation did, else what was read."""
    done = ready.matrix.roles if ready else {}
    roles = {column.name: Role(done.get(column.name, column.role)) for column in dataset.columns}
    for name, spec in choices.spec.columns.items():
        if spec.role is not None and name in roles:
            roles[name] = spec.role
    return roles


def open_drawer(_clicks: list[int | None], choices_data: Any) -> tuple[Any, ...]:
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices)
    if not ctx.triggered_id or not ctx.triggered[0]["value"] or dataset is None:
        return (no_update,) * 3
    index = ctx.triggered_id["index"]
    if not 0 <= index < len(dataset.columns):
        return (no_update,) * 3
    column = dataset.columns[index]
    spec = choices.spec.columns.get(column.name, ColumnSpec())
    # Columns that were computed from order lines are what their definitions say.
    corrected = None if choices.reading.rows is Rows.CUSTOMERS else choices.reading.columns.get(column.name, {})
    defaults = services.column_defaults(choices, column.name)
    form = preparation_form(column, _role(dataset, choices, column), spec, corrected, defaults, Patterns.FIELD, index)
    return True, f"Prepare {column.name}", form


def show_effect(values: list[Any], ids: list[dict[str, Any]], choices_data: Any, theme: Any) -> tuple[Any, Any]:
    """What the choices in the drawer would do; a choice that does not fit is said here and cannot be applied."""
    choices = Choices.from_json(choices_data)
    found = _fields(values, ids, services.dataset_of(choices))
    if found is None:
        return no_update, no_update
    column, fields, dataset = found
    try:
        tried = change_from_fields(choices, column, _role(dataset, choices, column), fields)
        effect = services.column_effect(tried, column.name)
    except EngineError as error:
        return problem(error.message, error.remedy), True
    return (no_update if effect is None else effect_panel(effect, column, Theme.read(theme))), False


def apply(clicks: int | None, values: list[Any], ids: list[dict[str, Any]], choices_data: Any) -> tuple[Any, Any]:
    """Take over what the drawer says."""
    choices = Choices.from_json(choices_data)
    found = _fields(values, ids, services.dataset_of(choices))
    if not clicks or found is None:
        return no_update, no_update
    column, fields, dataset = found
    try:
        changed = change_from_fields(choices, column, _role(dataset, choices, column), fields)
    except EngineError:  # said in the drawer already
        return no_update, no_update
    changed = correct_column(changed, column.name, fields)
    return (no_update if changed == choices else changed.to_json()), False


def _role(dataset: Dataset, choices: Choices, column: Column) -> Role:
    result = services.resolve(choices)
    return roles_of(dataset, choices, result if isinstance(result, services.Ready) else None)[column.name]


def _fields(
    values: list[Any], ids: list[dict[str, Any]], dataset: Dataset | None
) -> tuple[Column, dict[str, Any], Dataset] | None:
    """The drawer's column and what its controls say."""
    if not ids or dataset is None or not 0 <= ids[0]["column"] < len(dataset.columns):
        return None
    told = {each["field"]: value for each, value in zip(ids, values, strict=True)}
    return dataset.columns[ids[0]["column"]], told, dataset

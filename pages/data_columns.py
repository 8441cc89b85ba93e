"""The Data page's columns: found by word and use, a page at a time, each with its use to change."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.columns import EVERY_USE, ControlIds, columns_table, find_columns, shown_of, use_options
from app.components.page import skeleton
from app.edits import change_role, change_unknown, taken_as_unknown
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.dataset import Role
from pages import data_drawer

MANY = 30  # columns from which on there is something to look for


class Ids(StrEnum):
    TOOLS = "data-columns-tools"
    WORDS = "data-columns-words"
    USE = "data-columns-use"
    SHOWN = "data-columns-shown"
    PAGER = "data-columns-pager"
    BEFORE = "data-columns-before"
    AFTER = "data-columns-after"
    AT = "data-columns-at"  # which page, and of what question
    TABLE = "data-columns"


class Patterns(StrEnum):
    ROLE = "data-role"
    UNKNOWN = "data-unknown"


_CONTROLS = ControlIds(Patterns.ROLE, data_drawer.Patterns.PREPARE, Patterns.UNKNOWN)


def layout() -> list[Any]:
    words = dbc.Input(id=Ids.WORDS, type="search", debounce=0.3, placeholder="Name, meaning or kind", value="")
    use = dbc.Select(id=Ids.USE, options=[{"value": EVERY_USE, "label": "Every use"}], value=EVERY_USE)
    pager = [
        html.Button("Earlier columns", id=Ids.BEFORE, className="button", n_clicks=0),
        html.Button("More columns", id=Ids.AFTER, className="button", n_clicks=0),
    ]
    return [
        html.Div(
            [
                html.Label([html.Span("Find a column"), words]),
                html.Label([html.Span("Used as"), use]),
                html.Span(id=Ids.SHOWN, className="muted", role="status"),
            ],
            id=Ids.TOOLS,
            className="hidden",
        ),
        html.Div(skeleton(420), id=Ids.TABLE),
        html.Div(pager, id=Ids.PAGER, className="hidden"),
        dcc.Store(id=Ids.AT),
    ]


def register() -> None:
    callback(
        Output(Ids.TABLE, "children"),
        Output(Ids.SHOWN, "children"),
        Output(Ids.USE, "options"),
        Output(Ids.TOOLS, "className"),
        Output(Ids.PAGER, "className"),
        Output(Ids.BEFORE, "disabled"),
        Output(Ids.AFTER, "disabled"),
        Output(Ids.AT, "data"),
        Input(Shell.VIEW, "data"),
        Input(Ids.WORDS, "value"),
        Input(Ids.USE, "value"),
        Input(Ids.BEFORE, "n_clicks"),
        Input(Ids.AFTER, "n_clicks"),
        State(Ids.AT, "data"),
        State(Shell.CHOICES, "data"),
    )(remembered(show))
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.ROLE, "index": ALL}, "value"),
        State({"type": Patterns.ROLE, "index": ALL}, "id"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_role)
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.UNKNOWN, "index": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_unknown)


def show(
    view: Any, words: str | None, use: str | None, _before: int, _after: int, at: Any, choices_data: Any
) -> tuple[Any, ...]:
    """The columns that are looked for; another question begins on its first page."""
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices) if view and view.get("kind") != "missing" else None
    if dataset is None:
        return (no_update,) * 8
    result = services.resolve(choices)
    roles = data_drawer.roles_of(dataset, choices, result if isinstance(result, services.Ready) else None)
    role = Role(use) if use in set(Role) else None
    question = [choices.dataset, words or "", use or EVERY_USE]
    page = int(at["page"]) if at and at["question"] == question else 0
    page += {Ids.BEFORE: -1, Ids.AFTER: 1}.get(ctx.triggered_id, 0)
    found = find_columns(dataset.columns, roles, words or "", role, page)
    many = len(dataset.columns) >= MANY
    return (
        columns_table(dataset.columns, found, roles, taken_as_unknown(choices), _CONTROLS),
        shown_of(found, len(dataset.columns)),
        use_options(dataset.columns, roles),
        "columns-tools" if many else "hidden",
        "row-of-buttons" if found.pages > 1 else "hidden",
        found.page == 0,
        found.page == found.pages - 1,
        {"question": question, "page": found.page},
    )


def choose_role(values: list[str], ids: list[dict[str, Any]], choices_data: Any) -> Any:
    """The use of the column whose select was changed; redrawn selects change nothing."""
    trigger = ctx.triggered_id
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices)
    if not trigger or dataset is None:
        return no_update
    position = next((i for i, each in enumerate(ids) if each["index"] == trigger["index"]), None)
    if position is None or not 0 <= trigger["index"] < len(dataset.columns):
        return no_update
    column, role = dataset.columns[trigger["index"]], Role(values[position])
    result = services.resolve(choices)
    ready = result if isinstance(result, services.Ready) else None
    if data_drawer.roles_of(dataset, choices, ready)[column.name] is role:
        return no_update
    return change_role(choices, column, role).to_json()


def choose_unknown(_clicks: list[int], choices_data: Any) -> Any:
    """A suspected value taken as "unknown", or as a number again; redrawn buttons change nothing."""
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices)
    if not ctx.triggered_id or not ctx.triggered[0]["value"] or dataset is None:
        return no_update
    at = ctx.triggered_id["index"]
    if not 0 <= at < len(dataset.columns):
        return no_update
    column = dataset.columns[at]
    return change_unknown(choices, column, column.name not in taken_as_unknown(choices)).to_json()

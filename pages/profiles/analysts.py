"""What analysts ask for: effect sizes, rules, and the long table. Drawn once it is opened, since it is long."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from app import services
from app.components.evidence import effects_table, statistics_table
from app.components.rules import EXACT, rounding_options, rules
from app.components.states import problem
from app.downloads import rules_url
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.profiles.charts import ready
from pages.profiles.ids import Ids


def register() -> None:
    callback(
        Output(Ids.TABLE, "children"),
        Input(Ids.EVERY_COLUMN, "n_clicks"),
        Input(Ids.MEASURE, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(show_table))
    callback(
        Output(Ids.EFFECTS, "children"),
        Output(Ids.DIGITS, "options"),
        Output(Ids.DIGITS, "value"),
        Input(Ids.ANALYSTS, "n_clicks"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.DIGITS, "value"),
        prevent_initial_call=True,
    )(remembered(show_statistics))
    callback(
        Output(Ids.RULES, "children"),
        Input(Ids.DIGITS, "value"),
        Input(Ids.DIGITS, "options"),
        State(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(show_rules))


def show_statistics(clicks: int | None, view: Any, choices_data: Any, digits: str | None) -> tuple[Any, ...]:
    result = ready(view, choices_data) if clicks else None
    if result is None:
        return (no_update,) * 3
    details = services.column_details(result)
    try:
        trees = [(each, services.crm_rules(result, each)) for each in services.DIGITS]
    except EngineError:
        trees = []
    return effects_table(details), rounding_options(trees), digits or EXACT


def show_table(clicks: int | None, measure: str, view: Any, choices_data: Any) -> Any:
    result = ready(view, choices_data) if clicks else None
    if result is None:
        return no_update
    return statistics_table(services.column_details(result), result.names, means=measure == "mean")


def show_rules(digits: str | None, _options: Any, view: Any, choices_data: Any) -> Any:
    result = ready(view, choices_data)
    if result is None:
        return no_update
    chosen = int(digits) if digits and digits.isdecimal() else None
    try:
        tree = services.crm_rules(result, chosen)
    except EngineError as error:
        return problem(error.message, error.remedy)
    return rules(tree, rules_url(result.choices, "sql", chosen), rules_url(result.choices, "json", chosen))

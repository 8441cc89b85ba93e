"""What is said of the selection: how many, how they were selected, a rule, and what sets them apart."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from app import services
from app.components.numbers import count
from app.components.selection import differences_table, selection_words
from app.components.states import problem
from app.downloads import selection_url
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.map.ids import OTHERS, Ids, Patterns
from pages.map.looking import chosen, chosen_rows, ready

HIDDEN, SHOWN, NOBODY = (f"part map-selection{more}" for more in (" hidden", "", " nobody"))


def register() -> None:
    callback(
        Output(Ids.PART, "className"),
        Output(Ids.SELECTION, "children"),
        Output(Ids.DIFFERENCES, "children"),
        Input(Ids.SELECTED, "data"),
        Input(Ids.AGAINST, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)
    callback(
        Output(Ids.AGAINST, "options"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(offer_groups)


def show(selected: Any, against: Any, view: Any, choices_data: Any) -> tuple[Any, Any, Any]:
    result = ready(view, choices_data)
    data = {} if result is None else chosen(result, selected)
    if result is None or not data:
        return HIDDEN, None, None
    try:
        rows = chosen_rows(result, selected)
        assert rows is not None
    except EngineError as error:
        return SHOWN, problem(error.message, error.remedy), None
    found = services.describe_rows(result, rows)
    words = selection_words(
        found,
        services.said_of(result, data),
        result.dataset,
        result.names,
        result.colours,
        selection_url(result.choices, data),
        Patterns.DROP,
    )
    if not found.size:
        return NOBODY, words, None
    if against == OTHERS:
        return SHOWN, words, differences_table(found.differences, result.dataset, "Selection", "All others")
    try:
        name, others = services.people(result, str(against))
    except EngineError as error:
        return SHOWN, words, problem(error.message, error.remedy)
    compared = services.compare_rows(result, rows, others)
    return SHOWN, words, differences_table(compared, result.dataset, "Selection", name)


def offer_groups(view: Any, choices_data: Any) -> Any:
    """All others, everyone, the segments, and the selections that were kept."""
    result = ready(view, choices_data)
    if result is None:
        return no_update
    options = [{"value": OTHERS, "label": "All others"}, {"value": "everyone", "label": "Everyone"}]
    options += [
        {"value": f"selection:{each.id}", "label": f"{each.title} ({count(each.size)})"}
        for each in services.saved_selections(result)
    ]
    options += [{"value": f"segment:{i}", "label": f"{i} {name}"} for i, name in enumerate(result.names, start=1)]
    return options

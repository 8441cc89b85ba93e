"""The list of the selection: sorted, searched and paged by the server."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from app import services
from app.components.listing import customer_list
from app.components.states import problem
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.map.cards import customer_address
from pages.map.ids import Ids, Patterns
from pages.map.looking import chosen_rows, ready


def register() -> None:
    callback(
        Output(Ids.LIST_VIEW, "data"),
        Input({"type": Patterns.SORT, "column": ALL}, "n_clicks"),
        Input({"type": Patterns.PAGE, "page": ALL}, "n_clicks"),
        State(Ids.LIST_VIEW, "data"),
        prevent_initial_call=True,
    )(turn)
    callback(
        Output(Ids.LIST, "children"),
        Input(Ids.SELECTED, "data"),
        Input(Ids.LIST_VIEW, "data"),
        Input(Ids.LIST_TEXT, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)


def turn(_sorts: Any, _pages: Any, before: Any) -> Any:
    """To another page, or by another column; by the same once more is the other way round."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    now = before if isinstance(before, dict) else {}
    if ctx.triggered_id["type"] == Patterns.PAGE:
        return {**now, "page": ctx.triggered_id["page"]}
    column = ctx.triggered_id["column"]
    return {"column": column, "descending": now.get("column") == column and not now.get("descending")}


def show(selected: Any, list_view: Any, text: Any, view: Any, choices_data: Any) -> Any:
    result = ready(view, choices_data)
    if result is None:
        return None
    try:
        rows = chosen_rows(result, selected)
        if rows is None or not len(rows):
            return None
        query = _query(services.list_columns(result), list_view, text)
        found = services.list_page(result, rows, query)
    except EngineError as error:
        return problem(error.message, error.remedy)
    addresses = [customer_address(result, int(row)) for row in found.rows]
    return customer_list(found, query, result, addresses, Patterns.SORT, Patterns.PAGE)


def _query(columns: tuple[str, ...], list_view: Any, text: Any) -> services.ListQuery:
    """Leniently: a column or page that cannot be is the first one."""
    asked = list_view if isinstance(list_view, dict) else {}
    column, page = asked.get("column"), asked.get("page")
    return services.ListQuery(
        sort=columns[column] if isinstance(column, int) and 0 <= column < len(columns) else "",
        descending=bool(asked.get("descending")),
        text=text if isinstance(text, str) else "",
        page=page if isinstance(page, int) else 1,
    )

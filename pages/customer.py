"""One customer under an address of its own, which opens for the owner of the table only."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
from dash import Input, Output, State, callback, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.page import head, how_to_read, link
from app.components.states import content_class, instead
from app.shell import Ids as Shell
from pages.map.cards import complete_card


class Ids(StrEnum):
    ROW = "customer-row"
    INSTEAD = "customer-instead"
    CONTENT = "customer-content"


def layout(row: str | None = None, **_: Any) -> html.Div:
    return html.Div(
        [
            head("Map", "One customer", "All values, and why this segment."),
            dcc.Store(id=Ids.ROW, data=row),
            html.Div(id=Ids.INSTEAD),
            html.Div(id=Ids.CONTENT, className="content one-customer"),
            how_to_read(
                "Values are those of your table. “More than 72 % of all” counts the customers with a smaller value, and "
                "half of those with the same one.",
                "A column speaks for a segment when the customer's value is nearer to that segment's centre than to the "
                "other's; the shares say how much of the whole weight it has.",
                "Look-alikes are the customers nearest in the columns that the segments were made from.",
            ),
        ],
        className="page page-customer",
    )


def register() -> None:
    dash.register_page(
        "customer", path_template="/customer/<row>", title="Customer · Tessera", name="Customer", layout=layout
    )
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.CONTENT, "children"),
        Input(Shell.VIEW, "data"),
        State(Ids.ROW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)


def show(view: Any, row: Any, choices_data: Any) -> tuple[Any, str, Any]:
    other = instead(view)
    if not view or other is not None:
        return other, content_class(view), no_update
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return None, content_class(view), no_update
    number = int(row) if str(row).isdecimal() and len(str(row)) < 12 else 0
    back = link("Back to the map", "/map", choices.to_search())
    if not 1 <= number <= result.dataset.n_rows:
        words = f"This table has rows 1 to {result.dataset.n_rows:,}; the address names none of them."
        return None, "content", [html.P(words, role="alert"), back]
    title = html.H2(f"Row {number:,}", className="visually-hidden")  # the card's own headings stand below one
    return None, "content one-customer", [title, complete_card(result, number - 1), back]

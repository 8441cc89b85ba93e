"""What an address shows that no page has. Dash finds it by its name."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from app.components.states import nothing_open


def layout(**_: Any) -> html.Div:
    sentence = "Follow a step on the left, or start with a table."
    return html.Div(nothing_open("There is nothing at this address.", sentence), className="page")


def register() -> None:
    dash.register_page("not_found_404", title="Not found · Tessera", layout=layout)

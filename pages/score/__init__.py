"""Score: new customers placed in the segments, one by one or as a table, and the model taken elsewhere."""

from __future__ import annotations

import dash

from pages.score import customer, tables
from pages.score.ids import Ids, Patterns
from pages.score.layout import layout

__all__ = ["Ids", "Patterns", "layout", "register"]


def register() -> None:
    dash.register_page("score", path="/score", title="Score · Tessera", name="Score", layout=layout)
    for part in (customer, tables):
        part.register()

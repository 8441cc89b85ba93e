"""Map: every customer as a point, with the card of the one under the pointer, and selections of many."""

from __future__ import annotations

import dash

from pages.map import cards, listing, picture, selected, selecting
from pages.map.ids import Ids, Patterns
from pages.map.layout import layout

__all__ = ["Ids", "Patterns", "layout", "register"]


def register() -> None:
    dash.register_page("map", path="/map", title="Map · Tessera", name="Map", layout=layout)
    for part in (picture, cards, selecting, selected, listing):
        part.register()

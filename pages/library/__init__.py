"""Library: segmentations that are kept, what has changed between two of them, and models from elsewhere."""

from __future__ import annotations

import dash

from pages.library import comparing, keeping, models, shelf
from pages.library.ids import Ids, Patterns
from pages.library.layout import layout

__all__ = ["Ids", "Patterns", "layout", "register"]


def register() -> None:
    dash.register_page("library", path="/library", title="Library · Tessera", name="Library", layout=layout)
    for part in (shelf, keeping, comparing, models):
        part.register()

"""Choose k: how many segments, with the curve, the advice and what each number would give."""

from __future__ import annotations

import dash

from pages.choose_k import browser, outlying, preparations, showing
from pages.choose_k.ids import Ids, Patterns
from pages.choose_k.layout import layout

__all__ = ["Ids", "Patterns", "layout", "register"]


def register() -> None:
    dash.register_page("choose_k", path="/k", title="Choose k · Tessera", name="Choose k", layout=layout)
    for part in (showing, outlying, preparations, browser):
        part.register()

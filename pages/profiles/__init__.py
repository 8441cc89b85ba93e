"""Profiles: who the segments are, what sets them apart, what to do, and their lists."""

from __future__ import annotations

import dash

from pages.profiles import analysts, campaign, cards, charts
from pages.profiles.ids import Ids, Patterns
from pages.profiles.layout import layout

__all__ = ["Ids", "Patterns", "layout", "register"]


def register() -> None:
    dash.register_page("profiles", path="/profiles", title="Profiles · Tessera", name="Profiles", layout=layout)
    for part in (cards, campaign, charts, analysts):
        part.register()

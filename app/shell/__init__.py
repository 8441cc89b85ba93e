"""The frame around every page: steps, the open table, k, sharing, the theme, and what is being worked on.

The browser holds choices only. `Ids.CHOICES` is the store of them, mirrored into the address by assets/state.js;
`Ids.VIEW` tells the pages that something they show may have changed.
"""

from __future__ import annotations

from app import sharing
from app.shell import browser, following, header
from app.shell.following import poll_ms
from app.shell.frame import layout
from app.shell.ids import EXTRAS, STEPS, Ids

__all__ = ["EXTRAS", "STEPS", "Ids", "layout", "poll_ms", "register"]


def register() -> None:
    """Add the shell's callbacks to Dash; called once, by the factory."""
    browser.register()
    following.register()
    header.register()
    sharing.register(Ids.CHOICES, Ids.ADDRESS)

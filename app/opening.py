"""Which page a browser opens and with which choices, where that is known before its scripts run.

Dash lays out an empty frame, and then asks for the page, for the state of things, and for what stands on the page, one
after the other. Where the address is known the frame comes with all but the last.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dash
from dash.development.base_component import Component
from flask import has_request_context, request

# The address in the browser, sent by assets/head/opening.js with the request for the layout.
HEADER = "X-Page"


@dataclass(frozen=True)
class Opening:
    """An address of ours.

    Attributes
    ----------
    path : str
        "" where it is not known.
    search : str
        With its question mark, or "".
    """

    path: str = ""
    search: str = ""

    @classmethod
    def of_request(cls) -> Opening:
        if not has_request_context():
            return cls()
        address = urlsplit(
            request.headers.get(HEADER, "") if request.path.startswith("/_dash") else request.full_path
        )
        return cls(address.path, f"?{address.query}" if address.query else "")

    @property
    def page(self) -> Mapping[str, Any] | None:
        """The page at this path as Dash keeps it; None where Dash has to find it by itself."""
        return next(
            (page for page in dash.page_registry.values() if self.path and page.get("path") == self.path), None
        )

    def container(self) -> Component:
        """Dash's container of the page, with the page in it."""
        container = copy.deepcopy(dash.page_container)
        page = self.page
        if page is None:
            return container
        layout = page["layout"]
        container["_pages_content"].children = layout(**dict(parse_qsl(self.search.lstrip("?"))))
        container["_pages_store"].data = {"title": page["title"]}
        # Otherwise Dash finds out where it is, and asks for the page again.
        container["_pages_location"].pathname, container["_pages_location"].search = self.path, self.search
        return container


def step_classes(paths: list[str], path: str) -> list[str]:
    """How the steps look on a page, as "mirror" in assets/state.js has it afterwards."""
    at = paths.index(path) if path in paths else -1
    return [f"step{' current' if i == at else ' done' if i < at else ''}" for i in range(len(paths))]

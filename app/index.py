"""The HTML that a page begins with: what has to be known before anything is drawn, and what is fetched meanwhile."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dash import Dash
from flask import request
from markupsafe import Markup, escape

from app.opening import Opening
from app.plainpages import ASSETS, asset
from app.static import static_html

# Dash's own, with the language that screen readers need.
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>
"""

# What changes the first picture: light or dark, and the hints that were closed.
_HEAD = ("head/theme.js", "head/hints.js", "head/opening.js")
# On these no chart is seen before somebody asks for one.
_WITHOUT_CHARTS = frozenset({"/", "/library"})


class TesseraDash(Dash):
    """Dash, with a head of ours, and the page itself as far as it is known before its scripts run."""

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        scripts = [f'<script src="{asset(name)}"></script>' for name in _HEAD]
        # Scripts that follow style sheets wait for them.
        parts["css"] = "\n".join((*scripts, parts["css"], *_charts()))
        page = Opening.of_request().page
        if page is not None:
            parts["title"] = escape(page["title"])
        # Not to be reached before it does anything: people and screen readers meet it once the scripts have run.
        opening = Markup('<div id="opening" inert>{}</div>').format(static_html(self.get_layout()))
        parts["app_entry"] = opening + Markup(parts["app_entry"])
        return str(super().interpolate_index(**parts))


def _charts() -> list[str]:
    """Where plotly.js stands, and the part of it that every chart needs: fetched beside Dash's scripts, or after all."""
    kind = 'rel="prefetch" as="script"' if request.path in _WITHOUT_CHARTS else 'rel="modulepreload"'
    entry, *core = _chart_files()
    return [f'<link id="charts" {kind} href="{entry}">', *(f'<link {kind} href="{each}">' for each in core)]


@cache
def _chart_files() -> list[str]:
    """The addresses of the module that the browser imports, and of what it imports itself."""
    folder = ASSETS / "vendor" / "plotly"
    entry = next(folder.glob("plotly-*.js"))
    core = re.findall(r'from"\./([^"]+)"', entry.read_text(encoding="utf-8"))
    return [f"/assets/vendor/plotly/{name}" for name in (entry.name, *core)]

"""The HTML that a page begins with: what has to be known before anything is drawn, and what is fetched meanwhile."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dash import Dash
from flask import request
from markupsafe import Markup, escape

from app.opening import Opening
from app.plainpages import ASSETS
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

# What changes the first picture, light or dark and the hints that were closed, and what is asked for at once: as files,
# even from the browser's own cache, they would hold up all that follows.
_HEAD = ("head/theme.js", "head/hints.js", "head/picture.js", "head/opening.js")
# On these no chart is seen before somebody asks for one.
_WITHOUT_CHARTS = frozenset({"/", "/library"})


class TesseraDash(Dash):
    """Dash, with a head of ours, and the page itself as far as it is known before its scripts run."""

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        # Scripts that follow style sheets wait for them.
        parts["css"] = "\n".join((f"<script>{head_script()}</script>", parts["css"], *_charts()))
        parts["scripts"] = _scripts(parts["scripts"])
        page = Opening.of_request().page
        if page is not None:
            parts["title"] = escape(page["title"])
        # Not to be reached before it does anything: people and screen readers meet it once the scripts have run.
        opening = Markup('<div id="opening" inert>{}</div>').format(static_html(self.get_layout()))
        parts["app_entry"] = opening + Markup(parts["app_entry"])
        return str(super().interpolate_index(**parts))


@cache
def head_script() -> str:
    """What runs in the head; the security policy must know it."""
    return "".join((ASSETS / name).read_text(encoding="utf-8") for name in _HEAD)


# Dash brings them on every page: what browsers have had since 2017, with a slow `trim` in the place of theirs, and tables
# that stand on no page here.
_NEEDLESS = ("/deps/polyfill@", "/dash_table/")
_COMPONENTS, _GRAPH = "/dcc/dash_core_components.", "/dcc/async-graph."


def _scripts(tags: str) -> str:
    """Dash's script tags without those that do nothing here, and with what it would fetch for the first chart."""
    found = [tag for tag in tags.split("\n") if not any(each in tag for each in _NEEDLESS)]
    if request.path not in _WITHOUT_CHARTS:
        found += [tag.replace(_COMPONENTS, _GRAPH) for tag in found if _COMPONENTS in tag]
    return "\n".join(found)


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

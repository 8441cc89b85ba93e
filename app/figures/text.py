"""Other people's text on a chart. Plotly reads a small markup and %{…} templates from text: both are taken away."""

from __future__ import annotations

MAX_LABEL = 42  # longer labels push the chart off a phone's screen


def plain(text: object) -> str:
    """The text as it is, safe wherever Plotly would read markup or a template from it."""
    escaped = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%&#123;")


def short(text: object, limit: int = MAX_LABEL) -> str:
    """`plain`, cut to what fits beside a chart."""
    return plain(_cut(text, limit))


def short_in_depth(text: object, limit: int = MAX_LABEL) -> str:
    """`short` for a cloud, whose letters are drawn by WebGL: markup is read there, too, but no entities."""
    return _cut(text, limit).replace("<", "‹").replace(">", "›")


def _cut(text: object, limit: int) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"

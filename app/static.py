"""A layout as plain HTML: what a browser shows before its scripts have run."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

_VOID = frozenset({"br", "hr", "img", "input"})
_RENAMED = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
}
_KEPT = ("class", "for", "role", "href", "scope", "type", "placeholder", "colspan", "rowspan", "open", "data-first")
# What other components leave on the page before anything is known: a tag and its class. The rest leaves nothing.
_OTHERS = {"Link": ("a", ""), "Input": ("input", "form-control"), "Select": ("select", "form-select")}


def static_html(component: Any) -> Markup:
    """The component and what is in it as HTML, without ids, events and values.

    Parameters
    ----------
    component : Component, str, number, list of these, or None
        What is hidden, or folded away, is left out.

    Returns
    -------
    markupsafe.Markup
    """
    if component is None or isinstance(component, bool):
        return Markup("")
    if isinstance(component, (list, tuple)):
        return Markup("").join(static_html(each) for each in component)
    if not isinstance(component, Component):
        return escape(component)
    kind, ours = type(component).__name__, component._namespace == "dash_html_components"
    if kind == "Graph":
        return Markup('<div class="dash-graph"></div>')
    if not ours and kind not in _OTHERS:
        return Markup("")
    tag, extra = (kind.lower(), "") if ours else _OTHERS[kind]
    attributes = _attributes(component, extra)
    if "hidden" in attributes.get("class", "").split():
        return Markup("")
    written = Markup("").join(
        Markup(" {}").format(Markup(name)) if value is True else Markup(' {}="{}"').format(Markup(name), value)
        for name, value in attributes.items()
    )
    opened = Markup("<{}{}>").format(Markup(tag), written)
    if tag in _VOID:
        return opened
    return opened + static_html(_seen(tag, component)) + Markup("</{}>").format(Markup(tag))


def _seen(tag: str, component: Component) -> Any:
    children = getattr(component, "children", None)
    if tag == "details" and not getattr(component, "open", False):
        return [each for each in children or [] if type(each).__name__ == "Summary"]
    return children


def _attributes(component: Component, extra: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for prop, value in component.to_plotly_json()["props"].items():
        name = _RENAMED.get(prop, prop)
        if value in (None, False, ""):
            continue
        if name in _KEPT or name.startswith("aria-"):
            found[name] = value
        elif name == "style":
            found["style"] = ";".join(f"{_dashed(key)}:{each}" for key, each in value.items())
    if extra:
        found["class"] = f"{extra} {found.get('class', '')}".strip()
    return found


def _dashed(name: str) -> str:
    """CSS' own name of a property that React writes in one word."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)

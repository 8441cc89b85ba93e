"""Controls of a form, each with what it is for and what is chosen without a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html


def select(
    title: str, why: str, words: Mapping[str, str], current: str, identity: Any, default: str = ""
) -> list[Any]:
    options = [{"value": key, "label": text} for key, text in words.items()]
    return field(title, why, dbc.Select(id=identity, options=options, value=current), default)


def small(title: str, identity: Any, current: Any, kind: str, placeholder: str = "", default: str = "") -> list[Any]:
    control = dcc.Input(id=identity, type=kind, value=current, debounce=0.4, placeholder=placeholder)
    return field(title, "", control, default)


def field(title: str, why: str, control: Any, default: str) -> list[Any]:
    """A control, what it is for, and what is chosen without a person."""
    said = [html.Small(why)] if why else []
    if default:
        said.append(html.Small(default, className="default"))
    return [html.Div([html.Label([html.Span(title), control]), *said], className="field")]

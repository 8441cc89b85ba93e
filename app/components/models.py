"""Models that a person brought: where the file is dropped, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from dash import html

from app.choices import Choices
from app.components.library import title_form
from app.components.numbers import count, date, plural
from app.components.page import download, icon, link, more
from app.models import brought_url
from app.services import ModelView


@dataclass(frozen=True)
class ModelPatterns:
    """Types of the pattern ids of a model's controls; ``model`` is its id."""

    delete: str
    title: str
    note: str
    retitle: str


def model_drop() -> html.Div:
    """Where a portable model is dropped; assets/upload.js does the sending."""
    return html.Div(
        [
            html.Div(
                [
                    icon("upload"),
                    html.P("Drop a model.json here, or the zip it came in", className="drop-title"),
                    html.Button("Choose a model", className="button", **{"data-choose-model": ""}),
                ],
                className="drop-words",
            ),
        ],
        className="drop score-drop",
        **{"data-model-drop": ""},
    )


def model_shelf(
    views: Sequence[ModelView], patterns: ModelPatterns, choices: Choices, newest: str | None = None
) -> Any:
    """Everything brought, each with the way to the Score page.

    Parameters
    ----------
    choices : Choices
        What is open stays open beside the model.
    newest : str, optional
        Id of the one that has just arrived.
    """
    if not views:
        return html.P("No model was brought yet. The Score page of any Tessera hands them out.", className="muted")
    return html.Ul([html.Li(_item(view, patterns, choices, newest)) for view in views], className="shelf")


def _item(view: ModelView, patterns: ModelPatterns, choices: Choices, newest: str | None) -> list[Any]:
    label = html.Span(view.title, className="visually-hidden")
    delete = {"type": patterns.delete, "model": view.id}
    if view.deleted:
        back = html.Button(["Bring back ", label], id=delete, className="button")
        return [html.P(f"“{view.title}” was deleted.", className="muted"), html.Div(back, className="shelf-buttons")]
    facts = view.facts
    about = (
        f"{plural(facts['k'], 'segment')} of {plural(facts['n_rows'], 'customer')} in {facts['dataset']} · "
        f"made on {facts['made']} · needs {plural(facts['columns'], 'column')}"
    )
    names = "; ".join(f"{name} ({count(size)})" for name, size in zip(facts["names"], facts["sizes"], strict=True))
    return [
        html.Div(
            [
                html.P(
                    [
                        html.Span(view.title, className="shelf-title"),
                        html.Span("Just arrived", className="tag") if view.id == newest else None,
                    ]
                ),
                html.P(about, className="muted"),
                html.P(names),
                html.P(f"Brought on {_day(view)}; it stays for a year.", className="muted"),
                html.P(view.note, className="muted") if view.note else None,
                more(
                    "Name and note",
                    title_form(
                        view.title, view.note, (patterns.title, patterns.note, patterns.retitle), "model", view.id
                    ),
                ),
            ]
        ),
        html.Div(
            [
                link("Place customers", "/score", replace(choices, model=view.id).to_search(), primary=True),
                download("Model", brought_url(view.id)),
                html.Button(["Delete ", label], id=delete, className="button danger"),
            ],
            className="shelf-buttons",
        ),
    ]


def _day(view: ModelView) -> str:
    return date(pd.Timestamp(view.created).tz_localize(None).normalize())

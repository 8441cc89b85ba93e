"""What a person has kept, and the form to keep something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html

from app.choices import Choices
from app.components.numbers import count, date, plural
from app.components.segments import ribbon
from app.limits import MAX_NOTE, MAX_SEGMENT_NAME
from app.reports import FORMS, report_url
from app.services import SavedView


def keep_form(ids: tuple[str, str, str, str]) -> html.Div:
    """Fields for a title and a note, the button, and room for what is wrong with them.

    Parameters
    ----------
    ids : tuple of str
        Of the title, the note, the button and the problem.
    """
    title, note, button, trouble = ids
    return html.Div(
        [
            html.Label(
                [html.Span("Name"), dbc.Input(id=title, maxLength=MAX_SEGMENT_NAME, placeholder="Spring campaign")],
                className="field-inline",
            ),
            html.Label(
                [html.Span("Note"), dbc.Textarea(id=note, maxLength=MAX_NOTE, rows=2)], className="field-inline"
            ),
            html.Button("Keep in the library", id=button, className="button primary"),
            html.P(id=trouble, className="field-problem", role="alert"),
        ],
        className="keep-form",
    )


def shelf(views: Sequence[SavedView], patterns: tuple[str, str]) -> Any:
    """Everything kept, each with its link; what others share comes last, and is not for this person to change.

    Parameters
    ----------
    views : sequence of SavedView
    patterns : tuple of str
        Types of the pattern ids of the approve and the delete buttons; ``saved`` is the view's id.
    """
    if not views:
        return html.P("Nothing is kept yet. Open a table, then keep its segments here.", className="muted")
    own = [view for view in views if view.shared is None]
    shelves: list[Any] = [html.Ul([html.Li(_item(view, patterns)) for view in own], className="shelf")] if own else []
    groups: dict[str, list[SavedView]] = {}
    for view in views:
        if view.shared is not None:
            groups.setdefault(view.shared.words, []).append(view)
    for words, shared in groups.items():
        shelves += [html.H3(words), html.Ul([html.Li(_about(view)) for view in shared], className="shelf")]
    return html.Div(shelves)


def _reports(view: SavedView) -> list[Any]:
    """Plain links to the report in each of its forms."""
    choices = Choices.from_json(view.choices)
    links: list[Any] = [html.Span("Report: ")]
    for kind, form in FORMS.items():
        links += [html.A(form, href=report_url(choices, kind), download=""), " "]
    return links


def _item(view: SavedView, patterns: tuple[str, str]) -> list[Any]:
    approve, delete = patterns
    label = html.Span(view.title, className="visually-hidden")
    if view.deleted:
        back = html.Button(["Bring back ", label], id={"type": delete, "saved": view.id}, className="button")
        return [html.P(f"“{view.title}” was deleted.", className="muted"), html.Div(back, className="shelf-buttons")]
    return [
        _about(view),
        html.Div(
            [
                html.Button(
                    ["Withdraw approval " if view.approved else "Approve ", label],
                    id={"type": approve, "saved": view.id},
                    className="button",
                ),
                html.Button(["Delete ", label], id={"type": delete, "saved": view.id}, className="button danger"),
            ],
            className="shelf-buttons",
        ),
    ]


def _about(view: SavedView) -> html.Div:
    """What was kept, with its link."""
    opened = dcc.Link(
        view.title, href=f"/profiles{Choices.from_json(view.choices).to_search()}", className="shelf-title"
    )
    total = sum(size for _, size in view.segments)
    kept = date(pd.Timestamp(view.created).tz_localize(None).normalize())
    facts = f"{view.dataset_name} · {plural(len(view.segments), 'segment')} · {view.verdict} · kept on {kept}"
    names = "; ".join(f"{name} ({count(size)})" for name, size in view.segments)
    return html.Div(
        [
            html.P([opened, html.Span("Approved", className="tag") if view.approved else None]),
            html.P(facts, className="muted"),
            html.P(_reports(view), className="shelf-files"),
            ribbon([size / total for _, size in view.segments]) if total else None,
            html.P(names),
            html.P(view.note, className="muted") if view.note else None,
        ]
    )

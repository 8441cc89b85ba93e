"""What a person has kept, the form to keep something, and how two segmentations differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html

from app.choices import Choices
from app.components.numbers import count, date, percent, plural
from app.components.page import download, more
from app.components.segments import ribbon, slot
from app.limits import MAX_NOTE, MAX_SEGMENT_NAME
from app.reports import FORMS, report_url
from app.services import SavedView, Taken, choices_of
from engine.comparison import Comparison, sentences


@dataclass(frozen=True)
class ShelfPatterns:
    """Types of the pattern ids of a kept segmentation's controls; ``saved`` is its id."""

    approve: str
    delete: str
    copy: str
    compare: str
    title: str
    note: str
    retitle: str


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
            html.Div(id=trouble, className="field-problem", role="alert"),
        ],
        className="keep-form",
    )


def name_taken(title: str, free: str, pattern: str) -> list[Any]:
    """That the name is another's, and the two things that can be done about it."""
    return [
        html.P(f"“{title}” is in the library already. The earlier one can be brought back for a day."),
        html.Div(
            [
                html.Button("Replace it", id={"type": pattern, "how": Taken.REPLACE}, className="button"),
                html.Button(
                    f"Keep both, this as “{free}”", id={"type": pattern, "how": Taken.BOTH}, className="button"
                ),
            ],
            className="row-of-buttons",
        ),
    ]


def kept_strip(view: SavedView, choices: Choices, go_on: dict[str, Any] | None) -> html.Aside:
    """Above every page while something kept is shown: what one sees, and the ways out of it.

    ``go_on`` is the id of the button that makes what was kept today's; None where that is not this person's to do.
    """
    return html.Aside(
        [
            html.P(
                [
                    "You see ",
                    html.Strong(f"“{view.title}”"),
                    f" as it was kept on {_day(view)}: its names, colours, notes and map.",
                ]
            ),
            html.Div(
                [
                    html.Button("Go on from here", id=go_on, className="link-button") if go_on else None,
                    dcc.Link("Show today’s names", href=replace(choices, saved=None).to_search() or "?"),
                ],
                className="kept-ways",
            ),
        ],
        className="kept-strip",
        **{"aria-label": "Kept segmentation"},
    )


def shelf(views: Sequence[SavedView], patterns: ShelfPatterns, *, comparable: bool) -> Any:
    """Everything kept, each with its link; what others share comes last, and is not for this person to change.

    Parameters
    ----------
    views : sequence of SavedView
    patterns : ShelfPatterns
    comparable : bool
        Whether something is open that they can be compared with.
    """
    if not views:
        return html.P("Nothing is kept yet. Open a table, then keep its segments here.", className="muted")
    own = [view for view in views if view.shared is None]
    shelves: list[Any] = []
    if own:
        shelves.append(html.Ul([html.Li(_item(view, patterns, comparable)) for view in own], className="shelf"))
    groups: dict[str, list[SavedView]] = {}
    for view in views:
        if view.shared is not None:
            groups.setdefault(view.shared.words, []).append(view)
    for words, shared in groups.items():
        shelves += [html.H3(words), html.Ul([html.Li(_about(view)) for view in shared], className="shelf")]
    return html.Div(shelves)


def _reports(view: SavedView) -> list[Any]:
    """Plain links to the report in each of its forms."""
    links: list[Any] = [html.Span("Report: ")]
    for kind, form in FORMS.items():
        links += [html.A(form, href=report_url(choices_of(view), kind), download=""), " "]
    return links


def _item(view: SavedView, patterns: ShelfPatterns, comparable: bool) -> list[Any]:
    if view.deleted:
        back = _button("Bring back", view, patterns.delete)
        return [html.P(f"“{view.title}” was deleted.", className="muted"), html.Div(back, className="shelf-buttons")]
    types = (patterns.title, patterns.note, patterns.retitle)
    return [
        html.Div(
            [_about(view), more("Name and note", title_form(view.title, view.note, types, "saved", view.id))],
        ),
        html.Div(
            [
                _button("Compare", view, patterns.compare) if comparable else None,
                _button("Withdraw approval" if view.approved else "Approve", view, patterns.approve),
                _button("Copy", view, patterns.copy),
                _button("Delete", view, patterns.delete, "button danger"),
            ],
            className="shelf-buttons",
        ),
    ]


def _about(view: SavedView) -> html.Div:
    """What was kept, with its link."""
    opened = dcc.Link(view.title, href=f"/profiles{choices_of(view).to_search()}", className="shelf-title")
    total = sum(view.sizes)
    facts = f"{view.dataset_name} · {plural(len(view.segments), 'segment')} · {view.verdict} · kept on {_day(view)}"
    names = "; ".join(f"{each.name} ({count(each.size)})" for each in view.segments)
    colours = [each.colour or slot(place + 1) for place, each in enumerate(view.segments)]
    return html.Div(
        [
            html.P([opened, html.Span("Approved", className="tag") if view.approved else None]),
            html.P(facts, className="muted"),
            html.P(_reports(view), className="shelf-files"),
            ribbon([size / total for size in view.sizes], colours) if total else None,
            html.P(names),
            html.P(view.note, className="muted") if view.note else None,
        ]
    )


def title_form(title: str, note: str, types: tuple[str, str, str], key: str, identity: str) -> html.Div:
    """Fields for another title and note of something in the library, and the button that saves them."""
    title_id, note_id, button_id = ({"type": each, key: identity} for each in types)
    return html.Div(
        [
            html.Label(
                [html.Span("Name"), dbc.Input(id=title_id, value=title, maxLength=MAX_SEGMENT_NAME)],
                className="field-inline",
            ),
            html.Label(
                [html.Span("Note"), dbc.Textarea(id=note_id, value=note, maxLength=MAX_NOTE, rows=2)],
                className="field-inline",
            ),
            html.Button(["Save ", html.Span(title, className="visually-hidden")], id=button_id, className="button"),
        ],
        className="keep-form",
    )


def _button(words: str, view: SavedView, pattern: str, look: str = "button") -> html.Button:
    """A button that says aloud what it stands beside."""
    label = html.Span(view.title, className="visually-hidden")
    return html.Button([f"{words} ", label], id={"type": pattern, "saved": view.id}, className=look)


def _day(view: SavedView) -> str:
    return date(pd.Timestamp(view.created).tz_localize(None).normalize())


def compared(found: Comparison, before: Sequence[str], after: Sequence[str], url: str) -> html.Div:
    """Who stayed and who moved, and what became of each segment; ``before`` and ``after`` are names."""
    outside = [
        f"{plural(number, 'customer')} only in the {which} table"
        for number, which in ((found.n_only_before, "earlier"), (found.n_only_after, "later"))
        if number
    ]
    movers = len(found.movers)
    return html.Div(
        [
            html.H2(f"{percent(found.stayed_share)} stayed, {count(movers)} moved"),
            html.P(
                f"{plural(found.n_common, 'customer')} compared; adjusted Rand index {found.adjusted_rand:.2f}."
                + (f" {' and '.join(outside)}." if outside else "")
            ),
            html.Ul([html.Li(each) for each in sentences(found, before, after)], className="notes"),
            html.Div([download("Download who moved", url)], className="row-of-buttons") if movers else None,
        ],
        className="compared",
    )

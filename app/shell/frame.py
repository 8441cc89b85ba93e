"""The frame as it stands around a page, with what is known of it when the page is opened."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from sqlalchemy.exc import SQLAlchemyError

from app import asking, services, sharing
from app.choices import Choices
from app.components.page import icon
from app.opening import Opening, step_classes
from app.shell.following import state_of
from app.shell.ids import EXTRAS, STEPS, Ids, step_id
from engine.errors import EngineError


def layout() -> html.Div:
    """The frame; the page's own layout stands in Dash's page container.

    Where the address is known, the page, the choices and the state of things are in it from the beginning.
    """
    opening = Opening.of_request()
    known, busy = _known(opening)
    stores = [dcc.Store(id=each, **_kept(each, known)) for each in _STORES]
    return html.Div(
        [
            dcc.Location(id=Ids.ADDRESS, refresh=False),
            *stores,
            *asking.clock(Ids.POLL, running=busy),
            html.A("Skip to the content", href="#content", className="skip"),
            _rail(opening),
            html.Div(
                [
                    _top(),
                    html.Div(id=Ids.KEPT, className="kept-slot"),
                    html.Div(id=Ids.PROBLEM_TEXT, className="problem-slot", **{"aria-live": "assertive"}),
                    html.Main(opening.container(), id="content", tabIndex="-1"),
                ],
                className="column",
            ),
            html.Div(id="activity-home", className="activity-home"),
            sharing.layout(),
        ],
        className="app",
    )


def _kept(store: Ids, known: dict[str, Any]) -> dict[str, Any]:
    """Where a store is kept, and what it holds. What differs from that when it is mounted counts as changed.

    A table on its way is not in the address yet: a reload must find it again, in this tab and no other.
    """
    if store is Ids.INCOMING:
        return {"storage_type": "session", "data": None}
    if store is Ids.LOOK:
        return {"storage_type": "session"}
    return {"storage_type": "memory", **({"data": known[store]} if store in known else {})}


def _known(opening: Opening) -> tuple[dict[str, Any], bool]:
    """What the stores of an opened page hold, and whether work is under way; nothing where the page is not known."""
    if opening.page is None:
        return {}, False
    choices = Choices.from_search(opening.search)
    try:
        opened = services.status(choices)
    except (EngineError, SQLAlchemyError, OSError):  # asked again by "follow", which says what is wrong
        return {}, False
    return {Ids.CHOICES: choices.to_json(), Ids.STATE: state_of(opened, choices)}, opened.kind == "working"


_STORES = (
    Ids.CHOICES,
    Ids.INCOMING,
    Ids.PROGRESS,
    Ids.STATE,
    Ids.THEME,
    Ids.REVISION,
    Ids.VIEW,
    Ids.FACTS,
    Ids.DECK,
    Ids.PROBLEM,
    Ids.CANCEL,
    Ids.CANCELLED,
    Ids.MIRRORED,
    Ids.DRAWN,
    Ids.LOOK,
)


def _rail(opening: Opening) -> html.Nav:
    pages = (*STEPS, *EXTRAS)
    search = Choices.from_search(opening.search).to_search()
    classes = step_classes([path for path, _ in pages], opening.path)
    steps = [
        html.Li(
            dcc.Link(
                [html.Span(_sign(i), className="step-number", **{"aria-hidden": "true"}), html.Span(name)],
                href=path + search,
                id=step_id(i),
                className=classes[i],
            )
        )
        for i, (path, name) in enumerate(pages)
    ]
    logo = html.Span([html.I(), html.I(), html.I(), html.I()], className="logo", **{"aria-hidden": "true"})
    return html.Nav(
        [html.Div([logo, "Tessera"], className="wordmark"), html.Ol(steps, className="steps")],
        className="rail",
        **{"aria-label": "Steps"},
    )


def _sign(index: int) -> str:
    return str(index + 1) if index < len(STEPS) else "≡"


def _top() -> html.Header:
    return html.Header(
        [
            html.Div(id=Ids.DATASET, className="open-table"),
            html.Div(
                [
                    html.Button(
                        icon("dash-lg"), id=Ids.K_LESS, className="quiet", **{"aria-label": "One segment fewer"}
                    ),
                    html.Span("", id=Ids.K_TEXT, **{"aria-live": "polite"}),
                    html.Button(
                        icon("plus-lg"), id=Ids.K_MORE, className="quiet", **{"aria-label": "One segment more"}
                    ),
                ],
                id=Ids.K_BOX,
                className="k-box hidden",
                role="group",
                **{"aria-label": "Number of segments"},
            ),
            html.Button(
                [icon("link-45deg"), html.Span("Share")], id=sharing.Ids.OPEN, className="button quiet-button"
            ),
            html.Div(id=Ids.PERSON, className="person"),
            html.Button(
                icon("moon"),
                id=Ids.THEME_SWITCH,
                className="quiet",
                **{"aria-label": "Switch between light and dark"},
            ),
        ],
        className="top",
    )
